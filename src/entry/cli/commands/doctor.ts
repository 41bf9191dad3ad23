/** `krr-gitops doctor`: is everything there, and does it work? Each line says ok, or what is wrong and how to mend it. */
import type { Check } from '../../../adapters/doctor/check.ts'
import { runChecks } from '../../doctor.ts'
import type { CommandContext } from '../context.ts'
import { printable } from '../style.ts'

const SIGNS = { ok: 'ok', warning: 'warning', problem: 'problem', skipped: '-' } as const
const COLOURS = { ok: 'green', warning: 'yellow', problem: 'red', skipped: 'dim' } as const

/** Exit 0 unless something is broken: 2 when that is the configuration or the repository, else 3. */
export async function runDoctor(context: CommandContext): Promise<number> {
  const { io, globals } = context
  const checks = await runChecks({ io, globals, logger: context.logger })
  const broken = checks.filter(({ status }) => status === 'problem')
  if (globals.json) {
    context.printJson({ schemaVersion: 1, ok: broken.length === 0, checks })
  } else {
    const width = Math.max(...checks.map(({ name }) => name.length))
    for (const check of checks) context.print(formatCheck(check, width, context))
    context.print(`\n${summary(checks)}\n`)
  }
  if (broken.length === 0) return 0
  return broken.some(({ name }) => name === 'config' || name === 'repository') ? 2 : 3
}

function formatCheck({ name, status, message, fix }: Check, width: number, { style }: CommandContext): string {
  const sign = style(COLOURS[status], SIGNS[status].padEnd(8))
  const lines = [`${sign} ${name.padEnd(width)}  ${printable(message)}`]
  if (fix !== null) lines.push(`${' '.repeat(9 + width)}  ${style('cyan', 'fix:')} ${printable(fix)}`)
  return `${lines.join('\n')}\n`
}

function summary(checks: readonly Check[]): string {
  const count = (status: Check['status']) => checks.filter((check) => check.status === status).length
  const problems = count('problem')
  if (problems === 0) return count('warning') === 0 ? 'Everything is fine.' : 'It works; see the warnings above.'
  return problems === 1 ? 'One thing must be mended.' : `${problems} things must be mended.`
}
