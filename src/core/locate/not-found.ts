/** Explains why nothing that can be edited was found. */
import type { Skip } from '../problem.ts'
import { type Delivery, describeDelivery } from './delivery.ts'
import { overlaysOf } from './overlays.ts'
import type { Knowledge, Question } from './question.ts'
import { directoryName, listNames, locateSkip } from './skips.ts'
import { describeTracking } from './tracking.ts'

/** A skip when the workload names its delivery and that delivery renders nothing here; `null` = go on looking. */
export function explainTracked({ container, set }: Question, { graph }: Knowledge): Skip | null {
  const certain = set.tracking.some((each) => each.certain && each.by !== 'helm')
  const tracked = set.trackedDeliveries
  const [first] = tracked
  if (!certain || first === undefined) return null
  const who = describeDelivery(first)
  if (tracked.every(({ place }) => place === 'helm')) {
    const message = `${who} deploys this workload from a Helm chart, not from a kustomization`
    return locateSkip(container, 'helm', message, `Set the resources in the Helm values of ${who}${inFile(first)}.`)
  }
  if (tracked.every(({ place }) => place !== 'here')) {
    const source = first.source === null ? 'somewhere else' : first.source
    const message = `${who} deploys this workload from ${source} (path ${first.path || '.'}), which is not in this repository`
    return locateSkip(
      container,
      'outside-repository',
      message,
      'Run krr-gitops in the repository that holds that path.',
    )
  }
  if (tracked.some((each) => overlaysOf(each, graph).length > 0)) return null
  const message = `${who} applies the plain manifests in ${directoryName(first.path)}, without a kustomization`
  return locateSkip(container, 'raw-manifests', message, `Add a kustomization.yaml to ${directoryName(first.path)}.`)
}

/** The skip for a workload that no rendered overlay holds. */
export function explainNothing(question: Question, knowledge: Knowledge): Skip {
  const { container, set } = question
  const what = `${container.kind} ${container.name} in namespace ${container.namespace}`
  if (knowledge.mayBeGenerated(container.kind, container.name)) {
    const message = `Git gives this ${container.kind} a generated name, so each apply makes a new object`
    return locateSkip(container, 'generated-name', message, 'Give it a fixed name to have it managed.')
  }
  const raw = knowledge.rawManifests(container.kind, container.name)
  if (raw.length > 0) {
    const message = `${what} stands in plain manifests (${listNames(raw, 3)}) that no kustomization includes`
    return locateSkip(container, 'raw-manifests', message, 'Add a kustomization.yaml beside them.')
  }
  const remote = unseen(question, knowledge)
  const [base] = remote
  if (base !== undefined) {
    const message = `no overlay that can be rendered here holds ${what}, but ${listNames(remote.map(directoryName), 3)} may: ${reason(base, knowledge)}`
    const hint = 'Copy the base into this repository, or allow fetching with render.allowRemote: true.'
    return locateSkip(container, 'remote-base', message, hint)
  }
  const near = otherNamespace(question, knowledge)
  if (near !== null) {
    const message = `no kustomization of this repository renders ${what}, but ${near}`
    return locateSkip(
      container,
      'not-found',
      message,
      'If that is the same workload, correct the namespace of its delivery.',
    )
  }
  const [tracking] = set.tracking
  const by = tracking?.certain ? `; the workload says that ${describeTracking(tracking)} delivers it` : ''
  const message = `no kustomization of this repository renders ${what}${by}`
  return locateSkip(container, 'not-found', message, notFoundHint(knowledge, set.trackedDeliveries))
}

/** Where the same kind and name is rendered for another namespace. */
function otherNamespace({ container, set }: Question, { renders }: Knowledge): string | null {
  for (const { overlay, delivery } of set.candidates) {
    const state = renders.get(overlay)
    const objects = state?.ok ? state.render.objects : []
    const found = objects.find(({ id }) => id.kind === container.kind && id.name === container.name)
    if (found === undefined) continue
    const namespace = delivery?.forcedNamespace ?? found.id.namespace ?? delivery?.defaultNamespace
    if (namespace == null || namespace === container.namespace) continue
    const who = delivery === null || namespace === found.id.namespace ? '' : `, as ${describeDelivery(delivery)} says`
    return `${directoryName(overlay)} renders one of that name in namespace ${namespace}${who}`
  }
  return null
}

/** Overlays with remote bases that set exactly this namespace: their words say nothing about what they render. */
function unseen({ container }: Question, { graph }: Knowledge): string[] {
  return graph
    .roots()
    .filter((root) => graph.get(root)?.namespace === container.namespace)
    .filter((root) => graph.problems(root).some(({ kind }) => kind === 'remote'))
}

function reason(dir: string, { graph }: Knowledge): string {
  return graph.problems(dir).find(({ kind }) => kind === 'remote')?.message ?? 'it needs something from elsewhere'
}

function notFoundHint({ limitations }: Knowledge, tracked: readonly Delivery[]): string {
  const [delivery] = tracked
  if (delivery !== undefined) return `Check that ${directoryName(delivery.path)} still holds it at this commit.`
  const [limitation] = limitations
  if (limitation === undefined) return 'If another repository deploys it, run krr-gitops there.'
  return `${limitation.object} (${limitation.file}) was not followed because ${limitation.message}; if it deploys this workload, name its overlay under clusters[].paths.`
}

function inFile({ file }: Delivery): string {
  return file === null ? '' : ` (${file})`
}
