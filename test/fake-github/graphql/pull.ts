/** Pull requests. */
import { commitsOf } from '../branches.ts'
import { isBehind, isMergeable, whyNot } from '../merging.ts'
import type { FakeState, IssueComment, Pull, Review } from '../model.ts'
import { canPush, head } from '../state.ts'
import { actor } from './actors.ts'
import { commit, commits } from './commit.ts'
import { connection, type PageArguments } from './connection.ts'

export function pullRequest(state: FakeState, viewer: string, pull: Pull): object {
  const { number, title, body, mergedAt } = pull
  const date = (at: Date | null) => at?.toISOString() ?? null
  return {
    ...{ __typename: 'PullRequest', id: `PR_${number}`, number, title, body },
    url: `https://github.invalid/${state.owner}/${state.repo}/pull/${number}`,
    state: mergedAt !== null ? 'MERGED' : pull.state.toUpperCase(),
    ...{ isDraft: pull.draft, isCrossRepository: pull.fork !== null },
    ...{ headRefName: pull.branch, headRefOid: pull.head, baseRefName: pull.base },
    ...{ createdAt: date(pull.createdAt), closedAt: date(pull.closedAt), mergedAt: date(mergedAt) },
    author: actor(state, pull.author),
    labels: (page: PageArguments) =>
      connection(
        pull.labels.map((name) => ({ name })),
        page,
      ),
    mergeCommit: () => commits(state, pull.mergeCommit === undefined ? [] : [pull.mergeCommit])[0] ?? null,
    mergedBy: actor(state, pull.mergedBy),
    mergeable: () => (pull.state !== 'open' ? 'UNKNOWN' : isMergeable(state, pull) ? 'MERGEABLE' : 'CONFLICTING'),
    mergeStateStatus: () => mergeState(state, pull),
    ...{ isMergeQueueEnabled: state.rules.mergeQueue, isInMergeQueue: pull.queued === true },
    autoMergeRequest: pull.autoMerge === true ? { enabledAt: date(pull.createdAt) } : null,
    reviews: (page: PageArguments) =>
      connection(
        state.reviews.filter((review) => review.pull === number).map((each) => review(state, each)),
        page,
      ),
    comments: (page: PageArguments) =>
      connection(
        state.comments.filter(({ issue }) => issue === number).map((each) => comment(state, viewer, each)),
        page,
      ),
    commits: (page: PageArguments) =>
      connection(
        commits(state, commitsOf(state, pull)).map((each) => ({ commit: each })),
        page,
      ),
    baseRef: () => ref(state, pull.base),
  }
}

function mergeState(state: FakeState, pull: Pull): string {
  if (pull.state !== 'open') return 'UNKNOWN'
  if (!isMergeable(state, pull)) return 'DIRTY'
  if (pull.draft) return 'DRAFT'
  if (state.rules.strict && isBehind(state, pull)) return 'BEHIND'
  return whyNot(state, pull) === null ? 'CLEAN' : 'BLOCKED'
}

function review(state: FakeState, found: Review) {
  const target = state.objects.readCommit(found.commit)
  return {
    ...{ __typename: 'PullRequestReview', fullDatabaseId: String(found.id), state: found.state },
    submittedAt: found.submittedAt?.toISOString() ?? null,
    ...{ authorCanPushToRepository: canPush(state, found.author), author: actor(state, found.author) },
    commit: target === null ? null : commit(state, target),
  }
}

const CONTENTS: Readonly<Record<string, string>> = {
  ...{ '+1': 'THUMBS_UP', '-1': 'THUMBS_DOWN', laugh: 'LAUGH', hooray: 'HOORAY', confused: 'CONFUSED' },
  ...{ heart: 'HEART', rocket: 'ROCKET', eyes: 'EYES' },
}

function comment(state: FakeState, viewer: string, found: IssueComment) {
  const { id, body, author, createdAt, editedAt, reactions = [] } = found
  return {
    ...{ __typename: 'IssueComment', fullDatabaseId: String(id), body, author: actor(state, author) },
    ...{ viewerDidAuthor: author === viewer, createdAt: createdAt.toISOString() },
    lastEditedAt: editedAt?.toISOString() ?? null,
    reactionGroups: Object.entries(CONTENTS).map(([content, name]) => ({
      content: name,
      viewerHasReacted: reactions.some((each) => each.by === viewer && each.content === content),
    })),
  }
}

export function ref(state: FakeState, name: string) {
  const target = head(state, name)
  if (target === null) return null
  const { requiredChecks, requiredBy, mergeQueue } = state.rules
  const ruled = requiredBy === 'ruleset' && requiredChecks.length > 0
  const checks = {
    __typename: 'RequiredStatusChecksParameters',
    requiredStatusChecks: requiredChecks.map((context) => ({ context })),
  }
  return {
    ...{ name, target: commit(state, target) },
    refUpdateRule: requiredBy === 'protection' ? { requiredStatusCheckContexts: requiredChecks } : null,
    rules: (page: PageArguments) =>
      connection(
        [
          ...(ruled ? [{ type: 'REQUIRED_STATUS_CHECKS', parameters: checks }] : []),
          ...(mergeQueue
            ? [{ type: 'MERGE_QUEUE', parameters: { __typename: 'MergeQueueParameters', mergeMethod: 'SQUASH' } }]
            : []),
          { type: 'DELETION', parameters: null },
        ],
        page,
      ),
  }
}
