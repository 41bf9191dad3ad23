/**
 * ApplicationSets whose git generator makes an application of every folder that matches a pattern. A new folder for
 * patches must not become one: Argo CD would apply the patch as if it were a manifest.
 */
import { matchAny } from '../glob.ts'
import { isRecord, readDocuments } from '../locate/documents.ts'
import type { FileTree } from '../locate/tree.ts'

/** Tells whether some ApplicationSet of the repository would take a folder for an application. */
export function createFolderGuard(tree: FileTree): (folder: string) => boolean {
  let matchers: ((folder: string) => boolean)[] | undefined
  return (folder) => {
    matchers ??= tree
      .entries()
      .filter(({ path }) => /\.(?:ya?ml|json)$/i.test(path))
      .flatMap(({ path }) => readMatchers(tree.text(path) ?? ''))
    return matchers.some((matches) => matches(folder))
  }
}

function readMatchers(text: string): ((folder: string) => boolean)[] {
  // Patches of an ApplicationSet count too, so the kind need not stand there.
  if (!text.includes('directories') || !text.includes('git')) return []
  return readDocuments(text).flatMap(directoryLists).map(toMatcher)
}

/** All `git.directories` lists in a document, at any depth: generators nest. */
function directoryLists(value: unknown): unknown[][] {
  if (Array.isArray(value)) return value.flatMap(directoryLists)
  if (!isRecord(value)) return []
  const { git } = value
  const own = isRecord(git) && Array.isArray(git.directories) ? [git.directories] : []
  return [...own, ...Object.values(value).flatMap(directoryLists)]
}

/** Parts that a template fills in may be anything. A star stays within one folder; two are no more than one. */
function toMatcher(entries: unknown[]): (folder: string) => boolean {
  const patterns = (exclude: boolean) =>
    entries
      .filter(isRecord)
      .filter((entry) => (entry.exclude === true) === exclude)
      .map(({ path }) =>
        String(path)
          .replace(/\{\{.*?\}\}/g, '*')
          .replaceAll('**', '*'),
      )
  const [included, excluded] = [matchAny(patterns(false)), matchAny(patterns(true).filter((path) => path !== '*'))]
  return (folder) => included(folder) && !excluded(folder)
}
