/**
 * A bare git repository, read and written object by object. It is a real one: `git fsck`, `git log` and `git clone` work on
 * it. A process of git for every object would make the fault sweeps many minutes long.
 */
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { deflateSync, inflateSync } from 'node:zlib'

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

/** Makes the bare repository when there is none. */
export function openObjects(directory: string) {
  if (!existsSync(join(directory, 'HEAD'))) {
    for (const folder of ['objects', 'refs/heads']) mkdirSync(join(directory, folder), { recursive: true })
    writeFileSync(join(directory, 'HEAD'), 'ref: refs/heads/main\n')
    writeFileSync(join(directory, 'config'), '[core]\n\trepositoryformatversion = 0\n\tbare = true\n')
  }
  const cache = new Map<string, { type: string; data: Buffer }>()
  const fileOf = (sha: string) => join(directory, 'objects', sha.slice(0, 2), sha.slice(2))

  function write(type: string, data: Buffer): string {
    const whole = Buffer.concat([Buffer.from(`${type} ${data.length}\0`), data])
    const sha = createHash('sha1').update(whole).digest('hex')
    if (!cache.has(sha) && !existsSync(fileOf(sha))) {
      mkdirSync(dirname(fileOf(sha)), { recursive: true })
      writeFileSync(`${fileOf(sha)}.tmp`, deflateSync(whole, { level: 1 }))
      renameSync(`${fileOf(sha)}.tmp`, fileOf(sha))
    }
    cache.set(sha, { type, data })
    return sha
  }

  function read(sha: string): { type: string; data: Buffer } | null {
    const known = cache.get(sha)
    if (known !== undefined) return known
    if (!/^[0-9a-f]{40}$/.test(sha) || !existsSync(fileOf(sha))) return null
    const whole = inflateSync(readFileSync(fileOf(sha)))
    const end = whole.indexOf(0)
    const object = { type: whole.subarray(0, whole.indexOf(32)).toString(), data: whole.subarray(end + 1) }
    cache.set(sha, object)
    return object
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
      entries.set(name, { mode: '040000', sha: withFiles(old?.mode === '040000' ? old.sha : null, inner) })
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

  const refFile = (ref: string) => join(directory, ref)

  function readRef(ref: string): string | null {
    const file = refFile(ref)
    return existsSync(file) && statSync(file).isFile() ? readFileSync(file, 'utf8').trim() : null
  }

  /** False where a ref is in the way of a folder, or a folder in the way of a ref. */
  function writeRef(ref: string, sha: string | null): boolean {
    try {
      if (sha === null) rmSync(refFile(ref))
      else {
        mkdirSync(dirname(refFile(ref)), { recursive: true })
        writeFileSync(refFile(ref), `${sha}\n`)
      }
      return true
    } catch {
      return false
    }
  }

  function listRefs(prefix: string): Map<string, string> {
    const names = readdirSync(join(directory, 'refs', 'heads'), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(directory.length + 1))
      .filter((ref) => ref.startsWith(prefix))
      .sort()
    return new Map(names.map((ref) => [ref, readRef(ref) ?? '']))
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
    readRef,
    writeRef,
    listRefs,
  }
}
