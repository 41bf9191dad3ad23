/** What only the real process shows: the program as node starts it, signals, pipes, and a machine that lacks something. */
import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Built, buildProgram, start } from '../built-fixture.ts'
import { type Fleet, makeFleet } from '../fleet-fixture.ts'

vi.setConfig({ testTimeout: 180_000 })

let built: Built
let fleet: Fleet
beforeAll(() => {
  built = buildProgram()
}, 120_000)
afterAll(() => built.remove())
beforeEach(() => {
  fleet = makeFleet()
})
afterEach(() => fleet.remove())

const run = (args: readonly string[], options: Partial<Parameters<typeof start>[2]> = {}) =>
  start(built.main, args, { cwd: fleet.root, ...options })

/** A PATH that has git and node, and nothing else. */
function barePath(): string {
  const bin = join(fleet.parent, 'bin')
  mkdirSync(bin, { recursive: true })
  for (const name of ['git', 'node', 'sh', 'sleep']) {
    const path = execFileSync('sh', ['-c', `command -v ${name}`], { encoding: 'utf8' }).trim()
    if (!existsSync(join(bin, name))) symlinkSync(path, join(bin, name))
  }
  return bin
}

describe('the help', () => {
  it.each([
    '',
    'scan',
    'plan',
    'propose',
    'list',
    'show',
    'validate',
    'init',
    'doctor',
    'demo',
    'confirm',
    'sweep',
    'watch',
    'revert',
    'history',
    'serve',
    'local',
  ])('of "%s" is frozen', async (command) => {
    const { code, out, err } = await run([...(command === '' ? [] : [command]), '--help'])
    expect([code, err]).toEqual([0, ''])
    await expect(out).toMatchFileSnapshot(`help/${command === '' ? 'krr-gitops' : command}.txt`)
  })

  it('loads none of the heavy packages', async () => {
    // V8's own list of what was compiled says what was loaded.
    const coverage = join(fleet.parent, 'coverage')
    expect((await run(['--help'], { env: { NODE_V8_COVERAGE: coverage } })).code).toBe(0)
    expect(loaded(coverage)).toEqual(['commander'])
    const planned = join(fleet.parent, 'planned')
    await run(['plan', '--quiet', '--report', fleet.report], { env: { NODE_V8_COVERAGE: planned } })
    expect(loaded(planned)).toContain('yaml')
    expect(loaded(planned).filter((name) => /octokit/.test(name))).toEqual([])
  })
})

function loaded(coverage: string): string[] {
  const urls = readdirSync(coverage).flatMap((file) => {
    const { result } = JSON.parse(readFileSync(join(coverage, file), 'utf8')) as { result: { url: string }[] }
    return result.map(({ url }) => /node_modules\/(?!\.cache\/)((?:@[^/]+\/)?[^/]+)\//.exec(url)?.[1] ?? '')
  })
  return [...new Set(urls)].filter((name) => name !== '').sort()
}

describe('a machine without', () => {
  it('kustomize gets one sentence, and exit 3', async () => {
    const { code, out, err } = await run(['plan', '--quiet', '--report', fleet.report], { env: { PATH: barePath() } })
    expect([code, out]).toEqual([3, ''])
    expect(err).toMatch(/^error: .*kustomize.*\nhint: .+\n$/s)
    expect(err).not.toMatch(/\n {4}at /)
  })

  it('krr gets one sentence, and exit 3', async () => {
    const { code, out, err } = await run(['plan', '--quiet'], { env: { PATH: barePath() } })
    expect([code, out]).toEqual([3, ''])
    expect(err).toMatch(/^error: .*krr.*\nhint: .+\n$/s)
  })
})

describe('Ctrl-C', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)(
    '(%s) in the middle of a build ends the children, removes what is temporary, and exits 130',
    async (signal) => {
      const temporary = join(fleet.parent, 'tmp')
      mkdirSync(temporary)
      const started = join(fleet.parent, 'started')
      const slow = join(fleet.parent, 'kustomize')
      writeFileSync(
        slow,
        `#!/bin/sh\nif [ "$1" = version ]; then echo v5.5.0; exit 0; fi\necho $$ >> ${started}\nexec sleep 60\n`,
      )
      chmodSync(slow, 0o755)
      const ended = run(['plan', '--write', '--report', fleet.report], {
        env: { KUSTOMIZE: slow, TMPDIR: temporary },
        onStart: (child) => {
          const timer = setInterval(() => {
            if (!existsSync(started)) return
            clearInterval(timer)
            child.kill(signal)
          }, 20)
        },
      })
      const { code, out, err } = await ended
      expect([code, out]).toEqual([130, ''])
      expect(err).toMatch(/interrupted\n$/)
      for (const pid of readFileSync(started, 'utf8').trim().split('\n')) {
        expect(() => process.kill(Number(pid), 0)).toThrow(/ESRCH/)
      }
      expect(readdirSync(temporary)).toEqual([])
      expect(fleet.git('status', '--porcelain', '-uall')).toBe('')
    },
  )
})

describe('pipes', () => {
  it('that close early are no error', async () => {
    const node = process.execPath
    const command = `"${node}" "${built.main}" plan --json --report "${fleet.report}" 2>err.txt | head -c 5; echo " $\{PIPESTATUS[0]}"`
    const out = execFileSync('bash', ['-c', command], {
      cwd: fleet.root,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: fleet.root },
    })
    expect(out).toBe('{\n  " 0\n')
    expect(readFileSync(join(fleet.root, 'err.txt'), 'utf8')).not.toMatch(/EPIPE|error/)
  })

  it('bring a report on stdin', async () => {
    const { code, out } = await run(['plan', '--report', '-', '--json', '--quiet'], {
      stdin: readFileSync(fleet.report, 'utf8'),
    })
    expect(code).toBe(0)
    expect(JSON.parse(out).totals.proposed).toBe(1)
  })
})

describe('the demo', () => {
  it('runs on a machine where git was never configured, and makes real branches', async () => {
    const directory = join(fleet.parent, 'demo')
    const { code, out } = await run(['demo', '--dir', directory, '--json', '--quiet'], {
      env: { GIT_CONFIG_NOSYSTEM: '1', HOME: join(fleet.parent, 'nobody') },
    })
    expect(code).toBe(0)
    const document = JSON.parse(out)
    expect(document.pullRequests.length).toBe(6)
    const branches = execFileSync('git', ['branch', '--list', 'krr-gitops/*', '--format=%(refname:short)'], {
      cwd: document.repository,
      encoding: 'utf8',
    })
    const proposed: string[] = document.pullRequests.map(({ branch }: { branch: string }) => branch)
    expect(branches.trim().split('\n').sort()).toEqual(
      [...proposed, `krr-gitops/revert---${document.loop.degraded}`].sort(),
    )
    expect(execFileSync('git', ['status', '--porcelain'], { cwd: document.repository, encoding: 'utf8' })).toBe('')
    const propose = async (): Promise<string[]> => {
      const args = ['propose', '--report', '../krr-report.json', '--json', '--quiet', '--repo', document.repository]
      const { out } = await run(args, { cwd: document.repository })
      return JSON.parse(out).results.map(({ action }: { action: string }) => action)
    }
    // The one that went well goes on with its next step; the one that was undone is held.
    expect((await propose()).sort()).toEqual(['create', 'keep', 'keep', 'keep', 'keep'])
    expect(await propose()).toEqual(Array(5).fill('keep'))
    const again = await run(['demo', '--dir', directory])
    expect([again.code, again.out]).toEqual([2, ''])
    expect(again.err).toContain('The folder for the demo is not empty.')
  })
})
