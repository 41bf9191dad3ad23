/**
 * A bare git repository, read and written object by object. On disk it is a real one: `git fsck`, `git log` and `git clone`
 * work on it. A process of git for every object, and a disk for every case, would make the fault sweeps an hour long.
 */
import { createHash } from 'node:crypto'
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { deflateSync } from 'node:zlib'

export interface TreeEntry {
  readonly mode: string
  readonly sha: string
}

export interface Signature {
  readonly name: string
  readonly email: string
  readonly date: Date
}

export interface CommitObject {
  readonly sha: string
  readonly tree: string
  readonly parents: readonly string[]
  readonly author: Signature
  readonly committer: Signature
  readonly message: string
}

export type Objects = ReturnType<typeof openObjects>

/** @param directory where the bare repository is made; `null` = in memory only */
export function openObjects(directory: string | null) {
  if (directory !== null) {
    for (const folder of ['objects', 'refs/heads']) mkdirSync(join(directory, folder), { recursive: true })
    writeFileSync(join(directory, 'HEAD'), 'ref: refs/heads/main\n')
    writeFileSync(join(directory, 'config'), '[core]\n\trepositoryformatversion = 0\n\tbare = true\n')
  }
  const cache = new Map<string, { type: string; data: Buffer }>()
  const refs = new Map<string, string>()

  function write(type: string, data: Buffer): string {
    const whole = Buffer.concat([Buffer.from(`${type} ${data.length}\0`), data])
    const sha = createHash('sha1').update(whole).digest('hex')
    if (directory !== null && !cache.has(sha)) {
      const file = join(directory, 'objects', sha.slice(0, 2), sha.slice(2))
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, deflateSync(whole, { level: 1 }))
    }
    cache.set(sha, { type, data })
    return sha
  }

  function read(sha: string): { type: string; data: Buffer } | null {
    return cache.get(sha) ?? null
  }

  function readTree(sha: string): Map<string, TreeEntry> {
    const object = read(sha)
    const entries = new Map<string, TreeEntry>()
    if (object?.type !== 'tree') return entries
    for (let at = 0; at < object.data.length; ) {
      const space = object.data.indexOf(32, at)
      const end = object.data.indexOf(0, space)
      const mode = object.data.subarray(at, space).toString().padStart(6, '0')
      entries.set(object.data.subarray(space + 1, end).toString(), {
        ...{ mode, sha: object.data.subarray(end + 1, end + 21).toString('hex') },
      })
      at = end + 21
    }
    return entries
  }

  function writeTree(entries: ReadonlyMap<string, TreeEntry>): string {
    const sortName = ([name, { mode }]: [string, TreeEntry]) => Buffer.from(mode === '040000' ? `${name}/` : name)
    const sorted = [...entries].sort((a, b) => Buffer.compare(sortName(a), sortName(b)))
    const parts = sorted.flatMap(([name, { mode, sha }]) => [
      Buffer.from(`${mode.replace(/^0/, '')} ${name}\0`),
      Buffer.from(sha, 'hex'),
    ])
    return write('tree', Buffer.concat(parts))
  }

  /** The tree with files set; `null` removes. */
  function withFiles(tree: string | null, files: ReadonlyMap<string, TreeEntry | null>): string {
    const entries = tree === null ? new Map<string, TreeEntry>() : readTree(tree)
    const below = new Map<string, Map<string, TreeEntry | null>>()
    for (const [path, entry] of files) {
      const slash = path.indexOf('/')
      if (slash < 0) {
        if (entry === null) entries.delete(path)
        else entries.set(path, entry)
      } else {
        const name = path.slice(0, slash)
        below.set(name, (below.get(name) ?? new Map()).set(path.slice(slash + 1), entry))
      }
    }
    for (const [name, inner] of below) {
      const old = entries.get(name)
      const sha = withFiles(old?.mode === '040000' ? old.sha : null, inner)
      // Git knows no empty folders.
      if (readTree(sha).size === 0) entries.delete(name)
      else entries.set(name, { mode: '040000', sha })
    }
    return writeTree(entries)
  }

  /** All entries below a tree, folders included, by path. */
  function flatten(tree: string, prefix = ''): Map<string, TreeEntry> {
    const all = new Map<string, TreeEntry>()
    for (const [name, entry] of readTree(tree)) {
      all.set(`${prefix}${name}`, entry)
      if (entry.mode === '040000')
        for (const [path, inner] of flatten(entry.sha, `${prefix}${name}/`)) all.set(path, inner)
    }
    return all
  }

  function writeCommit(commit: Omit<CommitObject, 'sha'>): string {
    const line = ({ name, email, date }: Signature) => `${name} <${email}> ${Math.floor(date.getTime() / 1000)} +0000`
    const text = [
      `tree ${commit.tree}`,
      ...commit.parents.map((parent) => `parent ${parent}`),
      `author ${line(commit.author)}`,
      `committer ${line(commit.committer)}`,
      '',
      commit.message,
    ].join('\n')
    return write('commit', Buffer.from(text))
  }

  function readCommit(sha: string): CommitObject | null {
    const object = read(sha)
    if (object?.type !== 'commit') return null
    const text = object.data.toString()
    const end = text.indexOf('\n\n')
    const fields = text
      .slice(0, end)
      .split('\n')
      .map((line) => [line.slice(0, line.indexOf(' ')), line.slice(line.indexOf(' ') + 1)])
    const all = (name: string) => fields.filter(([key]) => key === name).map(([, value]) => value as string)
    const signature = (value = ''): Signature => {
      const match = /^(.*) <(.*)> (\d+) /.exec(value)
      return { name: match?.[1] ?? '', email: match?.[2] ?? '', date: new Date(Number(match?.[3]) * 1000) }
    }
    return {
      ...{ sha, tree: all('tree')[0] ?? '', parents: all('parent'), message: text.slice(end + 2) },
      ...{ author: signature(all('author')[0]), committer: signature(all('committer')[0]) },
    }
  }

  function isAncestor(ancestor: string, descendant: string): boolean {
    const seen = new Set<string>()
    const open = [descendant]
    for (let sha = open.pop(); sha !== undefined; sha = open.pop()) {
      if (sha === ancestor) return true
      if (seen.has(sha)) continue
      seen.add(sha)
      open.push(...(readCommit(sha)?.parents ?? []))
    }
    return false
  }

  /** The commit itself and all below it, nearest first. */
  function ancestry(sha: string): CommitObject[] {
    const found = new Map<string, CommitObject>()
    const queue = [sha]
    for (let at = queue.shift(); at !== undefined; at = queue.shift()) {
      const commit = found.has(at) ? null : readCommit(at)
      if (commit === null) continue
      found.set(at, commit)
      queue.push(...commit.parents)
    }
    return [...found.values()]
  }

  const readRef = (ref: string): string | null => refs.get(ref) ?? null

  /** False where a ref is in the way of a folder, or a folder in the way of a ref. */
  function writeRef(ref: string, sha: string | null): boolean {
    if (sha === null) refs.delete(ref)
    else if ([...refs.keys()].some((other) => other.startsWith(`${ref}/`) || ref.startsWith(`${other}/`))) return false
    else refs.set(ref, sha)
    if (directory === null) return true
    const file = join(directory, ref)
    mkdirSync(dirname(file), { recursive: true })
    if (sha === null) rmSync(file)
    else writeFileSync(file, `${sha}\n`)
    return true
  }

  function listRefs(prefix: string): Map<string, string> {
    return new Map([...refs].filter(([ref]) => ref.startsWith(prefix)).sort(([a], [b]) => (a < b ? -1 : 1)))
  }

  return {
    directory,
    write,
    read,
    readTree,
    withFiles,
    flatten,
    writeCommit,
    readCommit,
    isAncestor,
    ancestry,
    readRef,
    writeRef,
    listRefs,
  }
}

export function sameEntry(one: TreeEntry | undefined, other: TreeEntry | undefined): boolean {
  return one?.sha === other?.sha && one?.mode === other?.mode
}
