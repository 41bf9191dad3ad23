/** Runs the command line in this process, as `main.ts` would, and hands back what it printed. */
import { Readable } from 'node:stream'
import type { Output } from '../../src/entry/cli/io.ts'
import { main } from '../../src/entry/cli/main.ts'

export interface CliRun {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

export interface CliOptions {
  readonly cwd: string
  readonly stdin?: string
  readonly env?: Readonly<Record<string, string>>
  readonly now?: Date
  readonly signal?: AbortSignal
}

export async function runCli(args: readonly string[], options: CliOptions): Promise<CliRun> {
  const [stdout, stderr] = [capture(), capture()]
  const code = await main(args, {
    stdin: Readable.from(options.stdin === undefined ? [] : [options.stdin]),
    stdout,
    stderr,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...options.env },
    cwd: options.cwd,
    signal: options.signal ?? new AbortController().signal,
    now: () => options.now ?? new Date(),
  })
  return { code, stdout: stdout.text(), stderr: stderr.text() }
}

function capture(): Output & { text(): string } {
  const parts: string[] = []
  return { write: (text) => parts.push(text), isTerminal: false, columns: 80, text: () => parts.join('') }
}
