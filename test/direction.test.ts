/**
 * The arrows of ARCHITECTURE.md, held by reading the imports: entry -> flow, adapters -> ports -> core, inside core only
 * towards earlier stages, and every outside package at home in the folders named here.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { dirname, join, relative, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const SRC = join(ROOT, 'src')

const STAGES = ['recommend', 'locate', 'change', 'patch', 'prove', 'pull-request', 'after']
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  core: ['core'],
  ports: ['ports', 'core'],
  adapters: ['adapters', 'ports', 'core'],
  flow: ['flow', 'ports', 'core'],
  entry: ['entry', 'flow', 'adapters', 'ports', 'core'],
}

/** Where an outside package may be imported. Two homes need a reason, which stands beside them. */
const HOMES: Readonly<Record<string, readonly string[]>> = {
  yaml: ['core/yaml.ts'],
  picomatch: ['core/glob.ts'],
  // A schema stands where its data comes in: krr's report, the state block of a pull request, the config file, GitHub's answers
  // and its webhooks.
  zod: ['core/recommend', 'core/pull-request', 'entry/settings', 'entry/app', 'adapters'],
  'fast-json-patch': ['core/prove'],
  // Unified diffs for people, and the lines that a revert has to merge with what others changed since.
  diff: ['core/prove', 'core/after/revert'],
  execa: ['adapters/process'],
  '@octokit/rest': ['adapters/github'],
  '@octokit/plugin-throttling': ['adapters/github'],
  '@octokit/plugin-retry': ['adapters/github'],
  commander: ['entry'],
  pino: ['entry'],
  // How many repositories the App works on at once is no matter of any flow.
  'p-limit': ['flow', 'adapters', 'entry/app'],
  probot: ['entry/app'],
  '@kubernetes/client-node': ['adapters/kubernetes'],
}

/** What core may use of Node: pure functions only. */
const CORE_BUILTINS = ['node:crypto', 'node:path', 'node:path/posix', 'node:buffer', 'node:util']

interface Import {
  readonly file: string
  readonly specifier: string
  readonly typeOnly: boolean
}

function sourceFiles(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
}

const IMPORT = /^(import|export)\s+(type\s+)?(?:[^'"`;]*?\sfrom\s+)?['"]([^'"]+)['"]/gm
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8')
  const name = relative(SRC, file)
  const fixed = [...text.matchAll(IMPORT)].map((match) => ({
    file: name,
    specifier: match[3] as string,
    typeOnly: match[2] !== undefined,
  }))
  const late = [...text.matchAll(DYNAMIC)].map((match) => ({
    file: name,
    specifier: match[1] as string,
    typeOnly: false,
  }))
  return [...fixed, ...late]
}

const imports = sourceFiles(SRC).flatMap(importsOf)

function target(edge: Import): string {
  return relative(SRC, resolve(SRC, dirname(edge.file), edge.specifier))
}

const relativeImports = imports.filter((edge) => edge.specifier.startsWith('.'))
const show = (edge: Import) => `${edge.file} -> ${edge.specifier}`

describe('direction', () => {
  it('finds the sources', () => {
    expect(relativeImports.length).toBeGreaterThan(20)
  })

  it('goes from entry to core only', () => {
    const wrong = relativeImports.filter((edge) => {
      const from = edge.file.split('/')[0] as string
      const to = target(edge).split('/')[0] as string
      return !(ALLOWED[from] ?? []).includes(to)
    })
    expect(wrong.map(show)).toEqual([])
  })

  it('keeps adapters apart: only processes, git and plain HTTP are shared', () => {
    const wrong = relativeImports.filter((edge) => {
      const from = edge.file.split('/')
      const to = target(edge).split('/')
      return (
        from[0] === 'adapters' &&
        to[0] === 'adapters' &&
        from[1] !== to[1] &&
        !['process', 'git', 'http'].includes(to[1] as string)
      )
    })
    expect(wrong.map(show)).toEqual([])
  })

  it('goes only to earlier stages inside core', () => {
    const wrong = relativeImports.filter((edge) => {
      const from = edge.file.split('/')
      const to = target(edge).split('/')
      if (from[0] !== 'core' || to[0] !== 'core' || from.length < 3) return false
      if (to.length < 3) return false
      return STAGES.indexOf(to[1] as string) > STAGES.indexOf(from[1] as string)
    })
    expect(wrong.map(show)).toEqual([])
  })

  it('has no stage that the shared files of core depend on', () => {
    const wrong = relativeImports.filter((edge) => {
      const from = edge.file.split('/')
      return from[0] === 'core' && from.length === 2 && target(edge).split('/').length > 2
    })
    expect(wrong.map(show)).toEqual([])
  })

  it('knows every stage of core', () => {
    const folders = readdirSync(join(SRC, 'core'), { withFileTypes: true }).filter((entry) => entry.isDirectory())
    expect(folders.map((entry) => entry.name).filter((name) => !STAGES.includes(name))).toEqual([])
  })

  it('imports every outside package in its home only', () => {
    const wrong = imports.filter((edge) => {
      if (edge.specifier.startsWith('.') || edge.specifier.startsWith('node:')) return false
      const homes =
        HOMES[edge.specifier] ??
        HOMES[
          edge.specifier
            .split('/')
            .slice(0, edge.specifier.startsWith('@') ? 2 : 1)
            .join('/')
        ]
      return homes === undefined || !homes.some((home) => edge.file === home || edge.file.startsWith(`${home}/`))
    })
    expect(wrong.map(show)).toEqual([])
  })

  it('keeps core pure: no files, processes, network or clock', () => {
    const wrong = imports.filter(
      (edge) =>
        edge.file.startsWith('core/') && edge.specifier.startsWith('node:') && !CORE_BUILTINS.includes(edge.specifier),
    )
    expect(wrong.map(show)).toEqual([])
    const clocks = sourceFiles(join(SRC, 'core')).filter((file) =>
      /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\bprocess\.env\b|\bfetch\(/.test(readFileSync(file, 'utf8')),
    )
    expect(clocks.map((file) => relative(SRC, file))).toEqual([])
  })

  it('has no import cycle, types left out', () => {
    const graph = new Map<string, string[]>()
    for (const edge of relativeImports.filter((candidate) => !candidate.typeOnly)) {
      graph.set(edge.file, [...(graph.get(edge.file) ?? []), target(edge)])
    }
    expect(findCycle(graph)).toEqual([])
  })
})

function findCycle(graph: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>()
  const visit = (node: string, path: readonly string[]): string[] => {
    const at = path.indexOf(node)
    if (at >= 0) return [...path.slice(at), node]
    if (done.has(node)) return []
    for (const next of graph.get(node) ?? []) {
      const cycle = visit(next, [...path, node])
      if (cycle.length > 0) return cycle
    }
    done.add(node)
    return []
  }
  for (const node of graph.keys()) {
    const cycle = visit(node, [])
    if (cycle.length > 0) return cycle
  }
  return []
}
