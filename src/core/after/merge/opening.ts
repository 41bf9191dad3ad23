/** When a window opens next, found by asking it: windows begin at full minutes, whatever their time zone. */

const MINUTE = 60_000
const STEP = 15 * MINUTE
/** Longer freezes are answered with "not known"; the question is asked again on every sweep anyway. */
const HORIZON = 40 * 24 * 60 * MINUTE

/**
 * First full minute after `from` at which the window is open; `null` when there is none in the next 40 days. A window
 * shorter than a quarter of an hour may be passed over.
 */
export function nextOpening(isOpen: (at: Date) => boolean, from: Date): Date | null {
  const start = Math.floor(from.getTime() / MINUTE) * MINUTE
  for (let at = start + STEP; at <= start + HORIZON; at += STEP) {
    if (isOpen(new Date(at))) return firstOpenMinute(isOpen, at)
  }
  return null
}

function firstOpenMinute(isOpen: (at: Date) => boolean, found: number): Date {
  for (let at = found - STEP + MINUTE; at < found; at += MINUTE) {
    if (isOpen(new Date(at))) return new Date(at)
  }
  return new Date(found)
}
