/** What every flow is handed: the time, a log, and a way to be stopped. */

/** The only source of the current time. */
export interface Clock {
  now(): Date
}

/** Structured log lines on stderr; the shape is pino's: fields first, sentence second. */
export interface Logger {
  debug(fields: object, message: string): void
  info(fields: object, message: string): void
  warn(fields: object, message: string): void
  error(fields: object, message: string): void
}

export const silentLogger: Logger = { debug() {}, info() {}, warn() {}, error() {} }

/** Told about the steps of a long run; the CLI draws bars from it, everything else ignores it. */
export interface Progress {
  /** `total` is `null` while unknown; `step` names the stage: `scan`, `locate`, `prove`. */
  update(step: string, done: number, total: number | null): void
}

export const silentProgress: Progress = { update() {} }
