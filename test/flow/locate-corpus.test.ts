/**
 * The graph over real repositories. A fixed sample of builds in every run; all of them (twenty minutes) with
 * `CORPUS=all npx vitest run test/flow/locate-corpus.test.ts`.
 */
import { existsSync, readFileSync } from 'node:fs'
import { cpus } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import pLimit from 'p-limit'
import { describe, expect, it } from 'vitest'
import { createKustomize } from '../../src/adapters/kustomize/create.ts'
import { openRepository } from '../../src/adapters/repository/open.ts'
import { buildGraph, type KustomizationGraph } from '../../src/core/locate/graph.ts'
import type { Repository } from '../../src/ports/repository.ts'

const CORPUS = fileURLToPath(new URL('../../../shared/corpus', import.meta.url))
const here = existsSync(join(CORPUS, 'roots.json'))
const ALL = process.env.CORPUS === 'all'
/** Every so manieth root of the sample, and roots that read outside of their own folder. */
const EVERY = 80

interface Root {
  readonly dir: string
  readonly status: string
  readonly load_restrictor?: string
}

interface Opened {
  readonly name: string
  readonly repository: Repository
  readonly graph: KustomizationGraph
  readonly roots: readonly Root[]
}

let opened: Promise<readonly Opened[]> | undefined
function openAll(): Promise<readonly Opened[]> {
  opened ??= (async () => {
    const known: Record<string, Root[]> = JSON.parse(readFileSync(join(CORPUS, 'roots.json'), 'utf8'))
    const all: Opened[] = []
    for (const [name, list] of Object.entries(known)) {
      const repository = await openRepository(join(CORPUS, name))
      const roots = list.map((root) => ({ ...root, dir: root.dir === '.' ? '' : root.dir }))
      all.push({ name, repository, graph: buildGraph(repository.tree), roots })
    }
    return all
  })()
  return opened
}

describe.skipIf(!here)('over the corpus (skipped where ../shared/corpus is missing)', () => {
  it('roots are those of the survey', async () => {
    for (const { name, graph, roots } of await openAll()) {
      const found = new Set(graph.roots())
      const surveyed = new Set(roots.map(({ dir }) => dir))
      expect(
        [...found].filter((dir) => !surveyed.has(dir)),
        name,
      ).toEqual([])
      // The survey also counts bases that some Application names; they are included by others.
      const others = [...surveyed].filter((dir) => !found.has(dir))
      expect(
        others.filter((dir) => graph.consumers(dir).length === 0),
        name,
      ).toEqual([])
    }
  })

  it('what needs the network or Helm is known without a build, and nothing that builds is called so', async () => {
    for (const { name, graph, roots } of await openAll()) {
      for (const { dir, status } of roots) {
        const kinds = new Set(graph.problems(dir).map(({ kind }) => kind))
        if (status === 'ok') expect([...kinds], `${name} ${dir}`).toEqual([])
        if (status.startsWith('remote') || status === 'fail: remote file')
          expect([...kinds], `${name} ${dir}`).toContain('remote')
        if (status === 'helm') expect([...kinds], `${name} ${dir}`).toContain('helm')
      }
    }
  })

  it('which roots read files outside of their own folders is known without a build', async () => {
    for (const { name, graph, roots } of await openAll()) {
      const surveyed = roots.filter(({ load_restrictor }) => load_restrictor !== undefined).map(({ dir }) => dir)
      const predicted = roots.filter(({ dir, status }) => status === 'ok' && graph.needsLoadRestrictionsNone(dir))
      expect(
        predicted.map(({ dir }) => dir),
        name,
      ).toEqual(surveyed)
    }
  })

  it(
    'a folder with nothing but the closure renders the same bytes',
    async () => {
      const kustomize = createKustomize({ timeout: 120_000, allowRemote: false })
      const buildable = (await openAll()).flatMap(({ roots, ...each }) =>
        roots.filter(({ status }) => status === 'ok').map((root) => ({ ...each, root })),
      )
      const outside = buildable.filter(({ root }) => root.load_restrictor !== undefined)
      const sample = ALL ? buildable : [...buildable.filter((_, index) => index % EVERY === 0), ...outside.slice(0, 3)]
      const limit = pLimit(Math.min(2, cpus().length))
      const wrong = await Promise.all(
        sample.map(({ name, repository, graph, root }) =>
          limit(async () => {
            const loadRestrictor = root.load_restrictor === undefined ? 'root-only' : 'none'
            const whole = await kustomize.build(repository.root, root.dir, { loadRestrictor })
            await using copy = await repository.scratch(graph.closure(root.dir))
            const part = await kustomize.build(copy.root, root.dir, { loadRestrictor })
            return whole.ok && part.ok && whole.text === part.text ? [] : [`${name} ${root.dir}`]
          }),
        ),
      )
      expect(sample.length).toBeGreaterThan(15)
      expect(wrong.flat()).toEqual([])
    },
    ALL ? 3_600_000 : 120_000,
  )
})
