/**
 * ApplicationSet generators, as far as the repository alone decides what they generate: `list`, `git` (directories and
 * files of this repository) and `matrix` of those; `clusters` for the names that are known.
 */
import { matchAny } from '../glob.ts'
import { isRecord, readDocuments } from './documents.ts'
import { parentOf } from './paths.ts'
import { fillTemplate, fillValue, normalizeName, type Parameters } from './template.ts'
import type { FileTree } from './tree.ts'
import { listAt, recordAt, textAt } from './values.ts'

export interface GeneratorContext {
  readonly tree: FileTree
  readonly goTemplate: boolean
  /** Names of clusters from the reports and the configuration. */
  readonly clusters: readonly string[]
  /** False for the address of another repository. */
  isHere(url: string | null): boolean
}

export interface Generated {
  readonly parameters: readonly Parameters[]
  /** Why this is not everything; `null` when it is. One plain clause. */
  readonly limitation: string | null
}

/** Runs one generator. */
export function generate(generator: unknown, context: GeneratorContext): Generated {
  const found = generateUnfiltered(generator, context)
  const selector = recordAt(generator, 'selector')
  return selector === null
    ? found
    : { ...found, parameters: found.parameters.filter((each) => selects(selector, each)) }
}

function generateUnfiltered(generator: unknown, context: GeneratorContext): Generated {
  const list = recordAt(generator, 'list')
  if (list !== null) return listGenerator(list)
  const git = recordAt(generator, 'git')
  if (git !== null) return gitGenerator(git, context)
  const matrix = recordAt(generator, 'matrix')
  if (matrix !== null) return matrixGenerator(listAt(matrix, 'generators'), context)
  const clusters = recordAt(generator, 'clusters')
  if (clusters !== null) return clusterGenerator(clusters, context)
  const kind = isRecord(generator) ? Object.keys(generator).find((key) => key !== 'selector') : undefined
  return nothing(`its ${kind ?? 'empty'} generator is decided outside of this repository`)
}

function listGenerator(list: Record<string, unknown>): Generated {
  const parameters = listAt(list, 'elements').filter(isRecord)
  const yaml = list.elementsYaml !== undefined
  return { parameters, limitation: yaml ? 'its list generator reads elementsYaml' : null }
}

function gitGenerator(git: Record<string, unknown>, context: GeneratorContext): Generated {
  if (!context.isHere(textAt(git, 'repoURL'))) return nothing('its git generator reads another repository')
  const prefix = textAt(git, 'pathParamPrefix')
  const found = [
    ...gitDirectories(listAt(git, 'directories'), context),
    ...gitFiles(listAt(git, 'files'), context),
  ].map((each) => (prefix === null ? each : { ...without(each, 'path'), [prefix]: { path: each.path } }))
  const values = recordAt(git, 'values')
  return { parameters: withValues(found, values, context), limitation: null }
}

function gitDirectories(entries: readonly unknown[], { tree }: GeneratorContext): Parameters[] {
  if (entries.length === 0) return []
  // Go's path.Match: a star stays within one folder, and two stars are no more than one.
  const { included, excluded } = patterns(entries, (pattern) => pattern.replaceAll('**', '*'))
  const directories = new Set(tree.entries().flatMap(({ path }) => allParents(path)))
  return [...directories]
    .filter((dir) => !dir.split('/').some((part) => part.startsWith('.')) && included(dir) && !excluded(dir))
    .sort()
    .map((dir) => ({ path: pathParameters(dir) }))
}

function gitFiles(entries: readonly unknown[], { tree }: GeneratorContext): Parameters[] {
  if (entries.length === 0) return []
  const { included, excluded } = patterns(entries)
  return tree
    .entries()
    .filter(({ path, type }) => type === 'file' && included(path) && !excluded(path))
    .flatMap(({ path }) => {
      const filename = path.slice(path.lastIndexOf('/') + 1)
      const file = { ...pathParameters(parentOf(path)), filename, filenameNormalized: normalizeName(filename) }
      const contents = readDocuments(tree.text(path) ?? '').flat()
      return contents.filter(isRecord).map((content) => ({ ...content, path: file }))
    })
}

function matrixGenerator(children: readonly unknown[], context: GeneratorContext): Generated {
  if (children.length !== 2) return nothing('its matrix generator does not have two parts')
  const first = generate(children[0], context)
  const limitations = new Set<string | null>([first.limitation])
  const parameters = first.parameters.flatMap((outer) => {
    const second = generate(fillValue(children[1], outer, context.goTemplate), context)
    limitations.add(second.limitation)
    return second.parameters.map((inner) => ({ ...outer, ...inner }))
  })
  return { parameters, limitation: [...limitations].find((each) => each !== null) ?? null }
}

/** The clusters are known to Argo CD only; the names that reports and configuration mention are tried. */
function clusterGenerator(clusters: Record<string, unknown>, context: GeneratorContext): Generated {
  const found = context.clusters.map((name) => ({ name, nameNormalized: normalizeName(name), [ASSUMED]: true }))
  const limitation = 'its clusters generator is decided by the clusters that Argo CD knows'
  return { parameters: withValues(found, recordAt(clusters, 'values'), context), limitation }
}

/** Marks parameters that rest on a cluster's name only. */
export const ASSUMED = 'krr-gitops/assumed-cluster'

function withValues(
  found: readonly Parameters[],
  values: Record<string, unknown> | null,
  { goTemplate }: GeneratorContext,
): Parameters[] {
  if (values === null) return [...found]
  return found.map((each) => ({
    ...each,
    values: Object.fromEntries(
      Object.entries(values).map(([key, value]) => [
        key,
        typeof value === 'string' ? fillTemplate(value, each, goTemplate).text : value,
      ]),
    ),
  }))
}

function pathParameters(dir: string): Record<string, unknown> {
  const segments = dir.split('/')
  const basename = segments.at(-1) ?? ''
  return { path: dir, segments, basename, basenameNormalized: normalizeName(basename) }
}

function patterns(entries: readonly unknown[], adapt: (pattern: string) => string = (pattern) => pattern) {
  const pick = (exclude: boolean) =>
    entries.flatMap((entry) => (isExclude(entry) === exclude ? (textAt(entry, 'path') ?? []) : [])).map(adapt)
  return { included: matchAny(pick(false)), excluded: matchAny(pick(true)) }
}

function isExclude(entry: unknown): boolean {
  return isRecord(entry) && entry.exclude === true
}

function allParents(path: string): string[] {
  const parents: string[] = []
  for (let dir = parentOf(path); dir !== ''; dir = parentOf(dir)) parents.push(dir)
  return parents
}

/** `matchLabels` over parameters; expressions are not evaluated, and keep everything. */
function selects(selector: Record<string, unknown>, parameters: Parameters): boolean {
  return Object.entries(recordAt(selector, 'matchLabels') ?? {}).every(
    ([key, value]) => fillTemplate(`{{${key}}}`, parameters, false).text === String(value),
  )
}

function without(parameters: Parameters, key: string): Parameters {
  return Object.fromEntries(Object.entries(parameters).filter(([name]) => name !== key))
}

function nothing(limitation: string): Generated {
  return { parameters: [], limitation }
}
