/** What scales the number of pods: HorizontalPodAutoscaler (v1 to v2) and KEDA ScaledObject, from Git. */
import type { Target } from '../../locate/target.ts'
import { RESOURCES, type Resource } from '../../workload.ts'
import { at, countOf, listOf, type Mapping, nameOf, textOf } from '../manifest.ts'
import { type Neighbourhood, refersTo } from './neighbourhood.ts'

export interface Autoscaler {
  /** `HorizontalPodAutoscaler cart`. */
  readonly name: string
  /** Resources of this container that it scales on. */
  readonly resources: readonly Resource[]
  /** Other metrics, in words: `External queue-length`. */
  readonly others: readonly string[]
  readonly minReplicas: number
}

/** One metric: a resource of all containers (`container: null`) or of one, or something else in words. */
type Metric = { readonly resource: Resource; readonly container: string | null } | { readonly other: string }

/** The autoscalers of the target's workload, judged for the target's container. */
export function findAutoscalers(target: Target, neighbourhood: Neighbourhood): Autoscaler[] {
  const container = target.container.container
  const hpas = neighbourhood
    .bodies(target, ['HorizontalPodAutoscaler'])
    .filter((body) => refersTo(at(body, 'spec', 'scaleTargetRef'), target, ''))
    .map((body) => autoscaler(body, hpaMetrics(body), countOf(at(body, 'spec', 'minReplicas')) ?? 1, container))
  const scaled = neighbourhood
    .bodies(target, ['ScaledObject'])
    .filter((body) => refersTo(at(body, 'spec', 'scaleTargetRef'), target, 'Deployment'))
    .map((body) => autoscaler(body, kedaMetrics(body), countOf(at(body, 'spec', 'minReplicaCount')) ?? 0, container))
  return [...hpas, ...scaled]
}

function autoscaler(body: Mapping, metrics: readonly Metric[], minReplicas: number, container: string): Autoscaler {
  const resources = metrics.flatMap((metric) =>
    'resource' in metric && (metric.container === null || metric.container === container) ? [metric.resource] : [],
  )
  return {
    name: `${textOf(body.kind)} ${nameOf(body)}`,
    resources: RESOURCES.filter((resource) => resources.includes(resource)),
    others: metrics.flatMap((metric) => ('other' in metric ? [metric.other] : [])),
    minReplicas,
  }
}

/** An HPA without metrics scales on 80 % of the CPU request; autoscaling/v1 knows nothing but CPU. */
function hpaMetrics(body: Mapping): Metric[] {
  const metrics = listOf(at(body, 'spec', 'metrics')).map(hpaMetric)
  return metrics.length > 0 ? metrics : [{ resource: 'cpu', container: null }]
}

/** v2: `resource.name`; ContainerResource also has a container. v2beta1 spells them the same way. */
function hpaMetric(metric: unknown): Metric {
  const type = textOf(at(metric, 'type')) ?? ''
  const of = type === 'ContainerResource' ? 'containerResource' : 'resource'
  const resource = RESOURCES.find((name) => name === at(metric, of, 'name'))
  if (['Resource', 'ContainerResource'].includes(type) && resource !== undefined) {
    return { resource, container: textOf(at(metric, of, 'container')) }
  }
  const names = [at(metric, type.toLowerCase(), 'metric', 'name'), at(metric, type.toLowerCase(), 'metricName')]
  return { other: [type, ...names.map(textOf)].filter(Boolean).join(' ') }
}

/** KEDA makes an HPA from its triggers (https://keda.sh/docs/latest/scalers/cpu/). */
function kedaMetrics(body: Mapping): Metric[] {
  return listOf(at(body, 'spec', 'triggers')).map((trigger): Metric => {
    const type = textOf(at(trigger, 'type')) ?? ''
    const resource = RESOURCES.find((name) => name === type)
    if (resource === undefined) return { other: type }
    return { resource, container: textOf(at(trigger, 'metadata', 'containerName')) }
  })
}
