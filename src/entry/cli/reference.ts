/** `docs/reference/commands.md`, made from the help so that it cannot say anything else. */
import { Readable } from 'node:stream'
import type { Io, Output } from './io.ts'
import { buildProgram } from './program.ts'

const NOTHING: Output = { write() {}, isTerminal: false, columns: 100 }

export function buildCommandReference(): string {
  let text = ''
  const output: Output = {
    ...NOTHING,
    write: (part) => {
      text += part
    },
  }
  const io: Io = {
    stdin: Readable.from([]),
    stdout: output,
    stderr: NOTHING,
    env: {},
    cwd: '/',
    signal: new AbortController().signal,
    now: () => new Date(0),
  }
  const program = buildProgram(io, async () => undefined)
  const help = (command: typeof program): string => {
    text = ''
    command.outputHelp()
    return text.trimEnd()
  }
  const sections = program.commands.flatMap((command) => [
    `## \`krr-gitops ${command.name()}\``,
    '',
    '```text',
    help(command as typeof program),
    '```',
    '',
  ])
  return [
    '# Commands',
    '',
    '<!-- Generated from the help by `npm run generate`; do not edit. -->',
    '',
    '```text',
    help(program),
    '```',
    '',
    ...sections,
  ].join('\n')
}
