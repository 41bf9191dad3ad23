/** At the start: does GitHub accept the App, and may the App do what it has to? */
import type { GitHubApp } from '../../adapters/github/app.ts'
import { Problem } from '../../core/problem.ts'
import type { Logger } from '../../ports/runtime.ts'
import { errorFields } from './error-fields.ts'
import { EVENTS, PERMISSIONS } from './events.ts'

/**
 * Rights and events that are missing are warned of: the App does what it may.
 *
 * @throws Problem `github-app-refused` (exit 2) when number and key do not fit; while GitHub is down the server waits for it
 */
export async function checkCredentials(github: GitHubApp, logger: Logger): Promise<void> {
  try {
    const { slug, events, permissions } = await github.describe()
    const missing = missingRights(permissions)
    const unheard = EVENTS.filter((event) => !events.includes(event))
    const hint = 'change it on the page of the App; docs/github-app.md says what each is for'
    if (missing.length > 0) logger.warn({ app: slug, missing, hint }, 'the App lacks permissions')
    if (unheard.length > 0) logger.warn({ app: slug, missing: unheard, hint }, 'the App is not subscribed to events')
  } catch (error) {
    if (!(error instanceof Problem) || error.exit !== 3) throw error
    logger.warn(errorFields(error), `GitHub could not be asked who the App is: ${error.message}`)
  }
}

/** `checks: write` and so on, as far as the App does not have them. */
export function missingRights(granted: Readonly<Record<string, string>>): string[] {
  return Object.entries(PERMISSIONS).flatMap(([name, { access }]) => {
    const has = granted[name]
    return has === 'write' || has === 'admin' || has === access ? [] : [`${name}: ${access}`]
  })
}
