/** Chooses among the overlays that render a workload: one, or a refusal that names them. */
import type { Skip } from '../problem.ts'
import { describeDelivery } from './delivery.ts'
import { explainEvidence } from './evidence.ts'
import { laterWriter } from './later-writer.ts'
import { joinPath } from './paths.ts'
import type { Blocked, Decision, Found, Knowledge, Question } from './question.ts'
import { clusterPathsHint, directoryName, listNames, locateSkip, sentence } from './skips.ts'
import { originPath } from './tracking.ts'
import { textAt } from './values.ts'

export interface Choice {
  readonly question: Question
  /** Not empty. */
  readonly found: readonly Found[]
  readonly blocked: readonly Blocked[]
  readonly knowledge: Knowledge
  /** True when all of these are known to be delivered to the workload's cluster. */
  readonly certainCluster: boolean
}

export function settle({ question, found, blocked, knowledge, certainCluster }: Choice): Decision {
  const { container } = question
  const holding = found.filter(({ place }) => place.found === 'container')
  if (holding.length === 0) return skipped(missingContainer(question, found))
  const active = holding.filter(({ candidate }) => candidate.delivery?.suspended !== true)
  const [paused] = holding
  if (active.length === 0 && paused?.candidate.delivery) {
    const message = `${describeDelivery(paused.candidate.delivery)} is suspended, so a change in Git would not be applied`
    return skipped(locateSkip(container, 'suspended', message, 'Resume it, then plan again.'))
  }
  const sameOrigin = byOrigin(active, question, knowledge)
  const likely = certainCluster ? bestMatches(sameOrigin, container.cluster) : sameOrigin
  const deepest = withoutOuter(likely, container.cluster, knowledge)
  const distinct = distinctObjects(deepest)
  const here = distinct.filter(({ candidate }) => candidate.rank !== 'foreign')
  if (here.length === 0) return skipped(otherCluster(question, distinct))
  const [only] = here
  const rivals = certainCluster
    ? []
    : blocked.filter(({ candidate }) => knowledge.mentions(candidate.overlay, container.kind, container.name))
  if (only === undefined || distinct.length > 1 || rivals.length > 0)
    return skipped(ambiguous(question, distinct, rivals))
  const later = managedByHelm(only, question) ?? laterWriter(only, container)
  if (later !== null) return skipped(later)
  if (only.place.found !== 'container') return skipped(missingContainer(question, found))
  return {
    type: 'target',
    target: {
      container,
      overlay: only.candidate.overlay,
      application: only.candidate.delivery,
      object: only.match.object,
      containersPath: only.place.path,
      index: only.place.index,
      evidence: explainEvidence(only, question),
    },
  }
}

/** Where kustomize noted the origin of the workload, only overlays that reach that file can have made it. */
function byOrigin(found: readonly Found[], { evidence }: Question, { graph }: Knowledge): readonly Found[] {
  const origin = originPath(evidence)
  if (origin === null) return found
  const reaching = found.filter(({ candidate: { overlay } }) => {
    const path = joinPath(overlay, origin)
    return path !== null && graph.closure(overlay).has(path)
  })
  return reaching.length > 0 ? reaching : found
}

/**
 * Among overlays that are all delivered to this cluster, one that renders exactly this namespace and name is the one: two
 * deliveries of the same object would fight over it. So weaker matches are other objects.
 */
function bestMatches(found: readonly Found[], cluster: string | null): readonly Found[] {
  const named = found.filter(({ candidate }) => candidate.delivery?.cluster === cluster)
  const pool = cluster !== null && named.length > 0 ? named : found
  const score = ({ match }: Found) =>
    (match.name === 'exact' ? 4 : 0) + (match.namespace === 'exact' ? 2 : match.namespace === 'pattern' ? 1 : 0)
  const best = Math.max(...pool.map(score))
  const matching = pool.filter((each) => score(each) === best)
  // A directory that is named itself was meant; what lies below it may be there for other reasons.
  const exact = matching.filter(({ candidate }) => candidate.delivery?.namedExactly === true)
  return exact.length > 0 ? exact : matching
}

/**
 * One overlay inside another: the inner one is edited, and the outer one follows, when the outer one is nobody's
 * delivery, or both are deliveries to the same named cluster.
 */
