/** Which clusters krr is run over: one run each, because one run over several mixes up their tokens. */
import { matchAny } from '../../core/glob.ts'
import { Problem } from '../../core/problem.ts'
import type { KrrFlags } from '../../ports/krr.ts'
import type { ClusterSettings } from './settings.ts'

export interface Target {
  /** As the configuration calls it; `null` = as krr calls it. */
  readonly name: string | null
  /** `null` = the current context, or the cluster that the program runs in. */
  readonly context: string | null
  readonly prometheusUrl: string | null
  readonly flags: KrrFlags
}

const CURRENT: Target = { name: null, context: null, prometheusUrl: null, flags: {} }

/**
 * The configured clusters that `wanted` (names or globs) leaves over; contexts named there that are not configured are
 * run too. Without either: the current context.
 *
 * @throws Problem `no-such-cluster` (exit 2) when a glob meets no configured cluster
 */
export function findTargets(clusters: readonly ClusterSettings[], wanted: readonly string[]): readonly Target[] {
  const configured = clusters.map(({ name, krr }) => ({
    name,
    context: krr.context ?? name,
    prometheusUrl: krr.prometheusUrl ?? null,
    flags: krr.flags,
  }))
  if (wanted.length === 0) return configured.length === 0 ? [CURRENT] : configured
  const matches = matchAny(wanted)
  const chosen = configured.filter(({ name }) => wanted.includes(name) || matches(name))
  const others = wanted
    .filter((name) => !/[*?[\]{}!]/.test(name) && !configured.some((target) => target.name === name))
    .map((name) => ({ ...CURRENT, name, context: name }))
  const targets = [...chosen, ...others]
  if (targets.length > 0) return targets
  throw new Problem({
    code: 'no-such-cluster',
    exit: 2,
    message: `No configured cluster is called ${wanted.join(' or ')}`,
    hint: `Configured are: ${configured.map(({ name }) => name).join(', ') || 'none'}.`,
  })
}
