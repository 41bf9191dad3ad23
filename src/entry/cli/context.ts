/** What every command is handed. */
import type { Logger } from '../../ports/runtime.ts'
import type { Io } from './io.ts'
import type { GlobalOptions } from './options.ts'
import type { CliProgress } from './progress.ts'
import type { Style } from './style.ts'

export interface CommandContext {
  readonly io: Io
  readonly globals: GlobalOptions
  readonly logger: Logger
  readonly progress: CliProgress
  /** For stdout. */
  readonly style: Style
  /** A line for people on stderr; nothing with --quiet. */
  note(text: string): void
  /** The document of --json. */
  printJson(document: unknown): void
  /** Lines for people on stdout; never called with --json. */
  print(text: string): void
}
