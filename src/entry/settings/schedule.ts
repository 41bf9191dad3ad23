/** Windows of time as the configuration file writes them. */
import { z } from 'zod'

const DAY = '(Mon|Tue|Wed|Thu|Fri|Sat|Sun)'
const DAYS = `${DAY}(-${DAY})?(,${DAY}(-${DAY})?)*`
const CLOCK = '([01]\\d|2[0-3]):[0-5]\\d'
const HOURS = `${CLOCK}-(${CLOCK}|24:00)`
const ZONE = '[A-Za-z][A-Za-z0-9_+/-]*'
export const WINDOW = new RegExp(`^(${DAYS}|${HOURS}|${DAYS} ${HOURS})( ${ZONE})?$`)
const WORDS = 'always, or a window such as "Mon-Fri 08:00-17:00 Europe/Berlin" (or a list of them)'

/** `always`, one window, or a list of windows of which one must be open. Output: the windows; empty means always. */
export function windows(description: string) {
  const one = z.string({ error: WORDS }).regex(WINDOW, { error: WORDS })
  return z
    .union([z.literal('always'), one, z.array(one, { error: WORDS }).min(1, { error: WORDS })], { error: WORDS })
    .prefault('always')
    .describe(description)
    .meta({ examples: ['Mon-Fri 08:00-17:00 Europe/Berlin'] })
    .transform((value) => (value === 'always' ? [] : typeof value === 'string' ? [value] : value))
}
