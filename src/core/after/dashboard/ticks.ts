/** The checkboxes of the dashboard: what people ticked is read back as values. */
import { BRANCH_PREFIX } from '../../pull-request/branch-name.ts'
import { parseToken, token } from '../../pull-request/escape.ts'

export interface Ticks {
  /** Plan again with the next run. */
  readonly refresh: boolean
  /** Branches whose closed pull request no longer stands in the way. */
  readonly unsnooze: readonly string[]
  /** Branches that are opened now, whatever limits and schedule say. */
  readonly open: readonly string[]
}

export const NO_TICKS: Ticks = { refresh: false, unsnooze: [], open: [] }

export type TickName = keyof Ticks

const BOX = /^[-*] \[([ xX])\] <!-- krr-gitops:(refresh|unsnooze|open)(?:=(\S+))? -->/gm

/** The line of a checkbox; `text` is Markdown. Two dashes in a row would end the comment early on GitHub. */
export function renderBox(name: TickName, branch: string | null, text: string, ticked: boolean): string {
  const of = branch === null ? '' : `=${token(branch).replaceAll('--', '-%2D')}`
  return `- [${ticked ? 'x' : ' '}] <!-- krr-gitops:${name}${of} --> ${text}`
}

/** Boxes of other branches than this program's do not count. */
export function parseTicks(body: string): Ticks {
  const ticked = [...body.matchAll(BOX)].filter(([, mark]) => mark !== ' ')
  const branches = (name: string) =>
    [...new Set(ticked.filter((box) => box[2] === name).map((box) => parseToken(box[3] ?? '')))].filter((branch) =>
      branch.startsWith(BRANCH_PREFIX),
    )
  return {
    refresh: ticked.some(([, , name, branch]) => name === 'refresh' && branch === undefined),
    unsnooze: branches('unsnooze'),
    open: branches('open'),
  }
}
