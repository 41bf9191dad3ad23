/** Three-way merges as git makes them. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Objects, sameEntry, type TreeEntry } from './objects.ts'

/** Tree of the merge; `null`: they conflict. */
export function mergeTrees(objects: Objects, base: string | null, ours: string, theirs: string): string | null {
  if (ours === theirs || base === theirs) return ours
  if (base === ours) return theirs
  const filesOf = (tree: string | null) =>
    new Map([...(tree === null ? [] : objects.flatten(tree))].filter(([, { mode }]) => mode !== '040000'))
  const [was, one, other] = [filesOf(base), filesOf(ours), filesOf(theirs)]
  const writes = new Map<string, TreeEntry | null>()
  for (const path of new Set([...was.keys(), ...one.keys(), ...other.keys()])) {
    const [a, b, c] = [was.get(path), one.get(path), other.get(path)]
    if (sameEntry(b, c) || sameEntry(a, c)) continue
    if (sameEntry(a, b)) writes.set(path, c ?? null)
    else {
      const sha = a === undefined || b === undefined || c === undefined ? null : mergeTexts(objects, a, b, c)
      if (sha === null || b === undefined) return null
      writes.set(path, { mode: b.mode, sha })
    }
  }
  return objects.withFiles(ours, writes)
}

/** Nearest commit that both hold. */
export function mergeBase(objects: Objects, one: string, other: string): string | null {
  const below = new Set(objects.ancestry(one).map(({ sha }) => sha))
  return objects.ancestry(other).find(({ sha }) => below.has(sha))?.sha ?? null
}

/** What a merge of two commits holds; `null`: they conflict. */
export function mergeCommits(objects: Objects, ours: string, theirs: string): string | null {
  const [one, other] = [objects.readCommit(ours), objects.readCommit(theirs)]
  if (one === null || other === null) return null
  const base = mergeBase(objects, ours, theirs)
  return mergeTrees(objects, base === null ? null : (objects.readCommit(base)?.tree ?? null), one.tree, other.tree)
}

function mergeTexts(objects: Objects, was: TreeEntry, one: TreeEntry, other: TreeEntry): string | null {
  const folder = mkdtempSync(join(tmpdir(), 'fake-merge-'))
  try {
    const files = [one, was, other].map(({ sha }, index) => {
      const file = join(folder, String(index))
      writeFileSync(file, objects.read(sha)?.data ?? '')
      return file
    })
    return objects.write(
      'blob',
      execFileSync('git', ['merge-file', '-p', ...files], { stdio: ['ignore', 'pipe', 'ignore'] }),
    )
  } catch {
    return null
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
