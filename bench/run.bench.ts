/** Prints every measurement as a ratio against its named limit, measured in the same run. Nothing here fails on a number. */
import { describe, it } from 'vitest'
import { corpusRoots } from '../test/corpus/roots.ts'
import { benchIndex } from './index-time.ts'
import { benchPlan } from './plan-time.ts'
import { benchReportParsing } from './report-parse.ts'

/** Those with the most containers. */
const LARGEST = ['sourcegraph+deploy-sourcegraph-k8s', 'networkservicemesh+deployments-k8s', 'cybozu-go+neco-apps']

const print = (line: string) => process.stdout.write(`${line}\n`)

it('parsing a report against JSON.parse (goal: at most 1.5, memory linear)', async () => {
  for (const { containers, textMb, jsonMs, readMs, ratio, peakMb } of await benchReportParsing()) {
    print(
      `report of ${containers} containers (${textMb} MB): ratio ${ratio.toFixed(2)} (${readMs.toFixed(0)} ms against ${jsonMs.toFixed(0)} ms), peak ${peakMb} MB`,
    )
  }
})

it('knowing a repository of 10,000 files against reading its bytes (goal: at most 2)', async () => {
  const { files, ratio, readMs, indexMs } = await benchIndex()
  print(`index of ${files} files: ratio ${ratio.toFixed(2)} (${indexMs.toFixed(0)} ms against ${readMs.toFixed(0)} ms)`)
})

const roots = corpusRoots()
describe.skipIf(roots.size === 0)('plan time (skipped where the corpus is missing)', () => {
  it.each(LARGEST)('%s against twice the unavoidable builds (goals: at most 1.15 cold, 0.05 warm)', async (name) => {
    const time = await benchPlan(name, roots.get(name) ?? [])
    print(
      `plan of ${name}: ${time.containers} containers, ${time.proposals} proposals, ${time.builds} builds twice in ${time.limitSeconds.toFixed(1)} s; cold ${time.cold.toFixed(2)} (${time.coldSeconds.toFixed(1)} s), warm ${time.warm.toFixed(3)} (${time.warmSeconds.toFixed(1)} s)`,
    )
  })
})
