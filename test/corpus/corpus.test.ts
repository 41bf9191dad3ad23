/**
 * The corpus: every container of every workload that the kustomizations of real, public repositories render gets a made-up
 * recommendation; the program plans; a judge that shares nothing with it renders again. A fixed sample runs by default,
 * `CORPUS=full` runs all (`npm run corpus`). Wrong edits and stray bytes are 0, always.
 */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PlanDocument } from '../../src/flow/plan-document.ts'
import { runCli } from '../helpers/run-cli.ts'
import { config } from './config.ts'
import { eachInPairs, type JudgedRoot, judge } from './judge.ts'
import { containersOf, renderObjects } from './render.ts'
import { krrReport, makeUp } from './report.ts'
import { CORPUS, corpusRoots } from './roots.ts'
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
  let scratch: string
  beforeAll(async () => {
    scratch = await mkdtemp(join(tmpdir(), 'krr-gitops-corpus-'))
  })
  afterAll(async () => {
    await rm(scratch, { recursive: true, force: true })
    process.stdout.write(`${tally.table()}\n`)
  })

  it.each(repositories.map(([name, roots]) => ({ name, roots })))(
    '$name: with a map from cluster to path',
    { timeout: 3_600_000 },
    async ({ name, roots }) => {
      const repository = join(CORPUS, name)
      const judged: JudgedRoot[] = []
      await eachInPairs(roots, async (root) => {
        const before = await renderObjects(join(repository, root.dir), root.loadRestrictorNone)
        judged.push({ dir: root.dir, loadRestrictorNone: root.loadRestrictorNone, before })
      })
      // One cluster a root: a name that any kube context could have.
      const clusterNames = new Map(judged.map((root, index) => [root.dir, `cluster-${index}`]))
      const wanted = judged.flatMap((root) =>
        containersOf(root.before)
          .filter((found) => !found.hook)
          .map((found) => makeUp(found, clusterNames.get(root.dir) ?? null)),
      )
      const report = join(scratch, `${name}.json`)
      const settings = join(scratch, `${name}.yaml`)
      await writeFile(report, krrReport(wanted))
      await writeFile(
        settings,
        config(
          [...clusterNames].map(([path, cluster]) => ({ name: cluster, path })),
          'repository',
        ),
      )

      const started = performance.now()
      const run = await runCli(
        ['plan', '--json', '--no-cache', '--repo', repository, '--report', report, '--config', settings],
        {
          cwd: scratch,
        },
      )
      const seconds = (performance.now() - started) / 1000
      expect(run.code, run.stderr).toBe(0)
      const plan = JSON.parse(run.stdout) as PlanDocument
      if (process.env.CORPUS_KEEP !== undefined)
        await writeFile(join(process.env.CORPUS_KEEP, `${name}.plan.json`), run.stdout)
      const dirOf = new Map([...clusterNames].map(([dir, cluster]) => [cluster, dir]))
      const verdict = await judge(repository, judged, plan, (change) => dirOf.get(change.cluster ?? '') ?? '?')
      tally.add(name, wanted, plan, verdict, seconds)

      expect(verdict.wrong).toEqual([])
      expect(verdict.strayBytes).toEqual([])
      expect(tally.unaccounted(name)).toEqual([])
    },
  )

  it('proposes for at least 99 % of the containers', () => {
    expect(tally.hitRate()).toBeGreaterThanOrEqual(0.99)
  })
})
