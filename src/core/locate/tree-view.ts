/** A repository with edits on top, without touching the disk. */
import { createHash } from 'node:crypto'
import { ancestorsOf } from './paths.ts'
import type { FileTree, TreeEntry } from './tree.ts'

/**
 * The tree as it will be once the edits are written.
 *
 * @param files text after the edit by repository-relative path (a link is written through); `null` removes the file
 */
export function withEdits(tree: FileTree, files: ReadonlyMap<string, string | null>): FileTree {
  const edits = new Map([...files].map(([path, text]) => [tree.real(path) ?? path, text]))
  const known = new Set(tree.entries().map((entry) => entry.path))
  const added: TreeEntry[] = [...edits].flatMap(([path, text]) =>
    text === null || known.has(path) ? [] : [{ path, type: 'file' as const }],
  )
  const entries = [...tree.entries().filter((entry) => edits.get(entry.path) !== null), ...added]
  const newDirectories = new Set(added.flatMap((entry) => ancestorsOf(entry.path)))
  const edited = (path: string) => edits.get(tree.real(path) ?? path)
  return {
    entries: () => entries,
    text: (path) => {
      const text = edited(path)
      return text === undefined ? tree.text(path) : (text ?? undefined)
    },
    real: (path) => {
      if (edited(path) === null) return undefined
      return tree.real(path) ?? (edits.has(path) || newDirectories.has(path) ? path : undefined)
    },
    isDirectory: (path) => tree.isDirectory(path) || newDirectories.has(path),
    digest: (path) => {
      const text = edited(path)
      if (text === undefined) return tree.digest?.(path)
      return text === null ? undefined : createHash('sha256').update(text).digest('hex')
    },
  }
}
