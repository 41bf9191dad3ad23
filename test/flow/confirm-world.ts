/** A fleet in a forge in memory, with two proposals of the bot, and sweeps over it. */
import { DEFAULT_PULL_REQUEST_SETTINGS, type PullRequestSettings } from '../../src/core/pull-request/settings.ts'
import type { RollBackForCommand } from '../../src/flow/commands.ts'
import { type LifeContext, type LifeSettings, openLife } from '../../src/flow/confirm/context.ts'
import { propose } from '../../src/flow/propose.ts'
import { type SweepInput, type SweepResult, type SweepSteps, sweep } from '../../src/flow/sweep.ts'
import type { LivingForge, PullRequestFacts } from '../../src/ports/life.ts'
import { type Logger, silentLogger, silentProgress } from '../../src/ports/runtime.ts'
import { type MemoryWorld, openMemoryForge } from '../helpers/memory-forge.ts'
import { FILES, proposalOf, type Wish } from './propose-world.ts'

export const DAY = 86_400_000
export const HOUR = 3_600_000

export interface LifeWorld extends MemoryWorld {
  /** Pull request of `apps/shop`. */
  readonly shop: number
  /** Pull request of `apps/pay`. */
  readonly pay: number
}

/** Writers: ada, grace, linus. Team platform: linus; oncall: grace. */
export async function openLifeWorld(wishes: { readonly shop?: Wish; readonly pay?: Wish } = {}): Promise<LifeWorld> {
  const world = openMemoryForge({ files: FILES, writers: ['ada', 'grace', 'linus'] })
  world.state.teams.set('platform', ['Linus']).set('oncall', ['grace', 'olaf'])
  const [shop, pay] = await proposeTo(world, [proposalOf(wishes.shop), proposalOf({ app: 'pay', ...wishes.pay })])
  world.pass(HOUR)
  world.log.length = 0
  return Object.assign(world, { shop: shop ?? 0, pay: pay ?? 0 })
}

export async function proposeTo(
  world: MemoryWorld,
  proposals: readonly ReturnType<typeof proposalOf>[],
  more: { readonly requester?: string; readonly settings?: Partial<PullRequestSettings> } = {},
) {
  const forge = world.connect()
  const { head } = await forge.repository.describe()
  const { settings, requester } = more
  const results = await propose(
    {
      ...{ proposals, skipped: [], base: head, codeowners: null, settings: settingsOf(settings) },
      requester: requester ?? null,
    },
    { forge, clock: world.clock, logger: silentLogger, progress: silentProgress },
  )
  return results.map(({ number }) => number)
}

export function settingsOf(more: Partial<PullRequestSettings> = {}): PullRequestSettings {
  return { ...DEFAULT_PULL_REQUEST_SETTINGS, ...more }
}

export const PRE_APPROVES = 'rollback: { preApproved: true }\n'

export function lifeSettings(more: Partial<PullRequestSettings> = {}): LifeSettings {
  const preApproves = (text: string | null) => text === PRE_APPROVES
  return { pullRequests: settingsOf(more), bots: ['ci-user'], preApproves }
}

export interface SweepOptions extends Partial<Omit<SweepInput, 'settings'>>, Partial<SweepSteps> {
  readonly settings?: Partial<PullRequestSettings>
  readonly logger?: Logger
  readonly forge?: LivingForge
}

export const noRollBack: RollBackForCommand = async () => ({ refused: 'nothing is rolled back here' })

export function sweepOnce(world: MemoryWorld, options: SweepOptions = {}): Promise<SweepResult> {
  const { settings, logger = silentLogger, forge = world.connect(), rollBack = noRollBack } = options
  const { mergedForMs = 7 * DAY, only, watch, finish } = options
  return sweep(
    { settings: lifeSettings(settings), mergedForMs, ...(only === undefined ? {} : { only }) },
    { rollBack, ...(watch === undefined ? {} : { watch }), ...(finish === undefined ? {} : { finish }) },
    { forge, clock: world.clock, logger },
  )
}

export function openContext(world: MemoryWorld, settings: Partial<PullRequestSettings> = {}): Promise<LifeContext> {
  return openLife(lifeSettings(settings), { forge: world.connect(), clock: world.clock, logger: silentLogger })
}

export async function factsOf(world: MemoryWorld, number: number): Promise<PullRequestFacts> {
  const [facts] = await world.connect().life.look([number])
  if (facts === undefined) throw new Error(`there is no #${number}`)
  return facts
}

/** Names of the calls that wrote. */
export function writes(world: MemoryWorld): string[] {
  return world.log.filter(({ write }) => write).map(({ name }) => name)
}

export function requests(world: MemoryWorld): number {
  return world.log.reduce((sum, { cost }) => sum + cost, 0)
}

/** The comments of the bot, without what readers do not see. */
export async function said(world: MemoryWorld, number: number): Promise<string[]> {
  const { comments } = await factsOf(world, number)
  return comments.filter(({ byBot }) => byBot).map(({ body }) => body.replace(/<!--[\s\S]*?-->/g, '').trim())
}
