/** Rendering, and nothing else. */
export type LoadRestrictor = 'root-only' | 'none'

export type BuildResult =
  | { readonly ok: true; readonly text: string; readonly warnings: string }
  | {
      readonly ok: false
      /** `load-restriction`: a file outside the root was refused; `timeout`: the deadline passed; `failed`: all else. */
      readonly reason: 'load-restriction' | 'timeout' | 'failed'
      /** kustomize's own words, paths made repository-relative. */
      readonly message: string
    }

export interface Kustomize {
  /**
   * Builds the kustomization in `directory` below `root` (both absolute). Never runs plugins, Helm or remote fetches.
   * Throws a Problem only when kustomize itself cannot be run, or `signal` aborts.
   */
  build(
    root: string,
    directory: string,
    options: { loadRestrictor: LoadRestrictor; signal?: AbortSignal },
  ): Promise<BuildResult>
  /** For example `v5.5.0`. */
  version(): Promise<string>
}

/** Keeps renders between runs. Never fails: a store that cannot read has nothing, one that cannot write forgets. */
export interface RenderStore {
  /** The text stored under a key (sha256 in hex); `null` when there is none. */
  read(key: string): Promise<string | null>
  write(key: string, text: string): Promise<void>
  /** Removes what was not used for long. */
  prune(now: Date): Promise<void>
}
