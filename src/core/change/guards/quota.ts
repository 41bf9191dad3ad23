/** ResourceQuota: what a namespace may ask for altogether, surge of a rollout included. */
import { type Target, targetWorkloadKey } from '../../locate/target.ts'
import { formatQuantity, parseQuantity } from '../../quantity.ts'
import type { Amount, Field, Resource } from '../../workload.ts'
import { at, listOf, type Mapping, mappingOf, nameOf } from '../manifest.ts'
import { type Defaults, type PodView, podTotal, readPod, withDefaults } from '../pod.ts'
import { buildWarning, type ChangeWarning } from '../reasons.ts'
import type { Neighbour, Neighbourhood } from './neighbourhood.ts'
import { REPLICATED, replicasOf, surgeOf } from './replicas.ts'

/** Keys of `spec.hard` that are about CPU and memory. */
const KEYS: Readonly<Record<string, readonly [Field, Resource]>> = {
  cpu: ['requests', 'cpu'],
  'requests.cpu': ['requests', 'cpu'],
  memory: ['requests', 'memory'],
  'requests.memory': ['requests', 'memory'],
  'limits.cpu': ['limits', 'cpu'],
  'limits.memory': ['limits', 'memory'],
}

/** A workload with its pods before and after, as the bound stage left it. */
export interface QuotaSubject {
  readonly target: Target
  readonly before: PodView
  readonly after: PodView
  /** In one cluster. */
  readonly replicas: number
}

interface Hard {
  readonly quota: string
  readonly key: string
  readonly field: Field
  readonly resource: Resource
  readonly amount: Amount
}

/** Quotas with scopes count some pods only; which ones Git does not always tell, so they are passed over. */
function readQuotas(objects: readonly Mapping[]): Hard[] {
  const whole = objects.filter(
    (object) => listOf(at(object, 'spec', 'scopes')).length === 0 && at(object, 'spec', 'scopeSelector') === undefined,
  )
  return whole.flatMap((object) =>
    Object.entries(mappingOf(at(object, 'spec', 'hard'))).flatMap(([key, value]) => {
      const [field, resource] = (Object.hasOwn(KEYS, key) ? KEYS[key] : undefined) ?? [null, null]
      const amount = resource === null ? null : parseQuantity(value, resource)
      if (amount === null || resource === null) return []
      return [{ quota: nameOf(object), key, field, resource, amount }]
    }),
  )
}

/** True when a quota counts the limits of this resource: then a pod without one is refused. */
export function quotaNeedsLimit(target: Target, resource: Resource, neighbourhood: Neighbourhood): boolean {
  const quotas = readQuotas(neighbourhood.bodies(target, ['ResourceQuota']))
  return quotas.some((hard) => hard.field === 'limits' && hard.resource === resource)
}

/**
 * Warns where the workloads that Git renders into the namespace already ask for more than a quota allows, once this change
 * is rolling out. Git shows a part of the namespace, so silence here is no promise.
 *
 * @param subject the workload to judge; only what it raises is judged
 * @param changed all changed workloads by {@link targetWorkloadKey}
 */
export function quotaWarnings(
  subject: QuotaSubject,
  changed: ReadonlyMap<string, QuotaSubject>,
  neighbourhood: Neighbourhood,
  defaults: Defaults,
): ChangeWarning[] {
  const quotas = readQuotas(neighbourhood.bodies(subject.target, ['ResourceQuota']))
  if (quotas.length === 0) return []
  const neighbours = neighbourhood.find(subject.target, [...REPLICATED, 'DaemonSet'])
  return quotas.flatMap((hard) => {
    const total = (pod: PodView) => podTotal(withDefaults(pod, defaults), hard.field, hard.resource) ?? 0
    if (total(subject.after) <= total(subject.before)) return []
    const used = neighbours.reduce((sum, neighbour) => sum + usage(neighbour, changed, total), 0)
    if (used <= hard.amount) return []
    const text = (amount: Amount) => formatQuantity(amount, hard.resource)
    const message = `ResourceQuota ${hard.quota} allows ${text(hard.amount)} of ${hard.key}; with this change the workloads in Git ask for ${text(used)} while it rolls out.`
    return [buildWarning('quota', message)]
  })
}

/** What a workload asks for after the change; a changed one also runs its surge for a while. */
function usage(
  { overlay, object }: Neighbour,
  changed: ReadonlyMap<string, QuotaSubject>,
  total: (pod: PodView) => Amount,
): Amount {
  const { apiVersion, kind, namespace, name } = object.id
  const own = changed.get(`${overlay}|${apiVersion}|${kind}|${namespace ?? ''}|${name}`)
  const body = object.body()
  if (own !== undefined) return total(own.after) * (own.replicas + surgeOf(body, own.replicas))
  return total(readPod(mappingOf(at(body, 'spec', 'template', 'spec')))) * replicasOf(body, null, 1)
}

/** The changed workloads by key, for {@link quotaWarnings}. */
export function indexSubjects(subjects: readonly QuotaSubject[]): ReadonlyMap<string, QuotaSubject> {
  return new Map(subjects.map((subject) => [targetWorkloadKey(subject.target), subject]))
}
