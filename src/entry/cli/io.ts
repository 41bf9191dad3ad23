/** The outside of the command line, handed in so that tests run the program in their own process. */
import type { Readable } from 'node:stream'

export interface Output {
  write(text: string): void
  /** A person looks at it. */
  readonly isTerminal: boolean
  /** Width of the terminal in columns; 80 where there is none. */
  readonly columns: number
}

export interface Io {
  readonly stdin: Readable
  readonly stdout: Output
  readonly stderr: Output
  readonly env: Readonly<Record<string, string | undefined>>
  /** Absolute. */
  readonly cwd: string
  /** Aborted by Ctrl-C and SIGTERM. */
  readonly signal: AbortSignal
  now(): Date
}

/** The real thing. Writes to a pipe that nobody reads any more (`… | head`) are dropped, the work goes on. */
export function processIo(signal: AbortSignal): Io {
  return {
    stdin: process.stdin,
    stdout: processOutput(process.stdout),
    stderr: processOutput(process.stderr),
    env: process.env,
    cwd: process.cwd(),
    signal,
    now: () => new Date(),
  }
}

function processOutput(stream: NodeJS.WriteStream): Output {
  let open = true
  stream.on('error', (error: NodeJS.ErrnoException) => {
    open = false
    if (error.code === 'EPIPE') return
    // A full disk behind `>`: the result is lost, whatever the command says.
    process.exitCode = 3
    process.once('exit', () => {
      process.exitCode = 3
    })
    if (stream !== process.stderr)
      process.stderr.write(`error: The output cannot be written: ${error.code ?? error.message}.\n`)
  })
  return {
    write(text) {
      if (open) stream.write(text)
    },
    isTerminal: stream.isTTY === true,
    get columns() {
      return stream.columns ?? 80
    },
  }
}
