/** `krr-gitops history`: what was proposed, who confirmed it, and what became of it, read back from the forge. */
import { renderCsv } from '../../../core/after/history/csv.ts'
import { filterHistory, type HistoryFilter } from '../../../core/after/history/filter.ts'
import { TABLE_HEADER, tableRows } from '../../../core/after/history/table.ts'
import { Problem } from '../../../core/problem.ts'
import { readHistory } from '../../../flow/history.ts'
import { openLifeOf } from '../../life/open.ts'
import { parseDuration } from '../../settings/values.ts'
import type { CommandContext } from '../context.ts'
import { textTable } from '../text-table.ts'

export interface HistoryOptions {
  readonly csv?: boolean
  readonly since?: string
  readonly namespace?: string
  readonly workload?: string
  readonly state?: string
  readonly person?: string
}

/** What happened in a time may have been opened long before it. */
const OPENED_BEFORE_MS = 90 * 86_400_000

export async function runHistory(context: CommandContext, options: HistoryOptions): Promise<number> {
  const { io, globals } = context
  const { csv = false, since: sinceText, ...rest } = options
  if (csv && globals.json) throw usage('--csv and --json cannot be used together.')
  const since = sinceText === undefined ? null : parseSince(sinceText, io.now())
  await using life = await openLifeOf(context)
  const { forge, repository } = life.context
  const openedSince = since === null ? null : new Date(since.getTime() - OPENED_BEFORE_MS)
  const filter: HistoryFilter = { ...rest, ...(since === null ? {} : { since }) }
  const records = filterHistory(await readHistory({ openedSince }, life.context), filter)
  if (globals.json) {
    context.printJson({ schemaVersion: 1, forge: forge.kind, repository: repository.slug, records })
  } else if (csv) context.print(renderCsv(records))
  else if (records.length === 0) context.print('Nothing of that kind happened.\n')
  else {
    const lines = textTable(
      [...TABLE_HEADER].map((title) => ({ title: title.toUpperCase(), most: 60 })),
      tableRows(records),
    )
    context.print(`${lines.map((line, index) => (index === 0 ? context.style('dim', line) : line)).join('\n')}\n`)
  }
  return 0
}

/** `30d`, or a day such as `2026-03-01`, or a time in ISO 8601. */
function parseSince(text: string, now: Date): Date {
  const ago = parseDuration(text)
  if (ago !== null) return new Date(now.getTime() - ago)
  const time = /^\d{4}-\d\d-\d\d(?:T[\d:.]+(?:Z|[+-]\d\d:?\d\d))?$/.test(text) ? new Date(text) : new Date(Number.NaN)
  if (!Number.isNaN(time.getTime())) return time
  throw usage(`--since is ${JSON.stringify(text)}, but must be a duration such as 30d, or a day such as 2026-03-01.`)
}

function usage(message: string): Problem {
  return new Problem({ code: 'usage', exit: 2, message, hint: 'See krr-gitops history --help.' })
}
