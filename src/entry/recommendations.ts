/** Recommendations for a command: finished reports, or a run of krr, filtered by the command line. INTERIM until flow/scan. */
import { readFileSync, statSync } from 'node:fs'
import type { Skip } from '../core/problem.ts'
import { buildFilters } from '../core/recommend/filters.ts'
import { mergeReports } from '../core/recommend/merge-reports.ts'
import { readReport } from '../core/recommend/read-report.ts'
import type { Recommendation } from '../core/recommend/recommendation.ts'
import { siftContainers } from '../core/recommend/sift.ts'
import type { CommandContext } from './cli/context.ts'
import type { SelectionOptions } from './cli/options.ts'
import type { Settings } from './settings/schema.ts'

export interface Gathered {
  readonly recommendations: readonly Recommendation[]
  readonly skipped: readonly Skip[]
  readonly notes: readonly string[]
}

export async function gatherRecommendations(
  _context: CommandContext,
  _settings: Settings,
  options: SelectionOptions,
): Promise<Gathered> {
  buildFilters({})
  const reports = (options.report ?? []).map((path) =>
    readReport(readFileSync(path, 'utf8'), {
      stamp: { generatedAt: statSync(path).mtime.toISOString(), krrVersion: null, source: path },
      cluster: options.cluster?.[0] ?? null,
    }),
  )
  const merged = mergeReports(reports.map(({ report }) => report))
  return { ...siftContainers(merged.containers), notes: [] }
}
