/** The last look at what would be written: the pod as a LimitRange will see it. */
import { RESOURCES, type Resource } from '../../workload.ts'
import type { Change } from '../change.ts'
import { type Defaults, type PodView, withChanges, withDefaults } from '../pod.ts'
import { brokenByContainer, brokenByPod, type Range } from './limit-range.ts'

export interface RangeCheck {
  readonly pod: PodView
  readonly ranges: readonly Range[]
  readonly defaults: Defaults
  readonly changes: readonly Change[]
}

/** One resource that must not change: of one container, or of all (`container: null`) because the pod's sum is wrong. */
export interface Broken {
  readonly container: string | null
  readonly resource: Resource
  readonly message: string
}

/**
 * What the LimitRanges would refuse: containers first; what is left is added up for the pod.
 *
 * @returns the changes that stay, and what took the others out
 */
export function keepToRanges(check: RangeCheck): {
  readonly changes: readonly Change[]
  readonly broken: readonly Broken[]
} {
  const broken: Broken[] = []
  let changes = check.changes
  const result = () => withDefaults(withChanges(check.pod, changes), check.defaults)
  for (const resource of RESOURCES) {
    for (const view of result().containers) {
      const message = brokenByContainer(check.ranges, view, resource)
      if (message !== null) broken.push({ container: view.name, resource, message })
    }
    changes = changes.filter((change) => !broken.some((one) => isHit(one, change)))
    const message = brokenByPod(check.ranges, result(), resource)
    if (message !== null) broken.push({ container: null, resource, message })
    changes = changes.filter((change) => !broken.some((one) => isHit(one, change)))
  }
  return { changes, broken }
}

/** True when the finding takes this change out. */
export function isHit({ container, resource }: Broken, change: Change): boolean {
  return change.resource === resource && (container === null || change.target.container.container === container)
}
