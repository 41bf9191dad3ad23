/** The title of a pull request, which is the subject of its commit too: short, plain text, readable back. */
import type { Savings } from '../change/change.ts'
import { cores, memory } from './amounts.ts'
import { parsePlain, plain } from './escape.ts'

const REPOSITORY = 'the repository root'
/** GitHub refuses titles over 256 characters; a group that does not fit is cut in the middle. */
const LONGEST = 250
const CUT = '...'

export interface TitleFacts {
  /** `''` is the repository itself. */
  readonly group: string
  readonly containers: number
}

/** `Right-size 3 containers in apps/shop/overlays/prod (CPU -1.25 cores, memory +2 GiB)`. */
export function renderTitle({ group, containers }: TitleFacts, savings: Savings): string {
  const sign = (amount: number) => (amount > 0 ? '-' : '+')
  const effects = [
    ...(savings.cpu === 0 ? [] : [`CPU ${sign(savings.cpu)}${cores(savings.cpu)}`]),
    ...(savings.memory === 0 ? [] : [`memory ${sign(savings.memory)}${memory(savings.memory)}`]),
  ]
  const start = `Right-size ${containers} ${containers === 1 ? 'container' : 'containers'} in `
  const end = effects.length === 0 ? '' : ` (${effects.join(', ')})`
  const name = group === '' ? REPOSITORY : shorten(group, LONGEST - start.length - end.length)
  return `${start}${name}${end}`
}

/** `null` for a title that is not ours. A group that was cut comes back with `...` in it. */
export function parseTitle(title: string): TitleFacts | null {
  const match = /^Right-size (\d+) containers? in (.+?)(?: \((?:CPU|memory) [-+][^()]*\))?$/.exec(title)
  if (match === null) return null
  const [, containers = '', name = ''] = match
  return { group: name === REPOSITORY ? '' : parsePlain(name), containers: Number(containers) }
}

/** Cuts the group, not its encoding: a percent escape stays whole. */
function shorten(group: string, longest: number): string {
  const whole = plain(group)
  if (whole.length <= longest) return whole
  const characters = [...group]
  for (let keep = Math.floor(longest / 2); ; keep -= 1) {
    const cut = plain(`${characters.slice(0, keep).join('')}${CUT}${characters.slice(-keep).join('')}`)
    if (cut.length <= longest) return cut
  }
}
