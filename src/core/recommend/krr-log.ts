/**
 * krr's log, line by line, in any of its forms: one JSON object a line (`ENABLE_JSON_LOGS_FORMAT`, since 1.29), rich's
 * columns (time, level, message, file:line; wrapped over several lines), and whatever is neither (tracebacks of Python,
 * the boxes of its command line).
 */

export type LogLevel = 'DEBUG' | 'INFO' | 'WARNING' | 'ERROR' | 'CRITICAL' | 'NONE'

export interface LogRecord {
  /** `NONE` = a line outside of the log. */
  readonly level: LogLevel
  /** White space collapsed, at most 2,000 characters. */
  readonly message: string
  /** The end of a traceback below the message, at most 800 characters; `''` = none. */
  readonly exception: string
}

export interface LogReader {
  line(text: string): void
  /** Call once after the last line. */
  end(): void
}

const LONGEST_MESSAGE = 2_000
const LONGEST_EXCEPTION = 800

const RICH = /^(?:\[\d\d:\d\d:\d\d\]| {10}) (DEBUG|INFO|WARNING|ERROR|CRITICAL) +(.*)$/
/** Rich's last column. */
const SOURCE = /\s+[\w.]+\.py:\d+\s*$/
/** Text in the message column of a record that began above. */
const CONTINUED = /^ {11,}\S/

/** Puts records together from lines; a record is handed on as soon as the next one begins. */
export function openLogReader(onRecord: (record: LogRecord) => void): LogReader {
  let open: { readonly level: LogLevel; readonly first: string; message: string; exception: string } | null = null
  const close = () => {
    if (open === null) return
    const { level, message, exception } = open
    open = null
    onRecord({ level, message, exception })
  }
  return {
    line(text) {
      const rich = RICH.exec(text)
      if (rich !== null) {
        close()
        const message = (rich[2] ?? '').replace(SOURCE, '').trim()
        open = { level: toLevel(rich[1]), first: message, message, exception: '' }
      } else if (open !== null && CONTINUED.test(text)) {
        const more = collapse(text)
        if (open.message.length < LONGEST_MESSAGE) open.message = `${open.message} ${more}`.slice(0, LONGEST_MESSAGE)
        open.exception = `${open.exception} ${more}`.slice(-LONGEST_EXCEPTION)
      } else {
        const record = readJson(text) ?? readPlain(text)
        if (record === null) return
        close()
        onRecord(record)
      }
    },
    end: close,
  }
}

/** All records of a finished log. */
export function readLog(text: string): readonly LogRecord[] {
  const records: LogRecord[] = []
  const reader = openLogReader((record) => records.push(record))
  for (const line of text.split('\n')) reader.line(line)
  reader.end()
  return records
}

function readJson(text: string): LogRecord | null {
  if (!text.startsWith('{')) return null
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  if (typeof value !== 'object' || value === null || !('message' in value) || typeof value.message !== 'string') {
    return null
  }
  const trace = 'exc_info' in value && typeof value.exc_info === 'string' ? value.exc_info : ''
  return {
    level: toLevel('severity' in value ? value.severity : undefined),
    message: collapse(value.message.slice(0, 4 * LONGEST_MESSAGE)).slice(0, LONGEST_MESSAGE),
    exception: collapse(trace.slice(-2 * LONGEST_EXCEPTION)).slice(-LONGEST_EXCEPTION),
  }
}

function readPlain(text: string): LogRecord | null {
  const message = collapse(text.slice(0, LONGEST_MESSAGE))
  return message === '' ? null : { level: 'NONE', message, exception: '' }
}

const LEVELS: ReadonlySet<unknown> = new Set(['DEBUG', 'INFO', 'WARNING', 'ERROR', 'CRITICAL'])

function isLevel(value: unknown): value is LogLevel {
  return LEVELS.has(value)
}

function toLevel(value: unknown): LogLevel {
  return isLevel(value) ? value : 'NONE'
}

function collapse(text: string): string {
  return text.replace(/\s+/g, ' ').trim()
}
