/** Everything a kustomization names that lies outside its own file. */
import { isRecord, stringsOf } from './documents.ts'

export type ReferenceRole =
  /** An entry of `resources` or `bases`: objects in a file, or another kustomization. */
  | 'resource'
  | 'component'
  | 'patch'
  /** An entry of `generators`, `transformers` or `validators`: a file, a kustomization, or the configuration itself. */
  | 'plugin'
  /** A file whose content is read: generators' files, configurations, crds, openapi, replacements. */
  | 'data'
  | 'helm'

export interface Reference {
  readonly role: ReferenceRole
  /** As written: a path, a URL, inline YAML, the name of a chart. */
  readonly value: string
}

/** Lists the references of a kustomization's body (keys in kustomize's spelling). */
export function listReferences(body: Readonly<Record<string, unknown>>): Reference[] {
  const paths = (role: ReferenceRole, ...keys: string[]) =>
    keys.flatMap((key) => list(body[key]).flatMap((value) => (typeof value === 'string' ? [{ role, value }] : [])))
  const fields = (role: ReferenceRole, key: string, ...names: string[]) =>
    list(body[key]).flatMap((entry) =>
      names.flatMap((name) => fieldTexts(entry, name).map((value) => ({ role, value }))),
    )
  const generated = ['configMapGenerator', 'secretGenerator'].flatMap((key) => [
    ...fields('data', key, 'env', 'envs'),
    ...fields('data', key, 'files').map(({ role, value }) => ({ role, value: withoutKey(value) })),
  ])
  return [
    ...paths('resource', 'resources', 'bases'),
    ...paths('component', 'components'),
    ...fields('patch', 'patches', 'path'),
    ...fields('patch', 'patchesJson6902', 'path'),
    ...paths('patch', 'patchesStrategicMerge').filter(({ value }) => !isInline(value)),
    ...paths('plugin', 'generators', 'transformers', 'validators'),
    ...generated,
    ...fields('data', 'replacements', 'path'),
    ...paths('data', 'configurations', 'crds'),
    ...fieldTexts(body.openapi, 'path').map((value) => ({ role: 'data' as const, value })),
    ...['helmCharts', 'helmChartInflationGenerator'].flatMap((key) => list(body[key]).map(chart)),
  ]
}

/** True for a YAML document written where a path could stand. */
export function isInline(entry: string): boolean {
  return entry.includes('\n') || entry.includes(': ') || entry.trimStart().startsWith('{')
}

/** `files` entries may be `key=path`. */
export function withoutKey(value: string): string {
  const equals = value.indexOf('=')
  return equals < 0 ? value : value.slice(equals + 1)
}

function chart(entry: unknown): Reference {
  const [name] = [...fieldTexts(entry, 'name'), ...fieldTexts(entry, 'chartName'), ...stringsOf(entry)]
  return { role: 'helm', value: name ?? 'a chart without a name' }
}

function list(value: unknown): unknown[] {
  return Array.isArray(value) ? value : []
}

function fieldTexts(entry: unknown, name: string): string[] {
  const value = isRecord(entry) ? entry[name] : undefined
  if (typeof value === 'string') return value === '' ? [] : [value]
  return list(value).filter((item) => typeof item === 'string')
}
