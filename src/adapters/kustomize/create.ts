/** The real kustomize, as a process. */
import { realpathSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '../../core/problem.ts'
import type { BuildResult, Kustomize, LoadRestrictor } from '../../ports/kustomize.ts'
import { type ProcessResult, run } from '../process/run.ts'
import { isLoadRestriction, kustomizeWords } from './message.ts'
import { environment, findProgram, type Program, REMOTE_ENVIRONMENT } from './program.ts'

export interface KustomizeOptions {
  /** Value of `KUSTOMIZE`: the path of a kustomize or kubectl. */
  readonly program?: string | undefined
  /** Milliseconds that one build may take. */
  readonly timeout: number
  /** `render.allowRemote`: kustomize may fetch remote bases. Everything else stays forbidden. */
  readonly allowRemote: boolean
}

const RESTRICTORS: Readonly<Record<LoadRestrictor, string>> = {
  'root-only': 'LoadRestrictionsRootOnly',
  none: 'LoadRestrictionsNone',
}

/**
 * A {@link Kustomize} that starts one process per build, never with plugins, functions or Helm. The program is looked for
 * on first use.
 */
export function createKustomize(options: KustomizeOptions): Kustomize {
  let found: Promise<Program> | undefined
  const program = (): Promise<Program> => {
    found ??= findProgram(options.program)
    return found
  }
  return {
    version: async () => (await program()).version,
    build: async (root, directory, { loadRestrictor, signal }) => {
      const { path, command } = await program()
      signal?.throwIfAborted()
      const result = await run({
        program: path,
        // An absolute directory cannot be read as a flag.
        args: [command, join(root, directory), '--load-restrictor', RESTRICTORS[loadRestrictor]],
        cwd: root,
        env: environment(options.allowRemote),
        passEnv: options.allowRemote ? REMOTE_ENVIRONMENT : [],
        timeout: options.timeout,
        signal,
      })
      signal?.throwIfAborted()
      return toBuildResult(result, path, [realRoot(root), root], options.timeout)
    },
  }
}

function toBuildResult(result: ProcessResult, path: string, roots: readonly string[], timeout: number): BuildResult {
  if (result.spawnError !== null) {
    throw new Problem({
      code: 'kustomize-missing',
      exit: 3,
      message: `${path} could not be started`,
      hint: 'Check that kustomize or kubectl is still installed, or set KUSTOMIZE to its path.',
      detail: result.spawnError,
    })
  }
  if (result.timedOut) {
    return { ok: false, reason: 'timeout', message: `the build did not end within ${timeout / 1000} seconds` }
  }
  const words = kustomizeWords(result.stderr, roots)
  if (result.exitCode === 0) return { ok: true, text: result.stdout, warnings: words }
  const message = words === '' ? `the build ended with ${result.signal ?? `exit code ${result.exitCode}`}` : words
  return { ok: false, reason: isLoadRestriction(words) ? 'load-restriction' : 'failed', message }
}

function realRoot(root: string): string {
  try {
    return realpathSync(root)
  } catch {
    return root
  }
}
