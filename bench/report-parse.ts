/**
 * Reading a report against parsing the same text as JSON and doing nothing else with it.
 *
 * Processor time of all threads over several rounds, garbage collection included: a wall clock would measure what else
 * the machine does, and the fastest single round would leave the garbage to the next one.
 */
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readReport } from '../src/core/recommend/read-report.ts'
import { siftContainers } from '../src/core/recommend/sift.ts'
import { reportPieces } from './generate-report.ts'

export interface ReportParsing {
  readonly containers: number
  /** Megabytes of text. */
  readonly textMb: number
  /** Milliseconds of processor time of `JSON.parse`, and of everything up to recommendations and skips. */
  readonly jsonMs: number
  readonly readMs: number
  readonly ratio: number
  /** Largest resident size of the process after one reading, text included; sizes run from the smallest up. */
  readonly peakMb: number
}

const SIZES = [
  { containers: 1_000, rounds: 60 },
  { containers: 10_000, rounds: 12 },
  { containers: 100_000, rounds: 4 },
] as const

const MEGABYTE = 1024 * 1024

function read(text: string): number {
  const { report } = readReport(text, {
    stamp: { generatedAt: '2026-01-01T00:00:00.000Z', krrVersion: null, source: 'generated.json' },
  })
  const sifted = siftContainers(report.containers)
  return sifted.recommendations.length + sifted.skipped.length
}

/** Through a file, as a report comes, and so that making it leaves no garbage that would count as the reader's. */
function textOf(containers: number): string {
  const directory = mkdtempSync(join(tmpdir(), 'krr-gitops-bench-'))
  try {
    const path = join(directory, 'report.json')
    const file = openSync(path, 'w')
    let pieces: string[] = []
    for (const piece of reportPieces(containers)) {
      pieces.push(piece)
      if (pieces.length < 100) continue
      writeSync(file, pieces.join(''))
      pieces = []
    }
    writeSync(file, pieces.join(''))
    closeSync(file)
    return readFileSync(path, 'utf8')
  } finally {
    rmSync(directory, { recursive: true })
  }
}

function processorTime(work: () => unknown): number {
  const begin = process.cpuUsage()
  work()
  const used = process.cpuUsage(begin)
  return (used.user + used.system) / 1000
}

/** Measures the three sizes that the goal names: ratio at most 1.5, memory linear in the number of containers. */
export async function benchReportParsing(): Promise<ReportParsing[]> {
  const results: ReportParsing[] = []
  for (const { containers, rounds } of SIZES) {
    const text = textOf(containers)
    // The first round warms the code up and is not counted, but memory is: later rounds add the garbage of earlier ones.
    read(text)
    const peakMb = Math.round(process.resourceUsage().maxRSS / 1024)
    let json = 0
    let reading = 0
    for (let round = 0; round < rounds; round += 1) {
      json += processorTime(() => JSON.parse(text))
      reading += processorTime(() => read(text))
    }
    results.push({
      containers,
      textMb: Math.round(text.length / MEGABYTE),
      jsonMs: Math.round((json / rounds) * 10) / 10,
      readMs: Math.round((reading / rounds) * 10) / 10,
      ratio: Math.round((reading / json) * 100) / 100,
      peakMb,
    })
  }
  return results
}