function withoutOuter(found: readonly Found[], cluster: string | null, { graph }: Knowledge): readonly Found[] {
  const isOuter = (outer: Found): boolean =>
    found.some(({ candidate: inner }) => {
      if (inner.overlay === outer.candidate.overlay || inner.delivery === null || inner.rank === 'foreign') return false
      if (!graph.includes(outer.candidate.overlay).includes(inner.overlay)) return false
      if (outer.candidate.delivery === null) return true
      return cluster !== null && inner.delivery.cluster === cluster && outer.candidate.delivery.cluster === cluster
    })
  return found.filter((each) => !isOuter(each))
}

/** A live Helm release that only shares its name with what kustomize renders. Vendored charts carry the label in Git too. */
function managedByHelm({ match, candidate }: Found, { container, evidence }: Question): Skip | null {
  const label = 'app.kubernetes.io/managed-by'
  if (evidence.labels[label] !== 'Helm') return null
  if (textAt(match.object.body(), 'metadata', 'labels', label) === 'Helm') return null
  const message = `Helm manages this workload in the cluster, and ${directoryName(candidate.overlay)} renders another one of that name`
  return locateSkip(container, 'helm', message, 'Set the resources in the values of the Helm release.')
}

/** One entry per object of an overlay, however many deliveries share the overlay. */
function distinctObjects(found: readonly Found[]): Found[] {
  const objects = new Map<string, Found>()
  for (const each of found) {
    const { apiVersion, kind, namespace, name } = each.match.object.id
    const key = JSON.stringify([each.candidate.overlay, apiVersion, kind, namespace, name])
    if (!objects.has(key) || objects.get(key)?.candidate.rank === 'foreign') objects.set(key, each)
  }
  return [...objects.values()]
}

function ambiguous({ container }: Question, distinct: readonly Found[], rivals: readonly Blocked[]): Skip {
  const overlays = [...new Set(distinct.map(({ candidate }) => candidate.overlay))]
  const hidden = [...new Set(rivals.map(({ candidate }) => candidate.overlay))].filter(
    (each) => !overlays.includes(each),
  )
  const [first = ''] = overlays
  if (overlays.length === 1 && hidden.length === 0) {
    const names = distinct.map(({ match: { object } }) => `${object.id.namespace ?? 'no namespace'}/${object.id.name}`)
    const message = `${directoryName(first)} renders several objects that may be this one: ${listNames(names)}`
    return locateSkip(container, 'ambiguous', message, 'Let the manifests say the namespace of each of them.')
  }
  const which = overlays.map(directoryName)
  const unseen =
    hidden.length === 0 ? '' : `; ${listNames(hidden.map(directoryName))} cannot be rendered here and may do so too`
  const many =
    which.length > 1
      ? `${which.length} overlays render this workload`
      : 'more than one overlay may render this workload'
  const message = `${many}: ${listNames(which)}${unseen}`
  return locateSkip(container, 'ambiguous', message, sentence(clusterPathsHint(container.cluster, first)))
}

function otherCluster({ container }: Question, distinct: readonly Found[]): Skip {
  const [first] = distinct
  const delivery = first?.candidate.delivery
  const overlay = first?.candidate.overlay ?? ''
  const who = delivery ? describeDelivery(delivery) : directoryName(overlay)
  const message = `${who} renders this workload for cluster ${delivery?.cluster ?? 'unknown'}, and the report is from ${container.cluster ?? 'another'}`
  return locateSkip(container, 'not-found', message, sentence(clusterPathsHint(container.cluster, overlay)))
}

function missingContainer({ container }: Question, found: readonly Found[]): Skip {
  const overlay = directoryName(found[0]?.candidate.overlay ?? '')
  const { container: name } = container
  if (found.some(({ place }) => place.found === 'init-container')) {
    const message = `${name} is an init container of this workload in ${overlay}, and only containers are changed`
    return locateSkip(container, 'init-container', message, 'Set its resources by hand.')
  }
  if (found.some(({ place }) => place.found === 'injected')) {
    const message = `${name} is not in the manifests; it is a sidecar that an admission webhook adds`
    return locateSkip(container, 'injected-container', message, 'Set its resources where the injector is configured.')
  }
  const names = found.flatMap(({ place }) => (place.found === 'nothing' ? place.names : []))
  const message = `${overlay} renders this workload without a container ${name}; it has ${listNames([...new Set(names)])}`
  return locateSkip(
    container,
    'container-not-found',
    message,
    'If Git is ahead of the cluster, scan again once it is applied.',
  )
}

function skipped(skip: Skip): Decision {
  return { type: 'skip', skip }
}
