/** Containers that are left out before any number is looked at. */

import { severityRank } from '../recommend/recommendation.ts'
import { IGNORE_ANNOTATION, readAnnotations } from './annotations.ts'
import { at, textOf, textsOf } from './manifest.ts'
import type { Located, MergedContainer } from './merge-clusters.ts'
import type { BoundsPatch, Policy, Selection } from './policy.ts'
import type { Refusal } from './resource-facts.ts'
import { matchesSelector, type Subject } from './selector.ts'

/** The container as one cluster knows it. Labels: the workload's own in Git, then those that krr saw, then the pod template's. */
export function subjectOf({ recommendation, target }: Located): Subject {
  const body = target.object.body()
  const template = at(body, ...target.containersPath.slice(0, -2), 'metadata', 'labels')
  const labels = { ...textsOf(template), ...recommendation.evidence.labels, ...textsOf(at(body, 'metadata', 'labels')) }
  return { container: target.container, labels }
}

/**
 * An overlay that several clusters share is edited for all of them or not at all: one cluster that is protected or
 * excluded holds the others, and all must be included.
 *
 * @returns the workload's own bounds when the container may pass, else why not
 */
export function passGate(container: MergedContainer, policy: Policy, select: Selection): BoundsPatch | Refusal {
  const annotations = readAnnotations(container.target.object.body())
  if (annotations.type === 'bad') return { code: 'bad-annotation', message: annotations.message }
  if (annotations.type === 'ignored' || container.members.some(isIgnoredLive)) {
    return { code: 'ignored', message: `The workload carries ${IGNORE_ANNOTATION}: "true".` }
  }
  const subjects = container.members.map(subjectOf)
  const protectedOne = find(subjects, policy.protect, true)
  if (protectedOne !== undefined) {
    return { code: 'protected', message: `${who(protectedOne)} is protected by policy.` }
  }
  const excluded = find(subjects, select.exclude, true)
  if (excluded !== undefined) return { code: 'not-selected', message: `${who(excluded)} is excluded by select.` }
  const outside = subjects.find(
    (subject) => select.include.length > 0 && find([subject], select.include, false) === undefined,
  )
  if (outside !== undefined) return { code: 'not-selected', message: `${who(outside)} is not included by select.` }
  if (severityRank(container.severity) < severityRank(select.minSeverity)) {
    const message = `krr calls it ${container.severity}, and ${select.minSeverity} is the least that is taken.`
    return { code: 'not-selected', message }
  }
  return annotations.bounds
}

/** The live annotation may only hold a change back; nobody reviewed it. */
function isIgnoredLive({ recommendation }: Located): boolean {
  return textOf(recommendation.evidence.annotations[IGNORE_ANNOTATION]) === 'true'
}

function find(
  subjects: readonly Subject[],
  selectors: Policy['protect'],
  unknownCluster: boolean,
): Subject | undefined {
  return subjects.find((subject) =>
    selectors.some((selector) => matchesSelector(selector, subject, { unknownCluster })),
  )
}

function who({ container }: Subject): string {
  const { cluster, namespace, kind, name } = container
  return `${namespace}/${kind}/${name}${cluster === null ? ' (its cluster is not named)' : ` of cluster ${cluster}`}`
}
