/**
 * The corpus: every container of every workload that the kustomizations of real, public repositories render gets a made-up
 * recommendation; the program plans; a judge that shares nothing with it renders again. A fixed sample runs by default,
 * `CORPUS=full` runs all (`npm run corpus`). Wrong edits and stray bytes are 0, always.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import type { PlanDocument } from '../../src/flow/plan-document.ts'
import { runCli } from '../helpers/run-cli.ts'
import { config } from './config.ts'
import { destinations } from './destinations.ts'
import { eachInPairs, type JudgedRoot, judge } from './judge.ts'
import { containersOf, renderObjects } from './render.ts'
import { krrReport, type MadeUp, makeUp } from './report.ts'
import { CORPUS, type CorpusRoot, corpusRoots } from './roots.ts'
import { Tally } from './tally.ts'

const FULL = process.env.CORPUS === 'full'
const ONLY = process.env.CORPUS_ONLY?.split(',')
/** Small repositories that between them hold most of the hard patterns. */
const SAMPLE = [
  'stefanprodan+podinfo',
  'stefanprodan+gitops-istio',
  'argoproj+argo-rollouts',
  'kubernetes-sigs+kustomize',
  'kubernetes-sigs+metrics-server',
  'kubernetes-sigs+node-feature-discovery',
  'fluxcd+flagger',
  'zalando+postgres-operator',
]

const repositories = [...corpusRoots()].filter(([name]) => (ONLY ? ONLY.includes(name) : FULL || SAMPLE.includes(name)))
const tally = new Tally()

describe.skipIf(repositories.length === 0)('corpus (skipped where ../shared/corpus is missing)', () => {
  afterAll(async () => {
    process.stdout.write(`${tally.table()}\n`)
  })

  it.each(repositories.map(([name, roots]) => ({ name, roots })))(
    '$name: with a map from cluster to path',
    { timeout: 3_600_000 },
    async ({ name, roots }) => {
      const judged = await renderRoots(name, roots)
      // One cluster a root: a name that any kube context could have.
      const clusterNames = new Map(judged.map((root, index) => [root.dir, `cluster-${index}`]))
      const wanted = judged.flatMap((root) =>
        containersOf(root.before, root.deliveredTo)
          .filter((found) => !found.hook)
          .map((found) => makeUp(found, clusterNames.get(root.dir) ?? null)),
      )
      const clusters = [...clusterNames].map(([path, cluster]) => ({ name: cluster, path }))
      const { plan, seconds } = await planFor(name, wanted, clusters)
      const dirOf = new Map([...clusterNames].map(([dir, cluster]) => [cluster, dir]))
      const verdict = await judge(join(CORPUS, name), judged, plan, (change) => dirOf.get(change.cluster ?? '') ?? '?')
      tally.add(name, wanted, plan, verdict, seconds)
      if (FULL) process.stdout.write(`${tally.latest()}\n`)

      expect(verdict.wrong).toEqual([])
      expect(verdict.strayBytes).toEqual([])
      expect(tally.unaccounted(name)).toEqual([])
    },
  )

  it.each(repositories.map(([name, roots]) => ({ name, roots })))(
    '$name: without a map only what the repository decides',
    { timeout: 3_600_000 },
    async ({ name, roots }) => {
      const judged = await renderRoots(name, roots)
      const places = new Map<string, { wanted: MadeUp; dirs: Set<string> }>()
      for (const root of judged) {
        for (const found of containersOf(root.before, root.deliveredTo).filter((container) => !container.hook)) {
          const key = keyOf(found)
          const place = places.get(key) ?? { wanted: makeUp(found, null), dirs: new Set() }
          place.dirs.add(root.dir)
          places.set(key, place)
        }
      }
      const { plan } = await planFor(
        name,
        [...places.values()].map((place) => place.wanted),
        [],
      )
      const overlayOf = new Map(
        plan.proposals.flatMap(({ overlay, changes }) => changes.map((change) => [change, overlay])),
      )
      const verdict = await judge(join(CORPUS, name), judged, plan, (change) => overlayOf.get(change) ?? '?')

      expect(verdict.wrong).toEqual([])
      expect(verdict.strayBytes).toEqual([])
      const guessed = plan.proposals
        .filter((proposal) => proposal.application === null)
        .flatMap((proposal) => proposal.changes)
        .filter((change) => (places.get(keyOf(change))?.dirs.size ?? 0) > 1)
      expect(guessed.map(keyOf)).toEqual([])
      const silent = plan.skipped.filter((skip) => skip.code === 'ambiguous' && !skip.message.includes(':'))
      expect(silent.map((skip) => skip.message)).toEqual([])
    },
  )

  it('proposes for at least 99 % of the containers', () => {
    expect(tally.hitRate()).toBeGreaterThanOrEqual(0.99)
  })
})

async function renderRoots(name: string, roots: readonly CorpusRoot[]) {
  const judged: (JudgedRoot & { deliveredTo: string })[] = []
  const destinationOf = destinations(join(CORPUS, name))
  await eachInPairs(roots, async ({ dir, loadRestrictorNone }) => {
    const before = await renderObjects(join(CORPUS, name, dir), loadRestrictorNone)
    judged.push({ dir, loadRestrictorNone, before, deliveredTo: destinationOf(dir) ?? 'default' })
  })
  return judged
}

async function planFor(name: string, wanted: readonly MadeUp[], clusters: readonly { name: string; path: string }[]) {
  const scratch = await mkdtemp(join(tmpdir(), 'krr-gitops-corpus-'))
  try {
    const [report, settings] = [join(scratch, 'report.json'), join(scratch, 'config.yaml')]
    await writeFile(report, krrReport(wanted))
    await writeFile(settings, config(clusters, 'repository'))
    const args = [
      'plan',
      '--json',
      '--no-cache',
      '--repo',
      join(CORPUS, name),
      '--report',
      report,
      '--config',
      settings,
    ]
    const started = performance.now()
    const run = await runCli(args, { cwd: scratch })
    const seconds = (performance.now() - started) / 1000
    expect(run.code, run.stderr).toBe(0)
    return { plan: JSON.parse(run.stdout) as PlanDocument, seconds }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}

function keyOf(of: { namespace: string; kind: string; name: string; container: string }): string {
  return [of.namespace, of.kind, of.name, of.container].join('/')
}
