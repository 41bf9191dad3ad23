/** What the command line says, as values. */

export interface GlobalOptions {
  /** `--config`, relative to the working directory. */
  readonly config?: string
  /** A directory or `owner/name`; the working directory by default. */
  readonly repo?: string
  readonly forge?: 'github' | 'local'
  readonly json: boolean
  readonly quiet: boolean
  readonly verbose: boolean
}

/** What `scan`, `plan` and `propose` share: where recommendations come from and which are wanted. */
export interface SelectionOptions {
  readonly report?: readonly string[]
  readonly strategy?: 'simple' | 'simple-limit'
  readonly cluster?: readonly string[]
  readonly namespace?: readonly string[]
  readonly workload?: readonly string[]
  readonly resource?: readonly string[]
  readonly minSeverity?: string
  /** False with --no-cache. */
  readonly cache: boolean
}

export interface PlanOptions extends SelectionOptions {
  readonly write?: boolean
  readonly html?: string
  readonly diff?: boolean
}

export interface ProposeOptions extends SelectionOptions {
  /** Login of whoever asks for the pull requests. */
  readonly requestedBy?: string
}

export interface ConfirmOptions {
  readonly merge?: boolean
}

export interface InitOptions {
  readonly force?: boolean
}

export interface DemoOptions {
  readonly dir?: string
}
