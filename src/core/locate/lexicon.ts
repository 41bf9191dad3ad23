/**
 * Which workloads an overlay may render, told from words alone. A "no" is certain (as far as kustomize can rename
 * things); a "yes" costs a build.
 */
import { splitDocuments } from './documents.ts'
import type { KustomizationGraph } from './graph.ts'
import type { Kustomization } from './kustomization.ts'
import { WORKLOAD_KINDS } from './pod-template.ts'
import type { FileTree } from './tree.ts'

/** Words that stand behind `name:` in documents that mention a kind; `null` = any name is possible. */
type Names = ReadonlySet<string> | null
type KindNames = ReadonlyMap<string, Names>
/** What kustomizations do to names: nothing, add to them, or anything. */
type Naming = 'same' | 'longer' | 'free'

export interface Lexicon {
  /** Whether a build of `overlay` may hold an object of this kind whose rendered name is `name`. */
  mayRender(overlay: string, kind: string, name: string): boolean
  /** Whether the files of `overlay` speak of an object of this kind by its name, or by a part of it between dashes. */
  mentions(overlay: string, kind: string, name: string): boolean
  /** Whether some manifest gives objects of this kind generated names, and this could be one of them. */
  mayBeGenerated(kind: string, name: string): boolean
  /** Files of manifests that no kustomization names, and that hold an object of this kind and name. */
  rawManifests(kind: string, name: string): readonly string[]
}

