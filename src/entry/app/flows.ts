/** What the App asks of the flows: one look at pull requests, or one sweep over a repository. */

/** A repository that the App is installed on. */
export interface AppRepository {
  readonly installation: number
  readonly owner: string
  readonly name: string
}

/** Pull requests that something happened to, by number or, where the event does not say it, by branch. */
export interface Touched {
  readonly numbers: readonly number[]
  readonly branches: readonly string[]
}

/** Both do one step and may be repeated at any time: what is done already is found and not done twice. */
export interface AppFlows {
  /** @throws Problem when the repository cannot be looked at */
  lookAt(repository: AppRepository, touched: Touched, signal: AbortSignal): Promise<void>
  /** @throws Problem when the repository cannot be looked at */
  sweep(repository: AppRepository, signal: AbortSignal): Promise<void>
}

export function slugOf({ owner, name }: AppRepository): string {
  return `${owner}/${name}`
}
