/** Counts what became of every container, and prints it. */
import type { ChangeDocument, PlanDocument, SkipDocument } from '../../src/flow/plan-document.ts'
import type { Verdict } from './judge.ts'
import type { MadeUp } from './report.ts'

interface Row {
  readonly name: string
  readonly containers: number
  readonly proposed: number
  readonly codes: ReadonlyMap<string, number>
  readonly wrong: number
  readonly stray: number
  readonly rebuilt: number
  readonly seconds: number
  readonly unaccounted: readonly string[]
  readonly skips: readonly SkipDocument[]
}

/** Reasons that say that nothing can be changed here, rather than that no way was found. */
const IMPOSSIBLE = new Set(['already-right'])

export class Tally {
  readonly #rows: Row[] = []

  add(name: string, wanted: readonly MadeUp[], plan: PlanDocument, verdict: Verdict, seconds: number): void {
    const proposed = new Set(plan.proposals.flatMap((proposal) => proposal.changes).map(key))
    const skipped = new Map<string, SkipDocument>()
    for (const skip of plan.skipped) if (!proposed.has(key(skip))) skipped.set(key(skip), skip)
    const codes = new Map<string, number>()
    for (const skip of skipped.values()) codes.set(skip.code, (codes.get(skip.code) ?? 0) + 1)
    const all = wanted.map(({ found, cluster }) => key({ ...found, cluster }))
    this.#rows.push({
      name,
      containers: all.length,
      proposed: all.filter((one) => proposed.has(one)).length,
      codes,
      wrong: verdict.wrong.length,
      stray: verdict.strayBytes.length,
      rebuilt: verdict.rebuilt,
      seconds,
      unaccounted: all.filter((one) => !proposed.has(one) && !skipped.has(one)),
      skips: [...skipped.values()],
    })
  }

  unaccounted(name: string): readonly string[] {
    return this.#rows.find((row) => row.name === name)?.unaccounted ?? []
  }

  hitRate(): number {
    const possible = this.#rows.map(
      (row) => row.containers - row.skips.filter((skip) => IMPOSSIBLE.has(skip.code)).length,
    )
    return sum(this.#rows.map((row) => row.proposed)) / Math.max(1, sum(possible))
  }

  /** The line of the repository added last, for whoever waits for the whole. */
  latest(): string {
    const row = this.#rows.at(-1)
    return row === undefined ? '' : line(row)
  }

  table(): string {
    const lines = this.#rows.map(line)
    const total = (pick: (row: Row) => number) => sum(this.#rows.map(pick))
    const detail = this.#rows.flatMap((row) =>
      row.skips.map(
        (skip) =>
          `  ${row.name} ${skip.namespace}/${skip.kind}/${skip.name}/${skip.container}: ${skip.code}: ${skip.message}`,
      ),
    )
    return [
      `${'repository'.padEnd(52)} ${['contain.', 'proposed', 'wrong', 'stray', 'rebuilt', 'seconds'].map((head) => head.padStart(8)).join(' ')}  left out`,
      ...lines,
      `${'total'.padEnd(52)} ${cell(total((row) => row.containers))} ${cell(total((row) => row.proposed))} ${cell(total((row) => row.wrong))} ${cell(total((row) => row.stray))} ${cell(total((row) => row.rebuilt))} ${total(
        (row) => row.seconds,
      )
        .toFixed(1)
        .padStart(8)}  ${(this.hitRate() * 100).toFixed(2)} % proposed`,
      ...(detail.length === 0 ? [] : ['left out:', ...detail]),
    ].join('\n')
  }
}

function line(row: Row): string {
  return `${row.name.padEnd(52)} ${cell(row.containers)} ${cell(row.proposed)} ${cell(row.wrong)} ${cell(row.stray)} ${cell(row.rebuilt)} ${row.seconds.toFixed(1).padStart(8)}  ${list(row.codes)}`
}

function key(of: Pick<ChangeDocument, 'cluster' | 'namespace' | 'kind' | 'name' | 'container'>): string {
  return [of.cluster, of.namespace, of.kind, of.name, of.container].join('/')
}

function list(codes: ReadonlyMap<string, number>): string {
  return [...codes].map(([code, count]) => `${code} ${count}`).join(', ')
}

function cell(value: number): string {
  return String(value).padStart(8)
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0)
}
