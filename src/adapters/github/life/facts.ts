/** From what GitHub answers about one pull request to the facts of the port. */
import type { Person, PullRequest } from '../../../ports/forge.ts'
import type { BranchCommit, PullRequestFacts, Reaction, SeenComment, SeenReview } from '../../../ports/life.ts'
import { type GitActor, isOwn, loginOf, typeOf } from '../actors.ts'
import { readOwnChecks } from '../own-checks.ts'
import type { Lists } from './pages.ts'
import { requiredChecks } from './required-checks.ts'
import type { CommentNode, CommitNode, PullNode, ReviewNode } from './schema.ts'

export function toFacts(pull: PullNode, lists: Lists, bot: Person): PullRequestFacts {
  const head = pull.head.nodes[0]?.commit
  // Right after a push GitHub may still show the commit before as the last one: nothing is known of the head then.
  const current = head !== undefined && head.oid === pull.headRefOid
  const { commits } = pull
  return {
    pull: toPull(pull),
    mergeCommit: pull.state === 'MERGED' ? (pull.mergeCommit?.oid ?? null) : null,
    mergedBy: pull.mergedBy === null ? null : loginOf(pull.mergedBy),
    commits:
      commits.totalCount > commits.nodes.length ? null : commits.nodes.map(({ commit }) => toCommit(commit, bot)),
    reviews: lists.reviews.map(toReview),
    comments: lists.comments.map((comment) => toComment(comment, bot)),
    checks: current ? readOwnChecks(head, bot) : [],
    requiredChecks: requiredChecks(lists.contexts, pull.baseRef),
    mergeable: current ? MERGEABLE[pull.mergeable] : null,
    behind: pull.mergeStateStatus === 'BEHIND',
    mergeQueue: pull.isMergeQueueEnabled,
    queued: pull.isInMergeQueue || pull.autoMergeRequest !== null,
  }
}

const MERGEABLE = { MERGEABLE: true, CONFLICTING: false, UNKNOWN: null } as const
const STATES = { OPEN: 'open', CLOSED: 'closed', MERGED: 'merged' } as const

function toPull(pull: PullNode): PullRequest {
  const { number, url, title, body } = pull
  const date = (text: string | null) => (text === null ? null : new Date(text))
  return {
    ...{ number, url, title, body, state: STATES[pull.state], draft: pull.isDraft },
    ...{ branch: pull.headRefName, base: pull.baseRefName, head: pull.headRefOid },
    labels: (pull.labels?.nodes ?? []).map(({ name }) => name),
    author: pull.author === null ? 'ghost' : loginOf(pull.author),
    createdAt: new Date(pull.createdAt),
    ...{ closedAt: date(pull.closedAt), mergedAt: date(pull.mergedAt) },
  }
}

function toCommit({ oid, message, authors, author, committer, signature }: CommitNode, bot: Person): BranchCommit {
  const login = (actor: GitActor) => (isOwn(actor, bot) ? bot.login : (actor.user?.login ?? null))
  // What GitHub itself commits and signs, for an App or on its pages, is by its author alone.
  const signed = signature?.isValid === true && signature.wasSignedByGitHub
  const wrote = [...authors.nodes, ...(author === null ? [] : [author])].map(login)
  const more = authors.totalCount > authors.nodes.length || author === null ? [null] : []
  const committed = signed ? [] : [committer === null ? null : login(committer)]
  return {
    ...{ sha: oid, message },
    byBot: author !== null && isOwn(author, bot) && (signed || (committer !== null && isOwn(committer, bot))),
    people: [...new Set([...wrote, ...more, ...committed])],
  }
}

function toReview({ fullDatabaseId, author, state, commit, submittedAt, ...review }: ReviewNode): SeenReview {
  return {
    ...{ id: fullDatabaseId, author: author === null ? null : loginOf(author), authorType: typeOf(author), state },
    // A commit that GitHub forgot is not the head.
    commit: commit?.oid ?? '',
    submittedAt: submittedAt === null ? null : new Date(submittedAt),
    authorCanPush: review.authorCanPushToRepository,
  }
}

const REACTIONS: Readonly<Record<string, Reaction>> = {
  ...{ THUMBS_UP: '+1', THUMBS_DOWN: '-1', EYES: 'eyes', ROCKET: 'rocket', CONFUSED: 'confused' },
}

function toComment(comment: CommentNode, bot: Person): SeenComment {
  const author = comment.author === null ? null : loginOf(comment.author)
  return {
    ...{ id: comment.fullDatabaseId, author, authorType: typeOf(comment.author), body: comment.body },
    byBot: author !== null && author === bot.login,
    createdAt: new Date(comment.createdAt),
    edited: comment.lastEditedAt !== null,
    ownReactions: (comment.reactionGroups ?? []).flatMap(({ content, viewerHasReacted }) => {
      const reaction = viewerHasReacted ? REACTIONS[content] : undefined
      return reaction === undefined ? [] : [reaction]
    }),
  }
}
