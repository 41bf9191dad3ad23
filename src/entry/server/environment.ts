/** What `serve` is told by environment variables; everything wrong is told at once. */
import { Problem } from '../../core/problem.ts'
import { parseDuration } from '../settings/values.ts'
import { readPrivateKey } from './private-key.ts'

export type Env = Readonly<Record<string, string | undefined>>

export interface ServerSettings {
  readonly appId: number
  /** PEM. */
  readonly privateKey: string
  readonly webhookSecret: string
  readonly apiUrl: string
  /** Where repositories are cloned from. */
  readonly serverUrl: string
  readonly host: string
  readonly port: number
  /** Milliseconds from one sweep over everything to the next; 0 = never. */
  readonly sweepInterval: number
  /** Repositories worked on at once. */
  readonly concurrency: number
  /** Milliseconds that what runs may take to end after the signal to stop. */
  readonly grace: number
}

const LONGEST_MS = 7 * 86_400_000

/** @throws Problem `environment-invalid` (exit 2) that lists everything missing or wrong; never with a secret in it */
export function readEnvironment(env: Env): ServerSettings {
  const wrong: string[] = []
  const text = (name: string): string | null => {
    const value = env[name]?.trim()
    return value === undefined || value === '' ? null : value
  }
  const required = (name: string, where: string): string => {
    const value = text(name)
    if (value === null) wrong.push(`${name} is not set: ${where}.`)
    return value ?? ''
  }
  const whole = (name: string, fallback: number, least: number, most: number): number => {
    const value = text(name)
    if (value === null) return fallback
    if (/^\d{1,6}$/.test(value) && Number(value) >= least && Number(value) <= most) return Number(value)
    wrong.push(`${name} is "${value}", but must be a whole number from ${least} to ${most}.`)
    return fallback
  }
  const duration = (name: string, fallback: number, least: number): number => {
    const value = text(name)
    const milliseconds = value === null ? fallback : parseDuration(value)
    if (milliseconds !== null && milliseconds >= least && milliseconds <= LONGEST_MS) return milliseconds
    wrong.push(`${name} is "${value}", but must be a duration from ${least / 1000}s to 7d, such as 90s, 15m or 2h.`)
    return fallback
  }
  const appId = required('APP_ID', 'it stands on the page of the App')
  if (appId !== '' && !/^[1-9]\d{0,14}$/.test(appId)) wrong.push(`APP_ID is "${appId}", but must be the App's number.`)
  const key = readPrivateKey(env)
  if ('wrong' in key) wrong.push(key.wrong)
  const webhookSecret = required('WEBHOOK_SECRET', 'without it anybody could send events')
  const urls = readUrls(text, wrong)
  const settings = {
    ...{ appId: Number(appId), privateKey: 'pem' in key ? key.pem : '', webhookSecret, ...urls },
    host: text('HOST') ?? 'localhost',
    port: whole('PORT', 3000, 0, 65_535),
    sweepInterval: text('SWEEP_INTERVAL') === 'off' ? 0 : duration('SWEEP_INTERVAL', 3_600_000, 60_000),
    concurrency: whole('CONCURRENCY', 4, 1, 64),
    grace: duration('STOP_TIMEOUT', 25_000, 1000),
  }
  if (wrong.length > 0) throw invalid(wrong)
  return settings
}

function invalid(wrong: readonly string[]): Problem {
  const [first = ''] = wrong
  const hint = 'See docs/github-app.md for how the App is registered and what "serve" is given.'
  return wrong.length === 1
    ? new Problem({ code: 'environment-invalid', exit: 2, message: first, hint })
    : new Problem({
        code: 'environment-invalid',
        exit: 2,
        message: `${wrong.length} environment variables are missing or wrong.`,
        detail: wrong.join('\n'),
        hint,
      })
}

/** `GITHUB_API_URL` wins over `GHE_HOST`, which is what Probot knows. */
function readUrls(text: (name: string) => string | null, wrong: string[]): { apiUrl: string; serverUrl: string } {
  const protocol = text('GHE_PROTOCOL') ?? 'https'
  if (protocol !== 'https' && protocol !== 'http') {
    wrong.push(`GHE_PROTOCOL is "${protocol}", but must be https or http.`)
  }
  const host = text('GHE_HOST')
  if (host !== null && !/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?(:\d{1,5})?$/i.test(host)) {
    wrong.push(`GHE_HOST is "${host}", but must be a host such as github.example.com, without protocol and path.`)
  }
  const url = (name: string, fallback: string): string => {
    const value = text(name)
    if (value === null) return fallback
    if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value.replace(/\/+$/, '')
    wrong.push(`${name} is no http or https URL.`)
    return fallback
  }
  const server = host === null ? 'https://github.com' : `${protocol}://${host}`
  return {
    apiUrl: url('GITHUB_API_URL', host === null ? 'https://api.github.com' : `${server}/api/v3`),
    serverUrl: url('GITHUB_SERVER_URL', server),
  }
}
