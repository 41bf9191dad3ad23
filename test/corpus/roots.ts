/** The corpus of public GitOps repositories, where it is laid beside the project. */
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

export const CORPUS = fileURLToPath(new URL('../../../shared/corpus', import.meta.url))

export interface CorpusRoot {
  readonly repository: string
  readonly dir: string
  readonly loadRestrictorNone: boolean
}

interface RootEntry {
  readonly dir: string
  readonly status: string
  readonly load_restrictor?: unknown
  readonly contains_roots?: readonly string[]
  readonly workloads?: readonly { readonly kind: string }[]
}

/**
 * Roots that build offline and are a deployment of their own: a root that lies inside another one is that one's base, and
 * a base that others use is never edited.
 */
export function corpusRoots(): Map<string, CorpusRoot[]> {
  const file = `${CORPUS}/roots.json`
  if (!existsSync(file)) return new Map()
  const all = JSON.parse(readFileSync(file, 'utf8')) as Record<string, readonly RootEntry[]>
  const roots = new Map<string, CorpusRoot[]>()
  for (const [repository, entries] of Object.entries(all)) {
    const inner = new Set(entries.flatMap((entry) => entry.contains_roots ?? []))
    const usable = entries.filter(
      (entry) => entry.status === 'ok' && (entry.workloads ?? []).length > 0 && !inner.has(entry.dir),
    )
    if (usable.length === 0) continue
    roots.set(
      repository,
      usable.map((entry) => ({ repository, dir: entry.dir, loadRestrictorNone: Boolean(entry.load_restrictor) })),
    )
  }
  return roots
}
