/** `krr-gitops local …`: what people, and whoever delivers, do where there is no server. */
import { run } from '../../../adapters/process/run.ts'
import { Problem } from '../../../core/problem.ts'
import { readRepositoryArgument } from '../../repository-argument.ts'
import type { CommandContext } from '../context.ts'

export interface ReviewOptions extends ActOptions {
  readonly approve?: boolean
  readonly requestChanges?: boolean
}

export interface ActOptions {
  readonly as?: string
}

export interface StatusOptions {
  readonly context: string
  readonly state: 'success' | 'failure' | 'error' | 'pending'
  readonly description?: string
}

/** Refused by a rule, as with other commands. */
const REFUSED = 4

export async function runLocalReview(context: CommandContext, number: number, options: ReviewOptions): Promise<number> {
  if ((options.approve === true) === (options.requestChanges === true)) {
    throw new Problem({
      code: 'review-without-verdict',
      exit: 2,
      message: 'A review says one thing.',
      hint: 'Give either --approve or --request-changes.',
    })
  }
  const state = options.approve === true ? 'APPROVED' : 'CHANGES_REQUESTED'
  const by = await (await openActs(context)).review(number, state, await whoActs(context, options))
  context.print(`${by} ${options.approve === true ? 'approved' : 'requested changes on'} #${number}.\n`)
  return 0
}

export async function runLocalDismiss(context: CommandContext, number: number, of: string): Promise<number> {
  await (await openActs(context)).dismiss(number, of)
  context.print(`The review of ${of} on #${number} is dismissed.\n`)
  return 0
}

export async function runLocalComment(
  context: CommandContext,
  number: number,
  text: string,
  options: ActOptions,
): Promise<number> {
  await (await openActs(context)).comment(number, text, await whoActs(context, options))
  context.print(`Commented on #${number}; the next sweep reads it.\n`)
  return 0
}

export async function runLocalMerge(context: CommandContext, number: number, options: ActOptions): Promise<number> {
  const answer = await (await openActs(context)).merge(number, await whoActs(context, options))
  if (answer.outcome === 'merged') {
    context.print(`#${number} is merged.\n`)
    return 0
  }
  context.print(
    `#${number} is not merged: ${'reason' in answer ? answer.reason : 'somebody is pushing to its branch'}.\n`,
  )
  return REFUSED
}

export async function runLocalStatus(context: CommandContext, commit: string, options: StatusOptions): Promise<number> {
  const { context: name, state, description = null } = options
  const sha = await (await openActs(context)).status(commit, { context: name, state, description, targetUrl: null })
  context.print(`${sha.slice(0, 12)} has the status ${name}: ${state}.\n`)
  return 0
}

async function openActs({ globals, io }: CommandContext) {
  const place = readRepositoryArgument(globals.repo, io.cwd)
  if (globals.forge === 'github' || place.type === 'remote') {
    throw new Problem({
      code: 'repository-not-local',
      exit: 2,
      message: 'On GitHub people act as themselves, not through this program.',
      hint: 'Review, comment and merge on the page of the pull request.',
    })
  }
  const { openLocalForge } = await import('../../../adapters/local-forge/forge.ts')
  return (await openLocalForge({ directory: place.root, clock: io })).acts
}

/** `--as`, else whoever git thinks sits here. */
async function whoActs({ globals, io }: CommandContext, { as }: ActOptions): Promise<string> {
  if (as !== undefined) return as
  const { root: cwd } = readRepositoryArgument(globals.repo, io.cwd) as { root: string }
  const asked = await run({ program: 'git', args: ['config', '--get', 'user.name'], cwd, timeout: 10_000 })
  const name = asked.stdout.trim()
  if (name !== '') return name
  throw new Problem({
    code: 'nobody-acts',
    exit: 2,
    message: 'Nobody said who acts.',
    hint: 'Give --as NAME, or set user.name in git.',
  })
}
