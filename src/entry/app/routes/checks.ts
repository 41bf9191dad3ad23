/** `check_run` and `check_suite`: a required check may have passed, or somebody wants ours again. */
import { z } from 'zod'
import type { AppRepository } from '../flows.ts'
import type { Route } from '../route.ts'
import { type Here, hereSchema, ignore, isOurs, NOT_OURS, pullSchema, reader } from './payload.ts'

const PASSED: ReadonlySet<string> = new Set(['neutral', 'skipped', 'success'])

const facts = {
  app: z.object({ id: z.number().int() }).nullable(),
  conclusion: z.string().nullable(),
  /** Empty for commits of forks. */
  pull_requests: z.array(pullSchema),
}

const runSchema = hereSchema.extend({ action: z.string(), check_run: z.object(facts) })

export const readCheckRun = reader(runSchema, (payload, repository, appId) => {
  const { action, check_run: run } = payload
  if (run.app?.id === appId) {
    return action === 'rerequested' ? lookAll(payload, run, repository) : ignore('a check run of this App')
  }
  if (action !== 'completed') return ignore(`check_run.${action} changes nothing`)
  if (!PASSED.has(run.conclusion ?? '')) return ignore('a check that did not pass lets nothing be merged')
  return lookAll(payload, run, repository)
})

const suiteSchema = hereSchema.extend({ action: z.string(), check_suite: z.object(facts) })

/** The runs of a suite speak for themselves, each in an event of its own. */
export const readCheckSuite = reader(suiteSchema, (payload, repository, appId) => {
  const { action, check_suite: suite } = payload
  if (suite.app?.id !== appId) return ignore('a check suite of another App')
  return action === 'rerequested'
    ? lookAll(payload, suite, repository)
    : ignore(`check_suite.${action} changes nothing`)
})

function lookAll(
  here: Here,
  check: Pick<z.infer<typeof runSchema>['check_run'], 'pull_requests'>,
  at: AppRepository,
): Route {
  const numbers = check.pull_requests.filter((pull) => isOurs(pull, here)).map(({ number }) => number)
  return numbers.length === 0 ? ignore(NOT_OURS) : { type: 'look', repository: at, numbers, branches: [] }
}
