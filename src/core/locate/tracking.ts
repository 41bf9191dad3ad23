/** What a live workload itself says about who delivers it: labels and annotations that krr copies into its report. */

import type { Evidence } from '../recommend/recommendation.ts'
import type { WorkloadRef } from '../workload.ts'
import { parseYaml } from '../yaml.ts'
import type { Delivery } from './delivery.ts'
import { textAt } from './values.ts'

export type Tracking =
  /**
   * An Argo CD Application. `certain` when a tracking id says so; the label `app.kubernetes.io/instance` is Argo CD's
   * other way, but Helm and people use it too.
   */
  | { readonly by: 'argocd'; readonly namespace: string | null; readonly name: string; readonly certain: boolean }
  /** A Flux Kustomization. */
  | { readonly by: 'flux'; readonly namespace: string | null; readonly name: string; readonly certain: true }
  /** A Flux HelmRelease: no kustomization holds the workload. */
  | { readonly by: 'helm'; readonly namespace: string | null; readonly name: string; readonly certain: true }

const ARGO_ID = 'argocd.argoproj.io/tracking-id'
const ARGO_LABELS = ['argocd.argoproj.io/instance', 'app.kubernetes.io/instance']
const FLUX_KUSTOMIZE = 'kustomize.toolkit.fluxcd.io/'
const FLUX_HELM = 'helm.toolkit.fluxcd.io/'

/** Everything that the workload says, strongest first. */
export function readTracking({ labels, annotations }: Evidence, workload: WorkloadRef): Tracking[] {
  const found: Tracking[] = []
  const add = (tracking: Tracking | null) => tracking !== null && found.push(tracking)
  add(fluxOwner(labels, FLUX_HELM, 'helm'))
  add(trackingId(annotations[ARGO_ID], workload))
  add(fluxOwner(labels, FLUX_KUSTOMIZE, 'flux'))
  for (const label of ARGO_LABELS) {
    const name = labels[label] ?? annotations[label]
    if (name !== undefined && name !== '' && found.every((each) => each.by !== 'argocd')) {
      add({ by: 'argocd', ...splitInstance(name), certain: false })
    }
  }
  return found
}

function fluxOwner(labels: Readonly<Record<string, string>>, prefix: string, by: 'flux' | 'helm'): Tracking | null {
  const name = labels[`${prefix}name`]
  return name === undefined ? null : { by, namespace: labels[`${prefix}namespace`] ?? null, name, certain: true }
}

/**
 * `<application>:<group>/<kind>:<namespace>/<name>`. An id that names another object was copied along with the
 * annotations, and Argo CD itself does not believe it.
 */
function trackingId(id: string | undefined, { kind, namespace, name }: WorkloadRef): Tracking | null {
  const match = /^(.+):([^:/]*)\/([^:/]+):([^:/]*)\/([^:/]+)$/.exec(id ?? '')
  if (match === null || match[3] !== kind || match[5] !== name) return null
  if (match[4] !== '' && match[4] !== namespace) return null
  return { by: 'argocd', ...splitInstance(match[1] ?? ''), certain: true }
}

/** Applications outside of Argo CD's own namespace are tracked as `<namespace>_<name>`. */
function splitInstance(instance: string): { namespace: string | null; name: string } {
  const underscore = instance.indexOf('_')
  return underscore < 0
    ? { namespace: null, name: instance }
    : { namespace: instance.slice(0, underscore), name: instance.slice(underscore + 1) }
}

/** Whether a delivery is the one that tracking means. */
export function isTrackedBy(delivery: Delivery, tracking: Tracking): boolean {
  if (delivery.controller !== tracking.by || delivery.objectName !== tracking.name) return false
  return (
    tracking.namespace === null || delivery.objectNamespace === null || tracking.namespace === delivery.objectNamespace
  )
}

/** Whether tracking rules a delivery out: it is of the same controller, and certainly another one. */
export function isTrackedElsewhere(delivery: Delivery, tracking: Tracking): boolean {
  if (!tracking.certain || delivery.controller !== tracking.by || delivery.objectName === null) return false
  return !isTrackedBy(delivery, tracking)
}

/** `Application shop`, `Kustomization flux-system/apps`, `HelmRelease monitoring/prometheus`. */
export function describeTracking({ by, namespace, name }: Tracking): string {
  const kind = { argocd: 'Application', flux: 'Kustomization', helm: 'HelmRelease' }[by]
  return `${kind} ${namespace === null ? name : `${namespace}/${name}`}`
}

/**
 * The file that kustomize noted as the workload's origin (`buildMetadata: [originAnnotations]`), relative to the
 * directory that was built; `null` when nothing is noted, or it came from another repository.
 */
export function originPath({ annotations }: Evidence): string | null {
  const text = annotations['config.kubernetes.io/origin']
  if (text === undefined) return null
  try {
    const origin = parseYaml(text)
    return textAt(origin, 'repo') === null ? textAt(origin, 'path') : null
  } catch {
    return null
  }
}
