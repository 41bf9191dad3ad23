/** `krr-gitops scan`: what krr recommends, before anything is looked for in Git. */
import { gatherRecommendations } from '../../recommendations.ts'
import { requireDirectory } from '../../repository-argument.ts'
import { loadSettings } from '../../settings/load.ts'
import type { CommandContext } from '../context.ts'
import type { SelectionOptions } from '../options.ts'
import { formatScan } from '../scan-table.ts'

/** Of the repository only the configuration is read: clusters, strategy, and how old a report may be. */
export async function runScan(context: CommandContext, options: SelectionOptions): Promise<number> {
  const { io, globals, style } = context
  const { root } = requireDirectory(globals.repo, io.cwd, 'scan')
  const { settings } = loadSettings({ root, config: globals.config, cwd: io.cwd })
  const scan = await gatherRecommendations(context, settings, options)
  if (globals.json) context.printJson({ schemaVersion: 1, ...scan })
  else context.print(formatScan(scan, { style, verbose: globals.verbose }))
  return 0
}