const MANIFEST = /\.ya?ml$/
const KIND = /\bkind["']?\s*:\s*["']?([A-Za-z]+)/g
const NAME = /\bname["']?\s*:\s*(?:&[^\s]+\s+)?["']?([^\s"',}#]+)/g
const GENERATED_NAME = /\bgenerateName["']?\s*:\s*["']?([^\s"',}#]+)/g
/** Names that follow from something else: YAML aliases and tags, block scalars, Flux variables, kustomize vars. */
const INDIRECT = /^[*&!|>]|\$\{|\$\(/
const INDIRECT_KIND = /^[ -]*["']?kind["']?\s*:\s*[*&!]/m
/** A patch of the name or kind itself. */
const RENAMES = /allow(?:Kind|Name)Change|["'\s]\/(?:metadata(?:\/name)?|kind)(?:["'\s,}]|$)/
/** Keys under which a file notes such a patch, and beginnings of generated names; no kind is called so. */
const RENAMED = '*'
const GENERATED = '~'

export function createLexicon(tree: FileTree, graph: KustomizationGraph): Lexicon {
  const files = new Map<string, KindNames>()
  const overlays = new Map<string, KindNames>()
  const fileNames = (path: string): KindNames => {
    const known = files.get(path) ?? namesInText(tree.text(path) ?? '')
    files.set(path, known)
    return known
  }
  const overlayNames = (overlay: string): KindNames => {
    const known = overlays.get(overlay) ?? mergeNames([...graph.closure(overlay)].map(fileNames))
    overlays.set(overlay, known)
    return known
  }
  const naming = new Map<string, Naming>()
  const namingOf = (overlay: string): Naming => {
    const known = naming.get(overlay) ?? (overlayNames(overlay).has(RENAMED) ? 'free' : namingIn(overlay, graph))
    naming.set(overlay, known)
    return known
  }
  let loose: readonly string[] | undefined
  const looseFiles = (): readonly string[] => {
    loose ??= tree
      .entries()
      .filter(({ path, type }) => type === 'file' && MANIFEST.test(path) && graph.listedBy(path).length === 0)
      .filter(({ path }) => tree.mentions?.(path, WORKLOAD_KINDS) !== false)
      .map(({ path }) => path)
    return loose
  }
  return {
    rawManifests: (kind, name) => looseFiles().filter((path) => fileNames(path).get(kind)?.has(name)),
    mayBeGenerated: (kind, name) =>
      [...graph.roots().map(overlayNames), ...looseFiles().map(fileNames)].some((names) =>
        [...(names.get(`${GENERATED}${kind}`) ?? [])].some((prefix) => name.startsWith(prefix) && name !== prefix),
      ),
    mentions: (overlay, kind, name) => {
      const names = overlayNames(overlay).get(kind)
      return names === null || [...(names ?? [])].some((word) => isPart(word, name))
    },
    mayRender: (overlay, kind, name) => {
      const names = overlayNames(overlay).get(kind)
      if (names === undefined) return false
      const how = namingOf(overlay)
      if (names === null || how === 'free') return true
      if (how === 'same') return names.has(name)
      for (const word of names) if (name.includes(word)) return true
      return false
    },
  }
}

function namingIn(overlay: string, graph: KustomizationGraph): Naming {
  const kustomizations = graph.includes(overlay).map((dir) => graph.get(dir))
  if (kustomizations.some(mayRename)) return 'free'
  return kustomizations.some(addsToNames) ? 'longer' : 'same'
}

/** Replacements, vars, transformers and patches of the name itself can make any name of another. */
function mayRename(kustomization: Kustomization | undefined): boolean {
  if (kustomization === undefined) return true
  const { body, references } = kustomization
  return body.replacements !== undefined || references.some(({ role }) => role === 'plugin')
}

/** Prefixes and suffixes add to a name and take nothing away. */
function addsToNames(kustomization: Kustomization | undefined): boolean {
  return kustomization === undefined || `${kustomization.namePrefix}${kustomization.nameSuffix}` !== ''
}

/** True when a word is the whole name, or is followed or led by a dash in it. */
function isPart(word: string, name: string): boolean {
  return name === word || name.startsWith(`${word}-`) || name.endsWith(`-${word}`)
}

function namesInText(text: string): KindNames {
  const renamed: KindNames = RENAMES.test(text) ? new Map([[RENAMED, null]]) : new Map()
  return text.includes('kind') ? mergeNames([renamed, ...splitDocuments(text).map(namesInDocument)]) : renamed
}

function namesInDocument(document: string): KindNames {
  if (INDIRECT_KIND.test(document)) return new Map(WORKLOAD_KINDS.map((kind) => [kind, null]))
  const kinds = new Set([...document.matchAll(KIND)].flatMap(([, kind]) => kind ?? []))
  const wanted = WORKLOAD_KINDS.filter((kind) => kinds.has(kind))
  if (wanted.length === 0) return new Map()
  const words = [...document.matchAll(NAME)].flatMap(([, name]) => name ?? [])
  const names = words.some((word) => INDIRECT.test(word)) ? null : new Set(words)
  const prefixes = new Set([...document.matchAll(GENERATED_NAME)].flatMap(([, prefix]) => prefix ?? []))
  return new Map(
    wanted.flatMap((kind): [string, Names][] => [
      [kind, names],
      ...(prefixes.size === 0 ? [] : [[`${GENERATED}${kind}`, prefixes] as [string, Names]]),
    ]),
  )
}

function mergeNames(all: readonly KindNames[]): KindNames {
  const merged = new Map<string, Set<string> | null>()
  for (const [kind, names] of all.flatMap((each) => [...each])) {
    const known = merged.get(kind)
    if (known === null || names === null) merged.set(kind, null)
    else if (known === undefined) merged.set(kind, new Set(names))
    else for (const name of names) known.add(name)
  }
  return merged
}

/**
 * Whether what an overlay says itself rules out a namespace and name: its own `namespace` and prefix act on everything
 * that it renders, unless something later in its own file may change them again.
 *
 * @param namespace the live namespace; `null` = not comparable (the controller sets another one)
 */
export function ownStepExcludes(kustomization: Kustomization, namespace: string | null, name: string): boolean {
  const { body, references } = kustomization
  const later = kustomization.patchesJson6902.length > 0 || body.replacements !== undefined || body.vars !== undefined
  if (later || references.some(({ role }) => role === 'plugin')) return false
  const own = kustomization.namespace
  if (namespace !== null && own !== null && !own.includes('$') && own !== namespace) return true
  const { namePrefix, nameSuffix } = kustomization
  if (`${namePrefix}${nameSuffix}`.includes('$')) return false
  return !name.startsWith(namePrefix) || !name.endsWith(nameSuffix)
}
