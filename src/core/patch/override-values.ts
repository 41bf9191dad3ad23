/** Where an override holds the resources of a container. */
import { isMap, isScalar, isSeq } from '../yaml.ts'
import type { IntendedContainer, IntendedValue } from './intention.ts'
import type { Override } from './override.ts'
import { nodeAt, type Place, type YamlPath } from './yaml-source.ts'

/** What an override says about one value; each place exists. */
export interface ValuePlaces {
  readonly scalar: Place | null
  /** The map `requests` or `limits`. */
  readonly field: Place | null
  readonly resources: Place | null
}

/** Looks for a value, or for the maps into which it belongs. */
export function valuePlaces(override: Override, container: IntendedContainer, value: IntendedValue): ValuePlaces {
  const scalars: Place[] = []
  const fields: Place[] = []
  const resources: Place[] = []
  for (const base of resourcesPaths(override, container)) {
    const { field, resource } = value
    keep(scalars, override, base([field, resource]), (node) => isScalar(node))
    keep(fields, override, base([field]), (node) => isMap(node))
    // An empty map sets nothing, so there is no override to extend.
    keep(resources, override, base([]), (node) => isMap(node) && node.items.length > 0)
  }
  return { scalar: scalars[0] ?? null, field: fields[0] ?? null, resources: resources[0] ?? null }
}

/** From steps below `resources` to the place of what they name; `null` where the override starts deeper. */
type PathBelow = (steps: readonly string[]) => YamlPath | null

function keep(found: Place[], override: Override, path: YamlPath | null, fits: (node: unknown) => boolean): void {
  if (path === null) return
  const place = { document: override.place.document, path }
  if (fits(nodeAt(override.source, place))) found.push(place)
}

function resourcesPaths(override: Override, container: IntendedContainer): PathBelow[] {
  return override.kind === 'json6902' ? operationPaths(override, container) : objectPaths(override, container)
}

/** In an object (whole or partial), the container with this name. */
function objectPaths({ source, place }: Override, { container, containersPath }: IntendedContainer): PathBelow[] {
  const list = [...place.path, ...containersPath]
  const node = nodeAt(source, { document: place.document, path: list })
  if (!isSeq(node)) return []
  const positions = node.items.flatMap((item, index) => (isMap(item) && item.get('name') === container ? [index] : []))
  const [position] = positions
  if (position === undefined || positions.length > 1) return []
  return [(steps) => [...list, position, 'resources', ...steps]]
}

/** In a list of operations, those that set the container's resources or a part of them; the last one counts. */
function operationPaths({ source, place }: Override, container: IntendedContainer): PathBelow[] {
  const operations = nodeAt(source, place)
  if (!isSeq(operations)) return []
  const list = container.containersPath
  return operations.items
    .flatMap((operation, index): PathBelow[] => {
      if (!isMap(operation) || !['add', 'replace'].includes(String(operation.get('op')))) return []
      const path = parsePointer(operation.get('path'))
      if (path === null || !list.every((step, depth) => path[depth] === step)) return []
      const [position, ...rest] = path.slice(list.length)
      const value = [...place.path, index, 'value']
      if (position !== String(container.index)) {
        const added = operation.get('value')
        const named = position === '-' && rest.length === 0 && isMap(added) && added.get('name') === container.container
        return named ? [(steps) => [...value, 'resources', ...steps]] : []
      }
      return [(steps) => below(value, ['resources', ...steps], rest)]
    })
    .reverse()
}

/** `value` stands for what `rest` names; the steps beyond it lead into the value. */
function below(value: YamlPath, steps: readonly string[], rest: readonly string[]): YamlPath | null {
  return rest.every((step, depth) => steps[depth] === step) ? [...value, ...steps.slice(rest.length)] : null
}

function parsePointer(pointer: unknown): string[] | null {
  if (typeof pointer !== 'string' || !pointer.startsWith('/')) return null
  return pointer
    .slice(1)
    .split('/')
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'))
}
