/** Resources that are written after kustomize has rendered: an edit of the overlay would not last. */
import type { Skip } from '../problem.ts'
import type { ContainerRef } from '../workload.ts'
import { describeDelivery } from './delivery.ts'
import { isRecord, readDocuments, stringsOf } from './documents.ts'
import type { Found } from './question.ts'
import { directoryName, locateSkip } from './skips.ts'
import { recordAt, textAt, valueAt } from './values.ts'

/** A reason not to edit, or `null`. */
export function laterWriter({ candidate, match, place }: Found, container: ContainerRef): Skip | null {
  const { delivery, overlay } = candidate
  const resources = place.found === 'container' ? valueAt(place.body, 'resources') : undefined
  const variable = stringsOf(resources).find((text) => text.includes('${'))
  if (variable !== undefined) {
    const who = delivery?.controller === 'flux' ? describeDelivery(delivery) : 'whoever deploys it'
    const message = `${directoryName(overlay)} takes the resources of this container from a variable (${variable}), which ${who} fills in`
    return locateSkip(
      container,
      'flux-variables',
      message,
      'Change the value of the variable, or write the resources into the overlay.',
    )
  }
  const { kind, name } = match.object.id
  const patch = delivery?.patches.find((each) => writesResources(each, kind, name))
  if (delivery === null || patch === undefined) return null
  const message = `${describeDelivery(delivery)} patches the resources of this workload itself, after the build`
  return locateSkip(
    container,
    'delivery-patches',
    message,
    `Change the patches of ${describeDelivery(delivery)} in ${delivery.file}.`,
  )
}

/** Whether a controller's patch may set resources of this object. A target that is not understood may. */
function writesResources(patch: string, kind: string, name: string): boolean {
  if (!/resources/.test(patch)) return false
  const entry: unknown = JSON.parse(patch)
  const target = recordAt(entry, 'target')
  if (target !== null) return mayMean(textAt(target, 'kind'), kind) && mayMean(textAt(target, 'name'), name)
  const text = typeof entry === 'string' ? entry : textAt(entry, 'patch')
  const bodies = text === null ? [entry] : readDocuments(text)
  return bodies.some((body) => {
    if (!isRecord(body)) return true
    return mayMean(textAt(body, 'kind'), kind) && mayMean(textAt(body, 'metadata', 'name'), name)
  })
}

/** A selector of a kustomize target: a regular expression over the whole text; none means any. */
function mayMean(selector: string | null, value: string): boolean {
  if (selector === null || selector === value) return true
  try {
    return new RegExp(`^(?:${selector})$`).test(value)
  } catch {
    return true
  }
}
