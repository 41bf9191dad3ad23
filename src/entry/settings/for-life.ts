/** The settings as the flows take them that follow a pull request after it is open. */
import type { LifeSettings } from '../../flow/confirm/context.ts'
import type { GateSettings } from '../../flow/propose/gates.ts'
import type { RollBackSettings } from '../../flow/roll-back.ts'
import type { WatchSettings } from '../../flow/watch.ts'
import { toPullRequestSettings } from './for-flows.ts'
import { readSettings } from './read.ts'
import type { Settings } from './schema.ts'

export function toLifeSettings(settings: Settings): LifeSettings {
  return { pullRequests: toPullRequestSettings(settings), bots: [], preApproves }
}

/** A file that is broken approves nothing. */
function preApproves(text: string | null): boolean {
  const read = text === null ? null : readSettings('', text)
  return read?.ok === true && read.settings.rollback.preApproved
}

export function toWatchSettings({ rollout, rollback }: Settings): WatchSettings {
  const { watch, soak, timeout } = rollout
  return {
    watch,
    soakMs: soak,
    timeoutMs: timeout,
    rollback: { open: rollback.open, preApproved: rollback.preApproved },
  }
}

export function toRollBackSettings(settings: Settings): RollBackSettings {
  const { clusters, prices, render, rollback } = settings
  return { clusters, prices, render, pullRequests: toPullRequestSettings(settings), holdMs: rollback.hold }
}

export function toGateSettings({ stages, rollback, rollout, policy, pullRequests }: Settings): GateSettings {
  return {
    stages: stages.map(({ name, paths, after = null, soak, canary = null }) => {
      return { name, paths, after, soakMs: soak, canary }
    }),
    ...{ holdMs: rollback.hold, band: policy.minChange, expireAfterMs: pullRequests.expireAfter },
    rollout: { watch: rollout.watch, soakMs: rollout.soak, timeoutMs: rollout.timeout },
  }
}

const WEEK_MS = 7 * 86_400_000

/** Milliseconds for which something merged is still looked at: its rollout, and a week for when nothing ran. */
export function mergedForMs({ rollout }: Settings): number {
  return rollout.soak + rollout.timeout + WEEK_MS
}
