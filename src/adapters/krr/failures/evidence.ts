/** What remains of a run to explain its failure: the lines of its log that are not about single steps. */
import type { LogRecord } from '../../../core/recommend/krr-log.ts'

/** How far a run came, for one that did not end by itself. */
export type Stage = 'start' | 'kubernetes' | 'prometheus'

export interface Evidence {
  /** Log lines above DEBUG, and lines outside of the log, each once, in order. */
  readonly records: readonly LogRecord[]
  readonly stage: Stage
}

export interface EvidenceCollector {
  add(record: LogRecord): void
  evidence(): Evidence
}

/** A long failure repeats itself: the first ones say why it began, the last ones how it ended. */
const FIRST = 400
const LAST = 400

/** Lines of the greeting, which fails where there is no way out; they tell nothing about the run. */
const GREETING = /api\.robusta\.dev|intro message|intro\.txt|krr\/releases\/latest/

export function openEvidence(): EvidenceCollector {
  const seen = new Set<string>()
  const first: LogRecord[] = []
  let last: LogRecord[] = []
  let stage: Stage = 'start'
  return {
    add(record) {
      const { level, message } = record
      if (
        /^(Loading|Gathering|Calculated|Calculating|Adding) .*\/|^Prometheus returned no|^Was not able to load any pods/.test(
          message,
        )
      ) {
        stage = 'prometheus'
      } else if (stage === 'start' && /^(Listing|Found|Using clusters)/.test(message)) stage = 'kubernetes'
      if (level === 'DEBUG' || GREETING.test(message)) return
      const key = `${level}\n${message}`
      if (seen.has(key) && record.exception === '') return
      if (first.length < FIRST) {
        seen.add(key)
        first.push(record)
      } else {
        last.push(record)
        if (last.length > 2 * LAST) last = last.slice(-LAST)
      }
    },
    evidence: () => ({ records: [...first, ...last.slice(-LAST)], stage }),
  }
}

/** The first match in any line, its exception included. */
export function search({ records }: Evidence, pattern: RegExp): RegExpExecArray | null {
  for (const { message, exception } of records) {
    const match = pattern.exec(`${message} ${exception}`)
    if (match !== null) return match
  }
  return null
}

/** The last match outside of the log (a traceback's last lines, the box of the command line), over line breaks. */
export function searchPlain({ records }: Evidence, pattern: RegExp): RegExpExecArray | null {
  const plain = records
    .filter(({ level }) => level === 'NONE')
    .map(({ message }) => message.replace(/^│|│$/g, '').trim())
  return pattern.exec(plain.join(' '))
}
