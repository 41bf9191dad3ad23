/** Recommendations for a command: from finished reports or from krr itself, as the command line narrows them. */
import { join } from 'node:path'
import { openScanCache } from '../adapters/krr/cache.ts'
import { createKrr } from '../adapters/krr/create.ts'
import type { ScanSettings } from '../flow/scan/settings.ts'
import { type Scan, scan } from '../flow/scan.ts'
import type { Logger } from '../ports/runtime.ts'
import type { CommandContext } from './cli/context.ts'
import type { SelectionOptions } from './cli/options.ts'
import { cacheDirectory } from './directories.ts'
import { readReports } from './reports.ts'
import type { Settings } from './settings/schema.ts'

export async function gatherRecommendations(
  { io, logger, progress }: CommandContext,
  settings: Settings,
  options: SelectionOptions,
): Promise<Scan> {
  const { report, strategy, cluster, namespace, workload, resource, minSeverity, cache } = options
  const krr = createKrr({
    command: io.env.KRR,
    clock: io,
    cache: cache ? openScanCache(join(cacheDirectory(io.env), 'scans')) : null,
    prometheusAuthHeader: io.env.PROMETHEUS_AUTH_HEADER,
    env: io.env,
  })
  return scan(
    {
      settings: strategy === undefined ? settings : withStrategy(settings, strategy),
      reports: await readReports(report ?? [], io),
      filters: {
        clusters: cluster ?? [],
        namespaces: namespace ?? [],
        workloads: workload ?? [],
        resources: resource ?? [],
        minSeverity: minSeverity ?? null,
      },
    },
    { krr, clock: io, logger: withoutWarnings(logger), progress, signal: io.signal },
  )
}

function withStrategy(settings: Settings, strategy: ScanSettings['scan']['strategy']): ScanSettings {
  return { ...settings, scan: { ...settings.scan, strategy } }
}

/** The warnings of a scan are part of every command's output; the log would say them a second time. */
function withoutWarnings(logger: Logger): Logger {
  return {
    debug: (fields, message) => logger.debug(fields, message),
    info: (fields, message) => logger.info(fields, message),
    warn: (fields, message) => logger.debug(fields, message),
    error: (fields, message) => logger.error(fields, message),
  }
}

/** One sentence per warning, with the report that it is about. */
export function scanNotes({ warnings }: Pick<Scan, 'warnings'>): string[] {
  return warnings.map(({ source, cluster, message, hint }) => {
    const about = cluster === null ? source : `${source}, ${cluster}`
    return `${about}: ${sentence(message)}${hint === null ? '' : ` ${sentence(hint)}`}`
  })
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}
