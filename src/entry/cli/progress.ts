/** How far a long run is: one line that rewrites itself on a terminal, a line per stage elsewhere. */
import type { Progress } from '../../ports/runtime.ts'
import type { Io } from './io.ts'
import { createStyle } from './style.ts'

/** A progress that knows when to get out of the way. */
export interface CliProgress extends Progress {
  /** Removes the line; call before anything else is written, and at the end. */
  clear(): void
}

const BAR_WIDTH = 24
/** A terminal is not redrawn more often than this. */
const REDRAW_MS = 80

const WORDS: Readonly<Record<string, string>> = {
  scan: 'Reading recommendations',
  locate: 'Locating workloads',
  change: 'Deciding changes',
  prove: 'Proving patches',
  propose: 'Opening pull requests',
  clone: 'Cloning the repository',
}

export function createProgress(io: Io, { quiet }: { readonly quiet: boolean }): CliProgress {
  if (quiet) return { update() {}, clear() {} }
  return io.stderr.isTerminal && io.env.TERM !== 'dumb' && !io.env.CI ? bar(io) : lines(io)
}

function bar(io: Io): CliProgress {
  const style = createStyle(io.stderr, io.env)
  let shown = ''
  let drawnAt = 0
  let stage = ''
  const clear = (): void => {
    if (shown !== '') io.stderr.write('\r\u001B[2K')
    shown = ''
  }
  return {
    clear,
    update(step, done, total) {
      const now = io.now().getTime()
      const important = step !== stage || done === total
      if (!important && now - drawnAt < REDRAW_MS) return
      const text = barLine(step, done, total, io.stderr.columns)
      if (text === shown) return
      clear()
      io.stderr.write(style('dim', text))
      shown = text
      stage = step
      drawnAt = now
    },
  }
}

function barLine(step: string, done: number, total: number | null, columns: number): string {
  const words = WORDS[step] ?? step
  if (total === null || total === 0) return `${words} … ${done > 0 ? done : ''}`.trimEnd().slice(0, columns - 1)
  const filled = Math.round((Math.min(done, total) / total) * BAR_WIDTH)
  return `${words} ${'█'.repeat(filled)}${'░'.repeat(BAR_WIDTH - filled)} ${done}/${total}`.slice(0, columns - 1)
}

/** For logs: the start of each stage, and its end with the count. */
function lines(io: Io): CliProgress {
  let stage = ''
  let finished = false
  return {
    clear() {},
    update(step, done, total) {
      if (step !== stage) {
        stage = step
        finished = false
        if (done !== total) io.stderr.write(`${WORDS[step] ?? step} …\n`)
      }
      if (done === total && !finished && total > 0) {
        finished = true
        io.stderr.write(`${WORDS[step] ?? step}: ${done} done\n`)
      }
    },
  }
}
