/** The one question about many pull requests. */
import { ACTOR, GIT_ACTOR } from '../actors.ts'
import { OWN_CHECKS } from '../own-checks.ts'

/** A branch of this program has one commit; what has more than this is none. */
export const MOST_COMMITS = 10
const MOST_AUTHORS = 10

/** What can be longer than a page. */
export type Paged = 'reviews' | 'comments' | 'contexts'

const PAGE_INFO = 'pageInfo { hasNextPage endCursor }'

const REVIEWS = `{ ${PAGE_INFO} nodes {
  fullDatabaseId state submittedAt authorCanPushToRepository author ${ACTOR} commit { oid }
} }`
const COMMENTS = `{ ${PAGE_INFO} nodes {
  fullDatabaseId body createdAt lastEditedAt author ${ACTOR} reactionGroups { content viewerHasReacted }
} }`
const CONTEXTS = (number: number) => `{ ${PAGE_INFO} nodes {
  ... on CheckRun { __typename name status conclusion startedAt isRequired(pullRequestNumber: ${number}) }
  ... on StatusContext { __typename context state createdAt isRequired(pullRequestNumber: ${number}) }
} }`

const FRAGMENT = `fragment Facts on PullRequest {
  number url title body state isDraft isCrossRepository headRefName headRefOid baseRefName createdAt closedAt mergedAt
  author ${ACTOR}
  labels(first: 100) { nodes { name } }
  mergeCommit { oid }
  mergedBy ${ACTOR}
  mergeable mergeStateStatus isMergeQueueEnabled isInMergeQueue
  autoMergeRequest { enabledAt }
  reviews(first: 100) ${REVIEWS}
  comments(first: 100) ${COMMENTS}
  commits(first: ${MOST_COMMITS}) { totalCount nodes { commit {
    oid message
    authors(first: ${MOST_AUTHORS}) { totalCount nodes ${GIT_ACTOR} }
    author ${GIT_ACTOR}
    committer ${GIT_ACTOR}
    signature { isValid wasSignedByGitHub }
  } } }
  baseRef {
    refUpdateRule { requiredStatusCheckContexts }
    rules(first: 100) { nodes { parameters { ... on RequiredStatusChecksParameters { requiredStatusChecks { context } } } } }
  }
}`

/** `isRequired` wants the number of the pull request, so this part is no fragment. */
const headOf = (number: number) =>
  `head: commits(last: 1) { nodes { commit {
    oid ...OwnChecks statusCheckRollup { contexts(first: 100) ${CONTEXTS(number)} }
  } } }`

export function lookQuery(numbers: readonly number[]): string {
  const pulls = numbers.map((number) => `p${number}: pullRequest(number: ${number}) { ...Facts ${headOf(number)} }`)
  return `query($owner: String!, $repo: String!) {
  repository(owner: $owner, name: $repo) { ${pulls.join('\n')} }
}
${FRAGMENT}
${OWN_CHECKS}`
}

/** One more page of one list of one pull request. */
export function pageQuery(number: number, list: Paged): string {
  const fields = {
    reviews: `reviews(first: 100, after: $after) ${REVIEWS}`,
    comments: `comments(first: 100, after: $after) ${COMMENTS}`,
    contexts: `head: commits(last: 1) { nodes { commit {
      oid statusCheckRollup { contexts(first: 100, after: $after) ${CONTEXTS(number)} }
    } } }`,
  }
  return `query($owner: String!, $repo: String!, $after: String!) {
  repository(owner: $owner, name: $repo) { pullRequest(number: ${number}) { ${fields[list]} } }
}`
}
