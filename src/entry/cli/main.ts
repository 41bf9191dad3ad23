/** Arguments in, exit code out. */
import { CommanderError } from 'commander'
import { Problem } from '../../core/problem.ts'
import type { CommandContext } from './context.ts'
import { EXIT_INTERRUPTED, reportError } from './error-printer.ts'
import type { Io } from './io.ts'
import type { GlobalOptions } from './options.ts'
import { buildProgram } from './program.ts'
import { createProgress } from './progress.ts'
import { createStyle, printable } from './style.ts'

/**
 * Runs one command line to its end. Never throws; every error is printed.
 *
 * @param args without the program's own name
 * @returns the exit code: 0 done, 1 our bug, 2 wrong input, 3 an outside program failed, 4 refused, 130 interrupted
 */
export async function main(args: readonly string[], io: Io): Promise<number> {
  let code = 0
  let clearProgress = (): void => undefined
  let stopsBySignal = false
  const program = buildProgram(io, async (globals, action, options) => {
    stopsBySignal = options.stopsBySignal
    const context = await createContext(io, globals)
    clearProgress = () => context.progress.clear()
    code = await action(context)
  })
  try {
    if (args.length === 0) {
      program.outputHelp()
      return 0
    }
    await program.parseAsync([...args], { from: 'user' })
    clearProgress()
    return io.signal.aborted && !stopsBySignal ? EXIT_INTERRUPTED : code
  } catch (error) {
    clearProgress()
    if (error instanceof CommanderError && error.exitCode === 0) return 0
    const flags = { json: hasFlag(args, '--json'), verbose: hasFlag(args, '--verbose', '-v') }
    return reportError(error instanceof CommanderError ? usageProblem(error, args) : error, io, flags)
  }
}

async function createContext(io: Io, globals: GlobalOptions): Promise<CommandContext> {
  const progress = createProgress(io, { quiet: globals.quiet })
  const { createLogger } = await import('./logger.ts')
  const logged: Io = {
    ...io,
    stderr: {
      isTerminal: io.stderr.isTerminal,
      columns: io.stderr.columns,
      write(text) {
        progress.clear()
        io.stderr.write(text)
      },
    },
  }
  return {
    io,
    globals,
    progress,
    logger: createLogger(logged, globals),
    style: createStyle(io.stdout, io.env),
    note: (text) => (globals.quiet ? undefined : logged.stderr.write(`${printable(text)}\n`)),
    print: (text) => {
      progress.clear()
      io.stdout.write(text)
    },
    printJson: (document) => {
      progress.clear()
      io.stdout.write(`${JSON.stringify(document, null, 2)}\n`)
    },
  }
}

/** The arguments may be broken, so the flags that shape the error message are looked for by hand. */
function hasFlag(args: readonly string[], ...names: readonly string[]): boolean {
  const end = args.indexOf('--')
  return (end < 0 ? args : args.slice(0, end)).some((arg) => names.includes(arg))
}

function usageProblem(error: CommanderError, args: readonly string[]): Problem {
  const [first = '', suggestion] = error.message.replace(/^error: /, '').split('\n')
  const command = args.find((arg) => !arg.startsWith('-'))
  const help = error.code === 'commander.unknownCommand' ? 'krr-gitops --help' : `krr-gitops ${command ?? ''} --help`
  const meant = /\(Did you mean (?:one of )?(.+)\?\)/.exec(suggestion ?? '')?.[1]
  return new Problem({
    code: 'usage',
    exit: 2,
    message: sentence(first),
    hint: `${meant === undefined ? '' : `Did you mean ${meant}? `}See ${help.replace('  ', ' ')}.`,
  })
}

function sentence(text: string): string {
  const capital = `${text.charAt(0).toUpperCase()}${text.slice(1)}`
  return /[.!?]$/.test(capital) ? capital : `${capital}.`
}
