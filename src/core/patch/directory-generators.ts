/**
 * ApplicationSets whose git generator makes an application of every folder, or from every file, that matches a pattern. A
 * new file for patches must not become one: Argo CD would apply the patch as if it were a manifest.
 */
import { matchAny } from '../glob.ts'
import { isRecord, readDocuments } from '../locate/documents.ts'
import type { FileTree } from '../locate/tree.ts'

type Key = 'directories' | 'files'

/** Tells whether some ApplicationSet of the repository would take a folder for an application. */
export function createFolderGuard(tree: FileTree): (folder: string) => boolean {
  return createGuard(tree, 'directories')
}

/** Tells whether some ApplicationSet of the repository would make an application from a file. */
export function createFileGuard(tree: FileTree): (file: string) => boolean {
  return createGuard(tree, 'files')
}

function createGuard(tree: FileTree, key: Key): (path: string) => boolean {
  let matchers: ((path: string) => boolean)[] | undefined
  return (path) => {
    matchers ??= tree
      .entries()
      .filter(({ path }) => /\.(?:ya?ml|json)$/i.test(path))
      .flatMap(({ path }) => readMatchers(tree.text(path) ?? '', key))
    return matchers.some((matches) => matches(path))
  }
}

function readMatchers(text: string, key: Key): ((path: string) => boolean)[] {
  // Patches of an ApplicationSet count too, so the kind need not stand there.
  if (!text.includes(key) || !/\bgit\b/.test(text)) return []
  return readDocuments(text)
    .flatMap((document) => listsOf(document, key))
    .map((entries) => toMatcher(entries, key))
}

/** All lists of a git generator in a document, at any depth: generators nest. */
function listsOf(value: unknown, key: Key): unknown[][] {
  if (Array.isArray(value)) return value.flatMap((item) => listsOf(item, key))
  if (!isRecord(value)) return []
  const { git } = value
  const list = isRecord(git) ? git[key] : undefined
  return [...(Array.isArray(list) ? [list] : []), ...Object.values(value).flatMap((inner) => listsOf(inner, key))]
}

/**
 * Parts that a template fills in may be anything. For folders a star stays within one folder, and two are no more than
 * one; for files two cross folders.
 */
function toMatcher(entries: unknown[], key: Key): (path: string) => boolean {
  const patterns = (exclude: boolean) =>
    entries
      .filter(isRecord)
      .filter((entry) => (entry.exclude === true) === exclude)
      .map(({ path }) => String(path).replace(/\{\{.*?\}\}/g, '*'))
      .map((path) => (key === 'files' ? path : path.replaceAll('**', '*')))
  const [included, excluded] = [matchAny(patterns(false)), matchAny(patterns(true).filter((path) => path !== '*'))]
  return (folder) => included(folder) && !excluded(folder)
}
