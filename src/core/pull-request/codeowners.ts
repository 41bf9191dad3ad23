/**
 * CODEOWNERS as GitHub reads it.
 *
 * Rule: https://docs.github.com/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-code-owners
 * (the first of `.github/`, the root, `docs/` that has the file; one pattern and its owners a line; the last pattern that
 * matches a path decides, also when it names nobody; gitignore patterns without `!` and `[ ]`; a backslash escapes).
 * A line that GitHub would not accept is passed over, as GitHub does.
 */
import type { FileTree } from '../locate/tree.ts'

export const CODEOWNERS_PLACES: readonly string[] = ['.github/CODEOWNERS', 'CODEOWNERS', 'docs/CODEOWNERS']

/** GitHub does not load a larger file. */
const LARGEST = 3 * 1024 * 1024

interface Rule {
  readonly matches: RegExp
  /** As written: `@user`, `@org/team`, or an address. */
  readonly owners: readonly string[]
}

/** Text of the CODEOWNERS file that counts; `null` when the repository has none. */
export function findCodeowners(tree: FileTree): string | null {
  for (const place of CODEOWNERS_PLACES) {
    const text = tree.text(place)
    if (text !== undefined) return text
  }
  return null
}

/** Owners of the given paths, each once, in the order of the paths. Addresses are left out: GitHub resolves those itself. */
export function ownersOf(codeowners: string, paths: readonly string[]): string[] {
  if (codeowners.length > LARGEST) return []
  const rules = parseCodeowners(codeowners)
  const found = new Set<string>()
  for (const path of paths) {
    const rule = rules.findLast(({ matches }) => matches.test(path))
    for (const owner of rule?.owners ?? []) if (owner.startsWith('@')) found.add(owner)
  }
  return [...found]
}

const OWNER = /^(?:@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:_[A-Za-z0-9]+)?(?:\/[\w.-]+)?|[^\s@]+@[^\s@]+)$/

function parseCodeowners(text: string): Rule[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const words = splitWords(line)
    const [pattern, ...owners] = words
    if (pattern === undefined || pattern.startsWith('!') || /(?<!\\)[[\]]/.test(pattern)) return []
    if (!owners.every((owner) => OWNER.test(owner))) return []
    const matches = patternToRegExp(pattern)
    return matches === null ? [] : [{ matches, owners }]
  })
}

/** Words of a line without its comment; `\ ` is a space inside a pattern, `\#` a number sign. */
function splitWords(line: string): string[] {
  const words: string[] = []
  let word = ''
  for (let index = 0; index < line.length; index += 1) {
    const character = line[index] as string
    if (character === '\\' && index + 1 < line.length) {
      word += character + (line[index + 1] as string)
      index += 1
    } else if (character === '#' && word === '') {
      break
    } else if (/\s/.test(character)) {
      if (word !== '') words.push(word)
      word = ''
    } else {
      word += character
    }
  }
  if (word !== '') words.push(word)
  return words
}

/** A pattern as a regular expression over whole repository-relative paths; `null` for one that can match nothing. */
function patternToRegExp(pattern: string): RegExp | null {
  const directory = pattern.endsWith('/')
  const body = pattern.replace(/^\//, '').replace(/\/$/, '')
  if (body === '' || body.includes('//')) return null
  const anchored = pattern.startsWith('/') || body.includes('/')
  const segments = body.split('/')
  const last = segments[segments.length - 1]
  let source = anchored ? '' : '(?:.*/)?'
  segments.forEach((segment, index) => {
    const final = index === segments.length - 1
    if (segment === '**') source += final ? '.+' : '(?:.*/)?'
    else source += segmentToRegExp(segment) + (final ? '' : '/')
  })
  // `docs/*` owns the files of the folder but not those below; `docs`, `docs/`, `*.d` own everything below as well.
  const below = directory ? '/.+' : last === '**' || (last === '*' && segments.length > 1) ? '' : '(?:/.+)?'
  return new RegExp(`^${source}${below}$`)
}

function segmentToRegExp(segment: string): string {
  return segment.replace(/\\(.)|\*+|\?|[^\w]/g, (found, escaped: string | undefined) => {
    if (escaped !== undefined) return escapeRegExp(escaped)
    if (found.startsWith('*')) return '[^/]*'
    return found === '?' ? '[^/]' : escapeRegExp(found)
  })
}

function escapeRegExp(text: string): string {
  return /\w/.test(text) ? text : `\\${text}`
}
