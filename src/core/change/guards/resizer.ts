/** Other programs that set requests: two of them on one workload undo each other's work. */
import type { Target } from '../../locate/target.ts'
import type { Resource } from '../../workload.ts'
import { at, listOf, type Mapping, nameOf, textOf, textsOf } from '../manifest.ts'
import { type Neighbourhood, refersTo } from './neighbourhood.ts'

/** Objects that resize the workload that they point at, and when they only watch. */
const RESIZERS: Readonly<Record<string, (body: Mapping) => boolean>> = {
  // https://docs.datadoghq.com/containers/autoscaling/: `Preview` shows recommendations, everything else applies them.
  DatadogPodAutoscaler: (body) => textOf(at(body, 'spec', 'applyPolicy', 'mode')) !== 'Preview',
  AttunePolicy: (body) => !['Recommend', 'Observe'].includes(textOf(at(body, 'spec', 'updateStrategy', 'type')) ?? ''),
  MultidimPodAutoscaler: () => true,
}

/** Prefixes of annotations and labels by which other products are switched on for one workload. */
const MARKS: readonly { readonly product: string; readonly prefix: RegExp; readonly off: RegExp }[] = [
  {
    product: 'CAST AI',
    prefix: /^workloads\.cast\.ai\/(configuration|vertical-autoscaling|scaling-policy)$/,
    off: /^off$/,
  },
  { product: 'ScaleOps', prefix: /^scaleops\.sh\/(managed|default-rightsize-auto)$/, off: /^false$/i },
  { product: 'Kubex', prefix: /^([a-z]+\.)?rightsizing\.kubex\.ai\/desired-/, off: /^$/ },
  { product: 'Attune', prefix: /^attune\.io\/(managed|initial-sizing)$/, off: /^false$/i },
  // Goldilocks makes a VPA per workload; by default one that is `off`.
  { product: 'Goldilocks', prefix: /^goldilocks\.fairwinds\.com\/vpa-update-mode$/, off: /^off$/i },
]

/** The sentence about another resizer of this resource of the target's container; `null` = none that Git shows. */
export function findResizer(target: Target, resource: Resource, neighbourhood: Neighbourhood): string | null {
  const vpa = neighbourhood
    .bodies(target, ['VerticalPodAutoscaler'])
    .find((body) => refersTo(at(body, 'spec', 'targetRef'), target, '') && vpaActs(body, target, resource))
  if (vpa !== undefined) return sentence(vpa)
  const other = neighbourhood
    .bodies(target, Object.keys(RESIZERS))
    .find((body) => refersTo(at(body, 'spec', 'targetRef'), target, '') && RESIZERS[String(body.kind)]?.(body) === true)
  if (other !== undefined) return sentence(other)
  const mark = marksOf(target, neighbourhood).find(([, value, off]) => !off.test(value.trim()))
  return mark === undefined ? null : `${mark[0]} sets the requests of this workload.`
}

function sentence(body: Mapping): string {
  return `${textOf(body.kind)} ${nameOf(body)} sets the requests of this workload.`
}

/** https://kubernetes.io/docs/concepts/workloads/autoscaling/vertical-pod-autoscale/; the mode's default acts. */
function vpaActs(body: Mapping, target: Target, resource: Resource): boolean {
  if (at(body, 'spec', 'updatePolicy', 'updateMode') === 'Off') return false
  const policies = listOf(at(body, 'spec', 'resourcePolicy', 'containerPolicies'))
  const named = (name: string) => policies.find((policy) => at(policy, 'containerName') === name)
  const policy = named(target.container.container) ?? named('*')
  const controlled = listOf(at(policy, 'controlledResources'))
  return at(policy, 'mode') !== 'Off' && (controlled.length === 0 || controlled.includes(resource))
}

/** Marks on the workload, its pod template and its namespace. */
function marksOf(target: Target, neighbourhood: Neighbourhood): [product: string, value: string, off: RegExp][] {
  const body = target.object.body()
  const template = at(body, ...target.containersPath.slice(0, -2))
  return [body, template, ...neighbourhood.bodies(target, ['Namespace'])]
    .flatMap((node) => ['annotations', 'labels'].flatMap((key) => Object.entries(textsOf(at(node, 'metadata', key)))))
    .flatMap(([key, value]) =>
      MARKS.filter((mark) => mark.prefix.test(key)).map((mark): [string, string, RegExp] => [
        `${mark.product} (${key})`,
        value,
        mark.off,
      ]),
    )
}
