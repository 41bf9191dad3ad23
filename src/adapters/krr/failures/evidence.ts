/** What remains of a run to explain its failure: the lines of its log that are not about single steps. */
import type { LogRecord } from '../../../core/recommend/krr-log.ts'

/** What a run was waiting for when it was stopped; `either`: the log is too coarse to tell. */
export type Stage = 'start' | 'kubernetes' | 'prometheus' | 'either'

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
  const stage = openStage()
  return {
    add(record) {
      const { level, message } = record
      stage.add(message)
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
    evidence: () => ({ records: [...first, ...last.slice(-LAST)], stage: stage.current() }),
  }
}

/** Kinds that were asked for and not answered yet mean Kubernetes; when all are there, only Prometheus is left. */
function openStage(): { add(message: string): void; current(): Stage } {
  const pending = new Set<string>()
  let listing = false
  let connecting = false
  let listedAny = false
  return {
    add(message) {
      const asked = /^Listing ([\w-]+?)s? in \S+/.exec(message)?.[1]
      if (asked !== undefined) {
        pending.add(asked)
        listedAny = true
        return
      }
      const found = /^Found \d+ ([\w-]+) in |^(\w+) API not available in |^Error \d{3} listing (\w+) /.exec(message)
      const answered = found?.slice(1).find((kind) => kind !== undefined)
      if (answered !== undefined) pending.delete(answered)
      else if (/^Found \d+ regular jobs|^Failed to run jobs discovery/.test(message)) pending.delete('Job')
      else if (message.startsWith('Error trying to list hpa')) pending.delete('HPA-v2')
      else if (message.startsWith('Trying to connect to ')) connecting = true
      else if (/ connected successfully |Wasn't able to connect/.test(message)) connecting = false
      else if (message.startsWith('Listing scannable objects')) listing = true
    },
    current: () => {
      if (pending.size > 0) return 'kubernetes'
      if (listedAny || connecting) return 'prometheus'
      return listing ? 'either' : 'start'
    },
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
