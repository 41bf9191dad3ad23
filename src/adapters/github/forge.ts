/** GitHub behind the port, github.com and GitHub Enterprise Server. */
import type { LivingForge } from '../../ports/life.ts'
import { createBranches } from './branches.ts'
import { createChecks } from './checks.ts'
import { createGitHubClient, type GitHubClientOptions } from './client.ts'
import { createComments } from './comments.ts'
import { createCommitReader } from './commits.ts'
import { createContext } from './context.ts'
import { createDeliveries } from './deliveries.ts'
import { createHistory } from './history.ts'
import { createIssues } from './issues.ts'
import { createLabels } from './labels.ts'
import { createLife } from './life.ts'
import { createMerging } from './merging.ts'
import { createPeople } from './people.ts'
import { createPullRequests } from './pull-requests.ts'
import { createReactions } from './reactions.ts'
import { createRepositoryFacts } from './repository.ts'
import { createReviewRequests } from './review-requests.ts'

export interface GitHubForgeOptions extends GitHubClientOptions {
  readonly owner: string
  readonly repo: string
}

/** Makes no request; the first one is made when something is asked. */
export function createGitHubForge(options: GitHubForgeOptions): LivingForge {
  const context = createContext(createGitHubClient(options), options.owner, options.repo)
  const repository = createRepositoryFacts(context)
  return {
    kind: 'github',
    repository,
    commits: createCommitReader(context),
    branches: createBranches(context, async () => (await repository.constants()).nodeId),
    pullRequests: createPullRequests(context),
    labels: createLabels(context),
    reviewRequests: createReviewRequests(context),
    comments: createComments(context),
    life: createLife(context),
    people: createPeople(context),
    checks: createChecks(context, repository),
    merging: createMerging(context, repository),
    deliveries: createDeliveries(context),
    history: createHistory(context),
    issues: createIssues(context),
    reactions: createReactions(context),
  }
}
