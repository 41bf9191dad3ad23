/** When a window opens next, found by asking it: windows begin at full minutes, whatever their time zone. */

const MINUTE = 60_000
const STEP = 15 * MINUTE
/** Windows come back every week; what does not open in two may be one that never does. */
const HORIZON = 15 * 24 * 60 * MINUTE

/**
 * First full minute after `from` at which the window is open; `null` when there is none in the next 15 days. A window
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
