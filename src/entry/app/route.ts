/**
 * From a webhook delivery to what it asks for. Pure: nothing is requested to find out that an event is not for us, so other
 * people's pull requests, branches and checks cost nothing.
 */
import type { EventName } from './events.ts'
import { type AppRepository, slugOf, type Touched } from './flows.ts'
import { readCheckRun, readCheckSuite } from './routes/checks.ts'
import { readComment } from './routes/comment.ts'
import { readDeploymentStatus, readPush, readStatus } from './routes/commits.ts'
import { readInstallation, readInstallationRepositories } from './routes/installation.ts'
import { readPullRequest, readReview } from './routes/pull-request.ts'

export type Route =
  /** A clause without a full stop: why nothing is done. */
  | { readonly type: 'ignore'; readonly why: string }
  | ({ readonly type: 'look'; readonly repository: AppRepository } & Touched)
  | { readonly type: 'sweep'; readonly repositories: readonly AppRepository[] }
  /** The App may not work there any more; `null` = in no repository of the installation. */
  | {
      readonly type: 'forget'
      readonly installation: number
      readonly repositories: readonly AppRepository[] | null
    }

export interface Delivery {
  readonly name: EventName
  readonly payload: unknown
  /** Number of this App. */
  readonly appId: number
}

type Reader = (payload: unknown, appId: number) => Route

const READERS: Readonly<Record<EventName, Reader>> = {
  check_run: readCheckRun,
  check_suite: readCheckSuite,
  deployment_status: readDeploymentStatus,
  installation: readInstallation,
  installation_repositories: readInstallationRepositories,
  issue_comment: readComment,
  pull_request: readPullRequest,
  pull_request_review: readReview,
  push: readPush,
  status: readStatus,
}

/** Never throws: a payload of another shape than GitHub documents is ignored too. */
export function route({ name, payload, appId }: Delivery): Route {
  return READERS[name](payload, appId)
}

/** One line about a route, for the log and for whoever reads the delivery on GitHub. */
export function describeRoute(found: Route): string {
  switch (found.type) {
    case 'ignore':
      return `ignored: ${found.why}`
    case 'look':
      return `look at ${[...found.numbers.map((number) => `#${number}`), ...found.branches].join(', ')} of ${slugOf(found.repository)}`
    case 'sweep':
      return `sweep ${list(found.repositories)}`
    case 'forget':
      return `forget ${found.repositories === null ? `installation ${found.installation}` : list(found.repositories)}`
  }
}

const NAMED = 5

function list(repositories: readonly AppRepository[]): string {
  const more = repositories.length - NAMED
  const names = repositories.slice(0, NAMED).map(slugOf).join(', ')
  return more > 0 ? `${names} and ${more} more` : names
}
