/** A repository of texts, without a disk. */
import { createLinkFollower, parentOf } from '../../../src/core/locate/paths.ts'
import type { FileTree } from '../../../src/core/locate/tree.ts'

export interface MemoryTreeOptions {
  /** Text by path. */
  readonly files: Readonly<Record<string, string>>
  /** Target by path of the link. */
  readonly links?: Readonly<Record<string, string>>
}

export function createMemoryTree({ files, links = {} }: MemoryTreeOptions): FileTree {
  const follow = createLinkFollower(new Map(Object.entries(links)))
  const directories = new Set([''])
  for (const path of [...Object.keys(files), ...Object.keys(links)]) {
    for (let dir = parentOf(path); dir !== ''; dir = parentOf(dir)) directories.add(dir)
  }
  const real = (path: string): string | undefined => {
    const followed = follow(path)?.path
    return followed !== undefined && (Object.hasOwn(files, followed) || directories.has(followed))
      ? followed
      : undefined
  }
  return {
    entries: () =>
      [
        ...Object.keys(files).map((path) => ({ path, type: 'file' as const })),
        ...Object.entries(links).map(([path, link]) => ({ path, type: 'symlink' as const, link })),
      ].sort((a, b) => (a.path < b.path ? -1 : 1)),
    text: (path) => files[real(path) ?? ''],
    real,
    isDirectory: (path) => directories.has(real(path) ?? '?'),
  }
}
