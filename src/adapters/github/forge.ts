/** GitHub behind the port, github.com and GitHub Enterprise Server. */
import type { Forge } from '../../ports/forge.ts'
import { createBranches } from './branches.ts'
import { createGitHubClient, type GitHubClientOptions } from './client.ts'
import { createComments } from './comments.ts'
import { createCommitReader } from './commits.ts'
import { createContext } from './context.ts'
import { createLabels } from './labels.ts'
import { createPullRequests } from './pull-requests.ts'
import { createRepositoryFacts } from './repository.ts'
import { createReviewRequests } from './review-requests.ts'

export interface GitHubForgeOptions extends GitHubClientOptions {
  readonly owner: string
  readonly repo: string
}

/** Makes no request; the first one is made when something is asked. */
export function createGitHubForge(options: GitHubForgeOptions): Forge {
  const context = createContext(createGitHubClient(options), options.owner, options.repo)
  const repository = createRepositoryFacts(context)
  return {
    kind: 'github',
    repository,
    commits: createCommitReader(context),
    branches: createBranches(context, () => repository.nodeId()),
    pullRequests: createPullRequests(context),
    labels: createLabels(context),
    reviewRequests: createReviewRequests(context),
    comments: createComments(context),
  }
}
