/** Form (c): a JSON6902 patch that pins each container by a `test` of its name. */
import type { Identity } from './identity.ts'
import type { IntendedContainer } from './intention.ts'
import { resourcesTree } from './strategic-merge.ts'
import type { NewValue } from './yaml-write.ts'

/**
 * Operations for some containers of one workload.
 *
 * @param object the workload as rendered before: what is there is replaced, what is missing is added
 * @param rendered where that render has the containers, in the same order; the same places unless given
 */
export function buildOperations(
  object: unknown,
  containers: readonly IntendedContainer[],
  rendered: readonly IntendedContainer[] = containers,
): NewValue[] {
  return containers.flatMap((container, position) => {
    const { containersPath, index } = rendered[position] ?? container
    const existing = at(object, [...containersPath, String(index), 'resources'])
    const base = [...container.containersPath, String(container.index)]
    const test = { op: 'test', path: pointer([...base, 'name']), value: container.container }
    return [test, ...operationsFor(existing, [...base, 'resources'], container)]
  })
}

/** @param existing the `resources` as they are rendered; `undefined` or null when there are none */
function operationsFor(existing: unknown, base: readonly string[], container: IntendedContainer): NewValue[] {
  const removals = container.values
    .filter(({ field, resource, value }) => value === null && at(existing, [field, resource]) !== undefined)
    .map(({ field, resource }) => ({ op: 'remove', path: pointer([...base, field, resource]) }))
  const written = container.values.filter(({ value }) => value !== null)
  if (written.length === 0) return removals
  const fields = resourcesTree({ ...container, values: written })
  // `add` puts a map in the place of a null as well.
  if (!isMap(existing)) return [{ op: 'add', path: pointer(base), value: fields }, ...removals]
  const missing = Object.keys(fields).filter((field) => !isMap(existing[field]))
  const added = missing.map((field) => ({ op: 'add', path: pointer([...base, field]), value: fields[field] ?? {} }))
  const single = written
    .filter(({ field }) => !missing.includes(field))
    .map(({ field, resource, value }) => {
      const op = at(existing, [field, resource]) === undefined ? 'add' : 'replace'
      return { op, path: pointer([...base, field, resource]), value }
    })
  return [...added, ...single, ...removals]
}

/**
 * A full target. Name and namespace are regular expressions, which kustomize anchors itself; a namespace that is not
 * known for sure is left out, and the render shows whether that was enough.
 */
export function buildTarget({ apiVersion, kind, name, namespace, certain }: Identity): {
  readonly [key: string]: NewValue
} {
  const slash = apiVersion.indexOf('/')
  return {
    ...(slash < 0 ? {} : { group: apiVersion.slice(0, slash) }),
    version: apiVersion.slice(slash + 1),
    kind,
    name: escapeRegExp(name),
    ...(namespace === null || !certain ? {} : { namespace: escapeRegExp(namespace) }),
  }
}

function escapeRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
}

function pointer(path: readonly string[]): string {
  return path.map((step) => `/${step.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
}

function at(value: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((here, step) => {
    if (Array.isArray(here)) return here[Number(step)]
    return isMap(here) && Object.hasOwn(here, step) ? here[step] : undefined
  }, value)
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
