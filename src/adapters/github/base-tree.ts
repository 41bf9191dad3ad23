/** The tree of the commit to build on, read once per commit: commits never change. */
import type { BaseEntry } from '../../core/pull-request/base-files.ts'
import type { GitHubContext } from './context.ts'

export interface BaseTree {
  readonly sha: string
  entryAt(path: string): BaseEntry | null
}

/** Gives the tree of a commit, with at least the entries at the given paths and at the folders above them. */
export type ReadBaseTree = (commit: string, paths: readonly string[]) => Promise<BaseTree>

export function createBaseTreeReader(context: GitHubContext): ReadBaseTree {
  const known = new Map<string, Promise<{ sha: string; entries: Map<string, BaseEntry>; truncated: boolean }>>()
  return async (commit, paths) => {
    const reading = known.get(commit) ?? readWhole(context, commit)
    known.set(commit, reading)
    reading.catch(() => known.delete(commit))
    const { sha, entries, truncated } = await reading
    // Over 100,000 entries or 7 MB GitHub cuts the list: then the folders of the edited files are read one by one.
    if (truncated) await addFolders(context, sha, entries, paths)
    return { sha, entryAt: (path) => entries.get(path) ?? null }
  }
}

async function readWhole(context: GitHubContext, commit: string) {
  const { client, at, call } = context
  const { tree } = await call('read the commit to build on', 'contents: read', () =>
    client.rest.git.getCommit({ ...at, commit_sha: commit }),
  )
  const data = await readTree(context, tree.sha, true)
  return { sha: tree.sha, entries: toEntries('', data.tree), truncated: data.truncated ?? false }
}

async function addFolders(
  context: GitHubContext,
  root: string,
  entries: Map<string, BaseEntry>,
  paths: readonly string[],
): Promise<void> {
  const folders = new Set(
    paths.flatMap((path) => path.split('/').map((_, index, all) => all.slice(0, index).join('/'))),
  )
  for (const folder of [...folders].sort()) {
    const entry = folder === '' ? { mode: '040000', sha: root } : entries.get(folder)
    if (entry?.mode !== '040000') continue
    const data = await readTree(context, entry.sha, false)
    const prefix = folder === '' ? '' : `${folder}/`
    for (const [path, found] of toEntries(prefix, data.tree)) entries.set(path, found)
  }
}

function readTree({ client, at, call }: GitHubContext, sha: string, whole: boolean) {
  return call('read the files to build on', 'contents: read', () =>
    client.rest.git.getTree({ ...at, tree_sha: sha, ...(whole ? { recursive: '1' } : {}) }),
  )
}

function toEntries(
  prefix: string,
  tree: readonly { path?: string | undefined; mode?: string | undefined; sha?: string | undefined }[],
): Map<string, BaseEntry> {
  const entries = new Map<string, BaseEntry>()
  for (const { path, mode, sha } of tree) {
    if (path !== undefined && mode !== undefined && sha !== undefined) entries.set(`${prefix}${path}`, { mode, sha })
  }
  return entries
}
