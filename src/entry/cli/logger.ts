/** Log lines on stderr: pino's JSON, or one readable line each. */
import { type Logger, pino } from 'pino'
import { Problem } from '../../core/problem.ts'
import type { Io } from './io.ts'
import { createStyle, printable, type Style } from './style.ts'

const LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const
const SECRET = ['token', 'authorization', 'password', 'secret', 'privateKey', 'cookie']

export interface LoggerOptions {
  readonly quiet: boolean
  readonly verbose: boolean
  /** For a server, whose log is its only voice: everything from `info` on, as JSON unless somebody looks at it. */
  readonly server?: boolean
}

/** `LOG_LEVEL` wins over --quiet and --verbose; without any of them only warnings are shown. */
export function createLogger(io: Io, { quiet, verbose, server = false }: LoggerOptions): Logger {
  const level =
    chosen(io.env.LOG_LEVEL, LEVELS, 'LOG_LEVEL') ?? (quiet ? 'error' : verbose ? 'debug' : server ? 'info' : 'warn')
  const usual = server && !io.stderr.isTerminal ? 'json' : 'pretty'
  const format = chosen(io.env.LOG_FORMAT, ['json', 'pretty'] as const, 'LOG_FORMAT') ?? usual
  const style = createStyle(io.stderr, io.env)
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${io.now().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: { paths: SECRET.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]), censor: '[redacted]' },
    },
    { write: (line: string) => io.stderr.write(format === 'json' ? line : `${prettyLine(line, style)}\n`) },
  )
}

function chosen<const Value extends string>(
  text: string | undefined,
  known: readonly Value[],
  name: string,
): Value | null {
  if (text === undefined || text === '') return null
  const value = known.find((candidate) => candidate === text.toLowerCase())
  if (value !== undefined) return value
  throw new Problem({
    code: 'environment-invalid',
    exit: 2,
    message: `The environment variable ${name} is "${text}", but must be one of ${known.join(', ')}.`,
  })
}

/** `warn  sentence  key=value …`. */
function prettyLine(line: string, style: Style): string {
  const { level, time: _, msg, ...fields } = JSON.parse(line) as Record<string, unknown>
  const name = String(level)
  const colour = name === 'warn' ? 'yellow' : name === 'error' || name === 'fatal' ? 'red' : 'dim'
  const rest = Object.entries(fields).map(
    ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  )
  const oneLine = (text: string) => printable(text.replaceAll('\n', ' '))
  return [style(colour, name.padEnd(5)), oneLine(String(msg ?? '')), style('dim', oneLine(rest.join(' ')))]
    .join(' ')
    .trimEnd()
}
