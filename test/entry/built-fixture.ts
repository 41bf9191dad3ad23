/** The program as it is installed: compiled, started by node, with its package.json and examples around it. */
import { spawn, spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

export interface Built {
  readonly main: string
  remove(): void
}

/** Compiles into a folder of its own below node_modules, where packages are found and nobody else builds. */
export function buildProgram(): Built {
  const folder = join(ROOT, 'node_modules', '.cache', `krr-gitops-built-${process.pid}`)
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder, { recursive: true })
  const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc')
  const flags = ['--outDir', join(folder, 'dist'), '--declaration', 'false', '--sourceMap', 'false']
  // Wrong types are found by `npm run types`; here only the code counts, which is written all the same.
  spawnSync(process.execPath, [tsc, '-p', join(ROOT, 'tsconfig.build.json'), ...flags], { stdio: 'pipe' })
  for (const name of ['package.json', 'examples']) cpSync(join(ROOT, name), join(folder, name), { recursive: true })
  return {
    main: join(folder, 'dist', 'entry', 'main.js'),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly out: string
  readonly err: string
}

export interface StartOptions {
  readonly cwd: string
  readonly env?: Readonly<Record<string, string>>
  readonly onStart?: (child: ReturnType<typeof spawn>) => void
  readonly stdin?: string
}

export function start(main: string, args: readonly string[], options: StartOptions): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [main, ...args], {
      cwd: options.cwd,
      env: {
        PATH: process.env.PATH,
        HOME: options.cwd,
        XDG_CACHE_HOME: join(options.cwd, '..', 'cache'),
        ...options.env,
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    let [out, err] = ['', '']
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk.toString()
    })
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk.toString()
    })
    child.on('error', reject)
    options.onStart?.(child)
    child.on('close', (code, signal) => resolve({ code, signal, out, err }))
    child.stdin.end(options.stdin ?? '')
  })
}
