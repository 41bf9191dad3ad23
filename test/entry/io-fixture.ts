/** Streams that remember, for running the program inside a test. */
import { Readable } from 'node:stream'
import type { Io } from '../../src/entry/cli/io.ts'
import { main } from '../../src/entry/cli/main.ts'

export interface Recorded extends Io {
  out(): string
  err(): string
  readonly controller: AbortController
}

export interface IoOptions {
  readonly cwd?: string
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly stdin?: string
  readonly terminal?: boolean
  readonly now?: Date
}

export function recordIo(options: IoOptions = {}): Recorded {
  const texts = { out: '', err: '' }
  const controller = new AbortController()
  const output = (key: 'out' | 'err') => ({
    isTerminal: options.terminal ?? false,
    columns: 100,
    write(text: string) {
      texts[key] += text
    },
  })
  return {
    stdin: Readable.from(options.stdin === undefined ? [] : [options.stdin]),
    stdout: output('out'),
    stderr: output('err'),
    env: options.env ?? { PATH: process.env.PATH, HOME: process.env.HOME },
    cwd: options.cwd ?? process.cwd(),
    signal: controller.signal,
    now: () => options.now ?? new Date(),
    out: () => texts.out,
    err: () => texts.err,
    controller,
  }
}

export interface Result {
  readonly code: number
  readonly out: string
  readonly err: string
}

/** Runs one command line to its end in this process. */
export async function runCli(args: readonly string[], options: IoOptions = {}): Promise<Result> {
  const io = recordIo(options)
  const code = await main(args, io)
  return { code, out: io.out(), err: io.err() }
}
