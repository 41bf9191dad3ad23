/** Why a workload is left out, in words for the person who has to do something about it. */
import type { WorkloadChange } from '../../core/change/change.ts'
import type { KustomizationGraph } from '../../core/locate/graph.ts'
import { directoryName } from '../../core/locate/skips.ts'
import type { Skip } from '../../core/problem.ts'
import type { Failure, FailureCode, Unit } from './unit.ts'

export type ProveSkipCode = FailureCode | 'overwritten-later'

type LaterWriter = 'replacements' | 'vars' | 'transformers'

const OVERWRITE = 'write these resources after every patch'
/** Fields of a kustomization that come after its patches: what they do, and what to do about it. */
const LATER_WRITERS: Readonly<Record<LaterWriter, readonly [string, string]>> = {
  replacements: [OVERWRITE, 'Change the value that its replacements copy.'],
  vars: [OVERWRITE, 'Change the value that its vars copy.'],
  transformers: ['rename or rewrite this workload', 'Set the resources where its transformers set the rest.'],
}
const LATER: readonly LaterWriter[] = ['replacements', 'vars', 'transformers']

/** One skip per container of a unit that has no form left. */
export function unitSkips(unit: Unit, graph: KustomizationGraph): Skip[] {
  const { overlay } = unit.workload.target
  const failure = decisive(unit.failures)
  if (failure === null) {
    const message = `the kustomization in ${directoryName(overlay)} cannot be read`
    return containerSkips(unit.workload, 'unsafe-edit', message, HINTS['unsafe-edit'])
  }
  const writer = LATER.find((key) => graph.get(overlay)?.body[key] !== undefined)
  if (writer !== undefined && failure.code === 'no-effect') {
    const [does, hint] = LATER_WRITERS[writer]
    const message = `the ${writer} of ${directoryName(overlay)} ${does}`
    return containerSkips(unit.workload, 'overwritten-later', message, hint)
  }
  return failureSkips(unit.workload, failure)
}

export function failureSkips(workload: WorkloadChange, failure: Failure): Skip[] {
  return containerSkips(workload, failure.code, sentence(workload, failure), HINTS[failure.code])
}

/** The most robust form is tried last, so what it says counts; what could not even be written counts least. */
function decisive(failures: readonly Failure[]): Failure | null {
  return failures.findLast(({ code }) => code !== 'unsafe-edit') ?? failures.at(-1) ?? null
}

function sentence({ target }: WorkloadChange, { code, overlay, message }: Failure): string {
  const here = directoryName(target.overlay)
  const there = directoryName(overlay ?? target.overlay)
  switch (code) {
    case 'unsafe-edit':
      return `no patch can be written in ${here} without touching anything else: ${message}`
    case 'no-effect':
      return `no patch in ${here} changes what it renders: ${message}`
    case 'renamed-by-edit':
      return `the edit would rename an object whose name follows its content: ${message}`
    case 'build-failed-after':
      return `${there} would not build with the edit: ${message}`
    case 'seen-by-other-root':
      return `${there} includes ${here} and would change too, as ${message}`
    case 'unexpected-difference':
      return `${there} would change in more than the resources: ${message}`
  }
}

const HINTS: Readonly<Record<FailureCode, string>> = {
  'unsafe-edit':
    'Clear what is named out of the way (a plain `patches:` list in block style, a `krr` folder that no other delivery takes in), then plan again.',
  'no-effect': 'Look for what sets these resources after the patches of this kustomization, and change it there.',
  'unexpected-difference': 'Change the resources by hand; the difference shows what else a patch would touch here.',
  'renamed-by-edit': 'Change the resources by hand: the object gets a new name with every edit.',
  'build-failed-after': 'Build the overlay with a patch of your own to see what stands in the way.',
  'seen-by-other-root':
    'Give each deployment an overlay of its own, or say in clusters[].paths that both serve the same cluster.',
}

function containerSkips(workload: WorkloadChange, code: ProveSkipCode, message: string, hint: string): Skip[] {
  const containers = new Map(
    workload.changes.map(({ target: { container } }) => [JSON.stringify(Object.values(container)), container]),
  )
  return [...containers.values()].map((container) => ({ container, resource: null, code, message, hint }))
}
