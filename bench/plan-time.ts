/**
 * Plan time against its limit: kustomize itself. A plan cannot be proved without rendering every kustomization that it
 * touches before and after, so the limit is twice the time that those builds alone take, at the same concurrency.
 */
import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { PlanDocument } from '../src/flow/plan-document.ts'
import { config } from '../test/corpus/config.ts'
import { eachInPairs } from '../test/corpus/judge.ts'
import { containersOf, renderObjects } from '../test/corpus/render.ts'
import { krrReport, makeUp } from '../test/corpus/report.ts'
import { CORPUS, type CorpusRoot } from '../test/corpus/roots.ts'
import { runCli } from '../test/helpers/run-cli.ts'

const execFileAsync = promisify(execFile)

export interface PlanTime {
  readonly repository: string
  readonly containers: number
  readonly proposals: number
  /** kustomizations that a proof has to render, and the seconds that rendering each of them twice takes. */
  readonly builds: number
  readonly limitSeconds: number
  readonly coldSeconds: number
  readonly warmSeconds: number
  /** Plan time ÷ limit. */
  readonly cold: number
  readonly warm: number
}

/** Plans one corpus repository twice, the second time with the cache of the first. */
export async function benchPlan(name: string, roots: readonly CorpusRoot[]): Promise<PlanTime> {
  const scratch = await mkdtemp(join(tmpdir(), 'krr-gitops-bench-'))
  try {
    const repository = join(CORPUS, name)
    const clusters = roots.map((root, index) => ({ name: `cluster-${index}`, path: root.dir }))
    const wanted: ReturnType<typeof makeUp>[] = []
    await eachInPairs(clusters, async (cluster) => {
      const root = roots.find((one) => one.dir === cluster.path)
      const objects = await renderObjects(join(repository, cluster.path), root?.loadRestrictorNone ?? false)
      wanted.push(...containersOf(objects).map((found) => makeUp(found, cluster.name)))
    })
    const [report, settings] = [join(scratch, 'report.json'), join(scratch, 'config.yaml')]
    await writeFile(report, krrReport(wanted))
    await writeFile(settings, config(clusters, 'repository'))
    const args = ['plan', '--json', '--repo', repository, '--report', report, '--config', settings]
    const planned = async () => {
      const started = performance.now()
      const run = await runCli(args, { cwd: scratch, env: { XDG_CACHE_HOME: join(scratch, 'cache') } })
      if (run.code !== 0) throw new Error(run.stderr)
      return { seconds: (performance.now() - started) / 1000, plan: JSON.parse(run.stdout) as PlanDocument }
    }
    const cold = await planned()
    const warm = await planned()
    const needed = [...new Set(cold.plan.proposals.flatMap((proposal) => proposal.proof.builds))]
    const started = performance.now()
    for (let round = 0; round < 2; round += 1) {
      await eachInPairs(needed, async (dir) => {
        const restrict = ['--load-restrictor', 'LoadRestrictionsNone']
        await execFileAsync('kubectl', ['kustomize', join(repository, dir), ...restrict], { maxBuffer: 1 << 28 }).catch(
          () => null,
        )
      })
    }
    const limitSeconds = (performance.now() - started) / 1000
    return {
      repository: name,
      containers: wanted.length,
      proposals: cold.plan.proposals.length,
      builds: needed.length,
      limitSeconds,
      coldSeconds: cold.seconds,
      warmSeconds: warm.seconds,
      cold: cold.seconds / limitSeconds,
      warm: warm.seconds / limitSeconds,
    }
  } finally {
    await rm(scratch, { recursive: true, force: true })
  }
}
