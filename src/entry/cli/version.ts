/** The version of this program, from its package.json. */
import { readFileSync } from 'node:fs'

/** From `src/entry/cli` and `dist/entry/cli` alike the package is three folders up. */
const PACKAGE = new URL('../../../package.json', import.meta.url)

export const VERSION: string = readVersion()

function readVersion(): string {
  const { version } = JSON.parse(readFileSync(PACKAGE, 'utf8')) as { version?: unknown }
  return typeof version === 'string' ? version : '0.0.0'
}
