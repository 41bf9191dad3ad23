/** Finds and reads the configuration file. */
import { existsSync, readFileSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, resolve } from 'node:path'
import { formatPlace, Problem } from '../../core/problem.ts'
import type { Finding } from './document.ts'
import { defaultSettings, readSettings } from './read.ts'
import type { Settings } from './schema.ts'

/** Where the file is looked for, relative to the top of the repository. */
export const CONFIG_PATH = '.github/krr-gitops.yaml'

/** Places where people put it by mistake: a file there would be ignored in silence, so it is an error. */
const MISPLACED = [
  '.github/krr-gitops.yml',
  '.github/.krr-gitops.yaml',
  'krr-gitops.yaml',
  'krr-gitops.yml',
  '.krr-gitops.yaml',
  '.krr-gitops.yml',
]

const MAX_BYTES = 1024 * 1024

export interface LoadedSettings {
  readonly settings: Settings
  /** The file as the user knows it; `null` when there is none and the defaults hold. */
  readonly file: string | null
}

export interface ConfigFile {
  /** For messages. */
  readonly name: string
  readonly text: string
}

export interface ConfigLocation {
  /** Top of the repository, absolute. */
  readonly root: string
  /** `--config`, relative to `cwd`. */
  readonly config?: string | undefined
  readonly cwd: string
}

/** Throws a Problem (exit 2) that lists everything wrong with the file. */
export function loadSettings(location: ConfigLocation): LoadedSettings {
  const file = findConfig(location)
  if (file === null) return { settings: defaultSettings(), file: null }
  const result = readSettings(file.name, file.text)
  if (!result.ok) throw configProblem(file.name, result.findings)
  return { settings: result.settings, file: file.name }
}

/** The text of the file, `null` when there is none and none was asked for. */
export function findConfig({ root, config, cwd }: ConfigLocation): ConfigFile | null {
  if (config !== undefined) return readConfig(isAbsolute(config) ? config : resolve(cwd, config), config)
  const path = join(root, CONFIG_PATH)
  const shown = relative(cwd, path)
  if (existsSync(path)) return readConfig(path, shown === '' || shown.startsWith('..') ? path : shown)
  const misplaced = MISPLACED.find((name) => existsSync(join(root, name)))
  if (misplaced === undefined) return null
  throw new Problem({
    code: 'config-misplaced',
    exit: 2,
    message: `The configuration must be named ${CONFIG_PATH}; a file under another name is not read.`,
    place: { file: misplaced },
    hint: `Rename it: git mv ${misplaced} ${CONFIG_PATH}`,
  })
}

function readConfig(path: string, name: string): ConfigFile {
  const fail = (message: string, hint: string): Problem =>
    new Problem({ code: 'config-unreadable', exit: 2, message, place: { file: name }, hint })
  let bytes: Buffer
  try {
    if (statSync(path).isDirectory()) throw fail('The configuration is a directory.', 'Name a file.')
    bytes = readFileSync(path)
  } catch (error) {
    if (error instanceof Problem) throw error
    const code = (error as NodeJS.ErrnoException).code
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw fail('There is no such configuration file.', 'Check --config, or run "krr-gitops init" to write one.')
    }
    throw fail(`The configuration cannot be read (${code ?? 'unknown error'}).`, 'Check its permissions.')
  }
  if (bytes.length > MAX_BYTES) throw fail('The configuration is larger than 1 MiB.', 'Is this the right file?')
  try {
    return { name, text: new TextDecoder('utf-8', { fatal: true }).decode(bytes) }
  } catch {
    throw fail('The configuration is not UTF-8 text.', 'Save it as UTF-8.')
  }
}

/** One finding is a problem of its own; several become one problem that lists them all. */
export function configProblem(file: string, findings: readonly Finding[]): Problem {
  const [first] = findings
  if (first !== undefined && findings.length === 1) {
    const hint = first.hint === null ? {} : { hint: first.hint }
    return new Problem({ code: 'config-invalid', exit: 2, message: first.message, place: first.place, ...hint })
  }
  return new Problem({
    code: 'config-invalid',
    exit: 2,
    message: `The configuration has ${findings.length} errors.`,
    place: { file },
    detail: findings.map(formatFinding).join('\n'),
    hint: 'Correct them and check with "krr-gitops validate".',
  })
}

/** `file:line:column: sentence hint`. */
export function formatFinding({ place, message, hint }: Finding): string {
  return `${formatPlace(place)}: ${message}${hint === null ? '' : ` ${hint}`}`
}
