/** From proposals to pull requests: look, adopt, act. Safe to run again from the start, at any time, by several at once. */
import { Problem, type Skip, type Warning } from '../core/problem.ts'
import { type Decision, decide as decideFor, type Observation } from '../core/pull-request/decide.ts'
import type { Proposal } from '../core/pull-request/proposal.ts'
import { toProposedChange } from '../core/pull-request/proposed-change.ts'
import type { PullRequestSettings } from '../core/pull-request/settings.ts'
import type { Forge, PullRequest } from '../ports/forge.ts'
import type { Clock, Logger, Progress } from '../ports/runtime.ts'
import { act } from './propose/act.ts'
import { findLongClosed, type Look, look, lookAgain, observe } from './propose/look.ts'
import { silenceOf } from './propose/silence.ts'

export interface ProposeInput {
  /** In the order in which they are to be opened while limits last. */
  readonly proposals: readonly Proposal[]
  /** Everything that the plan left out. */
  readonly skipped: readonly Skip[]
  /** The commit that was planned on. */
  readonly base: string | null
  readonly settings: PullRequestSettings
  /** Text of the repository's CODEOWNERS, see `findCodeowners`. */
  readonly codeowners: string | null
  /** Login of whoever asks for it through the bot: never counts as a reviewer of it. `null` (or missing) = nobody. */
  readonly requester?: string | null
  /** Branches for which people lifted what holds them back (`Ticks` of the dashboard); a freeze holds all the same. */
  readonly exceptions?: Exceptions
}

export interface Exceptions {
  /** Their closed pull request no longer stands in the way. */
  readonly unsnooze: readonly string[]
  /** Limits and schedule do not count. */
  readonly open: readonly string[]
}

export interface ProposeTools {
  readonly forge: Forge
  readonly clock: Clock
  readonly logger: Logger
  readonly progress: Progress
  readonly signal?: AbortSignal | undefined
}

/** What was done: the decision's name, or why it could not be carried out. */
export type ProposeAction =
  | Decision['type']
  /** Other runs were quicker three times in a row; the next run looks again. */
  | 'moved'
  | 'in-use'
  | 'failed'

export interface ProposeResult {
  readonly id: string
  readonly branch: string
  readonly title: string
  readonly action: ProposeAction
  /** One sentence. */
  readonly why: string
  readonly number: number | null
  readonly url: string | null
  readonly warnings: readonly Warning[]
  /** Only for `failed`: others were not stopped by it. */
  readonly problem: Problem | null
}

/** Actions that changed something on the forge. */
export const WRITING_ACTIONS: ReadonlySet<ProposeAction> = new Set(['create', 'adopt', 'update', 'complete'])

const ATTEMPTS = 3

/** Problems of one proposal; every other one would meet the next proposal too, and ends the run. */
const OF_ONE_PROPOSAL: ReadonlySet<string> = new Set([
  'base-differs',
  'not-a-file',
  'commit-too-large',
  'nothing-to-merge',
  'github-refused',
  'git-failed',
])

/**
 * Opens, adopts, updates or leaves alone one pull request per proposal.
 *
 * @throws Problem when the forge cannot be reached or used at all; what was done until then stays and is found next time
 */
export async function propose(input: ProposeInput, tools: ProposeTools): Promise<readonly ProposeResult[]> {
  const { proposals, settings } = input
  if (proposals.length === 0) return []
  const changes = proposals.flatMap((proposal) =>
    proposal.plan.workloads.flatMap((workload) => workload.changes.map(toProposedChange)),
  )
  const run: Run = {
    ...{ input, tools, opened: 0, silent: silenceOf(input.skipped, changes) },
    seen: await look(tools.forge, input.base, proposals, settings, tools.clock.now()),
  }
  const results: ProposeResult[] = []
  for (const proposal of proposals) {
    tools.signal?.throwIfAborted()
    tools.progress.update('propose', results.length, proposals.length)
    const result = await proposeOne(run, proposal)
    tools.logger.info({ audit: WRITING_ACTIONS.has(result.action), ...logged(result) }, result.why)
    results.push(result)
  }
  tools.progress.update('propose', results.length, proposals.length)
  return results
}

interface Run {
  readonly input: ProposeInput
  readonly tools: ProposeTools
  readonly silent: ReturnType<typeof silenceOf>
  seen: Look
  opened: number
}

async function proposeOne(run: Run, proposal: Proposal): Promise<ProposeResult> {
  const { id, branch, title } = proposal
  const base = { id, branch, title, number: null, url: null, warnings: [], problem: null }
  try {
    for (let attempt = 1; attempt <= ATTEMPTS; attempt += 1) {
      const result = await attemptOne(run, proposal)
      if (result !== 'again') return { ...base, ...result }
      run.seen = await lookAgain(run.tools.forge, run.seen, branch)
    }
    return { ...base, action: 'moved', why: 'Another run is working on this branch; the next run looks again.' }
  } catch (error) {
    if (!(error instanceof Problem) || !OF_ONE_PROPOSAL.has(error.code)) throw error
    return { ...base, action: 'failed', why: error.message, problem: error }
  }
}

type Outcome = Pick<ProposeResult, 'action' | 'why'> & Partial<ProposeResult>

async function attemptOne(run: Run, proposal: Proposal): Promise<Outcome | 'again'> {
  const { input, tools, seen, silent } = run
  const { codeowners, requester = null } = input
  const { settings, unsnoozed } = exceptional(input, proposal.branch)
  const now = tools.clock.now()
  const observed = await observe(tools.forge, seen, proposal, { opened: run.opened, now })
  const seenNow = unsnoozed && observed.closed?.merged === false ? { ...observed, closed: null } : observed
  const changes = proposal.plan.workloads.flatMap((workload) => workload.changes.map(toProposedChange))
  const decide = (all: Observation) => decideFor({ id: proposal.id, changes, silent }, all, settings)
  let decision = decide(seenNow)
  let closed: readonly PullRequest[] = []
  if (!unsnoozed && (decision.type === 'create' || decision.type === 'adopt') && seenNow.closed === null) {
    const longAgo = await findLongClosed(tools.forge, proposal.branch)
    if (longAgo !== null) {
      decision = decide({ ...seenNow, closed: longAgo.view })
      closed = [longAgo.pull]
    }
  }
  const known = { ...seen, closed: [...seen.closed, ...closed] }
  const acted = await act({ forge: tools.forge, seen: known, proposal, settings, codeowners, requester }, decision)
  if (acted.type === 'again') return 'again'
  if (acted.type === 'in-use') {
    return { action: 'in-use', why: 'Somebody has this branch checked out; it is left as it is.' }
  }
  const { pull, warnings } = acted
  if (pull !== null && (decision.type === 'create' || decision.type === 'adopt')) {
    run.opened += 1
    run.seen = { ...seen, open: [...seen.open, pull] }
  }
  return { action: decision.type, why: decision.why, number: pull?.number ?? null, url: pull?.url ?? null, warnings }
}

/** The settings for one branch, after what people lifted for it. */
function exceptional({ settings, exceptions }: ProposeInput, branch: string) {
  const now = exceptions?.open.includes(branch) === true
  const most = Number.POSITIVE_INFINITY
  return {
    settings: now ? { ...settings, schedule: [], maxOpen: most, perRun: most } : settings,
    unsnoozed: exceptions?.unsnooze.includes(branch) === true,
  }
}

function logged({ action, branch, id, number, warnings }: ProposeResult): object {
  return { action, branch, id, number, ...(warnings.length === 0 ? {} : { warnings }) }
}
