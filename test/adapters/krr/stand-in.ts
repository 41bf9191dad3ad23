/** A program in the place of krr: it prints what it was told to, and writes down how it was called. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

export interface Behaviour {
  readonly stdout?: string
  readonly stderr?: string
  readonly exit?: number
  readonly signal?: string
  /** Never ends, and does not listen to SIGTERM. */
  readonly hang?: boolean
  readonly version?: string
}

export interface StandIn {
  readonly path: string
  /** What the last run was given. */
  seen(): {
    readonly args: readonly string[]
    readonly env: Readonly<Record<string, string>>
    readonly stdin: string
    readonly pid: number
  }
  /** How often it ran, the question for its version left out. */
  runs(): number
  set(behaviour: Behaviour): void
}

const SCRIPT = `
const fs = require('node:fs')
const { join } = require('node:path')
const home = __dirname
const { stdout = '', stderr = '', exit = 0, signal, hang, version = 'v1.29.0' } = JSON.parse(fs.readFileSync(join(home, 'behaviour.json')))
const args = process.argv.slice(2)
if (args[0] === 'version') { console.log(version); process.exit(0) }
const stdin = fs.readFileSync(0, 'utf8')
fs.appendFileSync(join(home, 'runs'), 'x')
fs.writeFileSync(join(process.env.TMPDIR, 'client.key'), 'PRIVATE KEY')
fs.writeFileSync(join(home, 'seen.json'), JSON.stringify({ args, env: process.env, stdin, pid: process.pid }))
fs.writeSync(2, stderr)
fs.writeSync(1, stdout)
if (signal) process.kill(process.pid, signal)
if (hang) { process.on('SIGTERM', () => {}); setInterval(() => {}, 1000) }
else if (!signal) process.exitCode = exit
`

export function makeStandIn(root: string, behaviour: Behaviour): StandIn {
  mkdirSync(root, { recursive: true })
  const home = mkdtempSync(join(root, 'krr-'))
  const path = join(home, 'krr.cjs')
  writeFileSync(path, `#!${process.execPath}\n${SCRIPT}`)
  chmodSync(path, 0o755)
  writeFileSync(join(home, 'runs'), '')
  const set = (next: Behaviour) => writeFileSync(join(home, 'behaviour.json'), JSON.stringify(next))
  set(behaviour)
  return {
    path,
    set,
    seen: () => JSON.parse(readFileSync(join(home, 'seen.json'), 'utf8')),
    runs: () => readFileSync(join(home, 'runs'), 'utf8').length,
  }
}
