/** Form (b): a strategic-merge patch in a file of its own. */
import type { Identity } from './identity.ts'
import type { IntendedContainer } from './intention.ts'
import type { NewValue } from './yaml-write.ts'

/** Kinds whose lists of containers kustomize merges by name; in all others a strategic merge replaces the whole list. */
const MERGED: Readonly<Record<string, readonly string[]>> = {
  v1: ['Pod', 'ReplicationController'],
  'apps/v1': ['Deployment', 'StatefulSet', 'DaemonSet', 'ReplicaSet'],
  'batch/v1': ['Job', 'CronJob'],
  'batch/v1beta1': ['CronJob'],
}

export function isMergedByName({ apiVersion, kind }: Pick<Identity, 'apiVersion' | 'kind'>): boolean {
  return MERGED[apiVersion]?.includes(kind) === true
}

/** The names of a list of containers, in order, as the patch finds them. */
export type NamesOf = (containersPath: readonly string[]) => readonly string[]

/**
 * A patch document for some containers of one workload.
 *
 * A strategic merge moves the containers that it names to the front (kustomize #5904), so all containers before the
 * last one that changes are named too, in their order.
 */
export function buildStrategicMerge(
  identity: Identity,
  containers: readonly IntendedContainer[],
  namesOf: NamesOf,
): NewValue {
  const { apiVersion, kind, name, namespace } = identity
  const lists = new Map(containers.map(({ containersPath }) => [JSON.stringify(containersPath), containersPath]))
  const body = [...lists.values()].reduce<NewValue>((tree, path) => {
    const own = containers.filter((one) => JSON.stringify(one.containersPath) === JSON.stringify(path))
    return nest(tree, path, listItems(namesOf(path), own))
  }, {})
  return {
    apiVersion,
    kind,
    metadata: { name, ...(namespace === null ? {} : { namespace }) },
    ...(isTree(body) ? body : {}),
  }
}

function listItems(names: readonly string[], containers: readonly IntendedContainer[]): NewValue[] {
  const last = Math.max(...containers.map(({ container }) => names.indexOf(container)))
  return names.slice(0, last + 1).map((name) => {
    const intended = containers.find(({ container }) => container === name)
    return { name, ...(intended === undefined ? {} : { resources: resourcesTree(intended) }) }
  })
}

/** `{ requests: { cpu: 250m } }`; a removed value is null. */
export function resourcesTree({ values }: IntendedContainer): { readonly [field: string]: NewValue } {
  const tree: Record<string, Record<string, NewValue>> = {}
  for (const { field, resource, value } of values) tree[field] = { ...tree[field], [resource]: value }
  return tree
}

function nest(tree: NewValue, path: readonly string[], value: NewValue): NewValue {
  const [step, ...rest] = path
  if (step === undefined) return value
  const map = isTree(tree) ? tree : {}
  return { ...map, [step]: nest(map[step] ?? {}, rest, value) }
}

function isTree(value: NewValue): value is { readonly [key: string]: NewValue } {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
