/**
 * Windows of time: `Mon-Fri`, `08:00-17:00`, `Mon-Thu,Sat 22:00-06:00 Europe/Berlin`, `always`.
 *
 * Days and hours are read on the wall clock of the zone (UTC when none is named). The end is not part of the window.
 * Hours that end before they begin go over midnight, and belong to the day on which they begin.
 */
import type { FreezePeriod } from './settings.ts'

const DAYS: readonly string[] = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat']
const GRAMMAR =
  /^(?:((?:[A-Z][a-z]{2})(?:-[A-Z][a-z]{2})?(?:,[A-Z][a-z]{2}(?:-[A-Z][a-z]{2})?)*)(?= |$))? ?(?:(\d{2}):(\d{2})-(\d{2}):(\d{2})(?= |$))?(?: ?([A-Za-z][\w+/-]*))?$/

interface Window {
  readonly days: ReadonlySet<number>
  /** Minutes after midnight. */
  readonly start: number
  readonly end: number
  readonly zone: string
}

/** True when one of the windows is open, or there is none. A window that cannot be read is never open. */
export function isWindowOpen(windows: readonly string[], now: Date): boolean {
  if (windows.length === 0) return true
  return windows.some((text) => {
    if (text === 'always') return true
    const window = parseWindow(text)
    return window !== null && isInside(window, now)
  })
}

/** The period that `now` falls into. */
export function activeFreeze(periods: readonly FreezePeriod[], now: Date): FreezePeriod | null {
  const today = now.toISOString().slice(0, 10)
  return periods.find(({ from, to }) => from <= today && today <= to) ?? null
}

/** `null` when the text is no window, or its zone is none. */
export function parseWindow(text: string): Window | null {
  const match = GRAMMAR.exec(text.trim())
  if (match === null) return null
  const [, dayText, ...rest] = match
  const days = dayText === undefined ? new Set([0, 1, 2, 3, 4, 5, 6]) : parseDays(dayText)
  const hours = rest.slice(0, 4).map(Number)
  const [fromHour = 0, fromMinute = 0, toHour = 24, toMinute = 0] = rest[0] === undefined ? [] : hours
  const [start, end] = [fromHour * 60 + fromMinute, toHour * 60 + toMinute]
  const zone = rest[4] ?? 'UTC'
  if (dayText === undefined && rest[0] === undefined) return null
  if (days === null || fromMinute > 59 || toMinute > 59 || start >= 1440 || end > 1440 || start === end) return null
  return isZone(zone) ? { days, start, end, zone } : null
}

function parseDays(text: string): Set<number> | null {
  const found = new Set<number>()
  for (const range of text.split(',')) {
    const [first = '', last = first] = range.split('-')
    const [from, to] = [first, last].map((name) => DAYS.indexOf(name))
    if (from === undefined || to === undefined || from < 0 || to < 0) return null
    // `Sat-Mon` goes over the end of the week.
    for (let day = from; ; day = (day + 1) % 7) {
      found.add(day)
      if (day === to) break
    }
  }
  return found
}

function isZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: zone })
    return true
  } catch {
    return false
  }
}

function isInside(window: Window, now: Date): boolean {
  const { day, minute } = wallClock(window.zone, now)
  const { days, start, end } = window
  if (start < end) return days.has(day) && minute >= start && minute < end
  return (days.has(day) && minute >= start) || (days.has((day + 6) % 7) && minute < end)
}

function wallClock(zone: string, now: Date): { day: number; minute: number } {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  })
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]))
  const day = DAYS.indexOf(parts.get('weekday') ?? '')
  return { day, minute: Number(parts.get('hour')) * 60 + Number(parts.get('minute')) }
}
