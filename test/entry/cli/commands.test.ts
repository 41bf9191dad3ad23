/** The commands that need neither krr nor a forge, on a real repository in a temporary folder. */
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { type Fleet, krrReport, makeFleet, scan } from '../fleet-fixture.ts'
import { runCli as run } from '../io-fixture.ts'

// Plans start the real kustomize: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 120_000 })

let fleet: Fleet
beforeEach(() => {
  fleet = makeFleet()
})
afterEach(() => fleet.remove())

const runCli = (args: readonly string[], env: Record<string, string> = {}) =>
  run(args, {
    cwd: fleet.root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, XDG_CACHE_HOME: join(fleet.parent, 'cache'), ...env },
  })
const read = (path: string) => readFileSync(join(fleet.root, path), 'utf8')
const plan = (...args: string[]) => runCli(['plan', '--report', fleet.report, ...args])

describe('validate', () => {
  it('accepts a repository without a configuration', async () => {
    expect(await runCli(['validate'])).toEqual({
      code: 0,
      out: 'There is no .github/krr-gitops.yaml; the defaults hold. "krr-gitops init" writes one.\n',
      err: '',
    })
  })

  it('says ok, from anywhere inside the repository', async () => {
    fleet.write('.github/krr-gitops.yaml', 'version: 1\n')
    const result = await run(['validate'], { cwd: join(fleet.root, 'overlays/prod') })
    expect(result).toMatchObject({ code: 0, err: '' })
    expect(result.out).toMatch(/^ok .*\.github\/krr-gitops\.yaml\n$/)
  })

  it('prints one error as a sentence with its place', async () => {
    fleet.write('.github/krr-gitops.yaml', 'version: 1\npolicy:\n  maxIncrese: 10%\n')
    expect(await runCli(['validate'])).toEqual({
      code: 2,
      out: '',
      err: 'error: .github/krr-gitops.yaml:3:3: "policy.maxIncrese" is no setting.\nhint: Did you mean "maxIncrease"?\n',
    })
  })

  it('prints several errors as a list', async () => {
    fleet.write('.github/krr-gitops.yaml', 'versio: 1\nscan: { maxAge: 7 }\n')
    const { code, err } = await runCli(['validate'])
    expect(code).toBe(2)
    expect(err).toBe(
      'error: .github/krr-gitops.yaml: The configuration has 3 errors.\n' +
        '    .github/krr-gitops.yaml:1:1: "version" is missing; it must be 1. Write "version: 1" at the top of the file.\n' +
        '    .github/krr-gitops.yaml:1:1: "versio" is no setting. Did you mean "version"?\n' +
        '    .github/krr-gitops.yaml:2:17: "scan.maxAge" is 7, but must be a duration with its unit, such as 7d, 1h30m or 90s.\n' +
        'hint: Correct them and check with "krr-gitops validate".\n',
    )
  })

  it('gives every error to programs', async () => {
    fleet.write('.github/krr-gitops.yaml', 'version: 1\nrendr: {}\n')
    const { code, out, err } = await runCli(['validate', '--json'])
    expect([code, err]).toEqual([2, ''])
    expect(JSON.parse(out)).toEqual({
      schemaVersion: 1,
      file: '.github/krr-gitops.yaml',
      valid: false,
      findings: [
        {
          place: '.github/krr-gitops.yaml:2:1',
          line: 2,
          column: 1,
          path: 'rendr',
          message: '"rendr" is no setting.',
          hint: 'Did you mean "render"?',
        },
      ],
      warnings: [],
    })
  })

  it('warns of a path that is not there', async () => {
    fleet.write(
      '.github/krr-gitops.yaml',
      'version: 1\nclusters: [{ name: a, paths: [overlays/prod, overlays/prd, "apps/*"] }]\n',
    )
    const { code, err } = await runCli(['validate'])
    expect([code, err]).toEqual([
      0,
      'warning: the cluster "a" names the path "overlays/prd", which is no directory of the repository.\n',
    ])
  })

  it.each([
    ['.github/krr-gitops.yml', 'git mv .github/krr-gitops.yml .github/krr-gitops.yaml'],
    ['krr-gitops.yaml', 'git mv krr-gitops.yaml .github/krr-gitops.yaml'],
  ])('refuses to overlook %s', async (path, hint) => {
    fleet.write(path, 'version: 1\n')
    const { code, err } = await runCli(['validate'])
    expect(code).toBe(2)
    expect(err).toContain(`error: ${path}: The configuration must be named .github/krr-gitops.yaml`)
    expect(err).toContain(`hint: Rename it: ${hint}`)
  })

  it.each<[string, (path: string) => void, string]>([
    ['is missing', () => undefined, 'There is no such configuration file.'],
    ['is a directory', (path) => mkdirSync(path), 'The configuration is a directory.'],
    [
      'is not text',
      (path) => writeFileSync(path, Buffer.from([0xff, 0xfe, 0x00])),
      'The configuration is not UTF-8 text.',
    ],
    ['is huge', (path) => writeFileSync(path, ' '.repeat(1024 * 1024 + 1)), 'The configuration is larger than 1 MiB.'],
  ])('tells when --config %s', async (_, make, words) => {
    make(join(fleet.root, 'x.yaml'))
    const { code, err } = await runCli(['validate', '--config', 'x.yaml'])
    expect(code).toBe(2)
    expect(err).toContain(`error: x.yaml: ${words}`)
  })
})

describe('init', () => {
  it('writes a configuration that is valid and a workflow that is YAML, and explains', async () => {
    const { code, out, err } = await runCli(['init'])
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('created  .github/krr-gitops.yaml\ncreated  .github/workflows/krr-gitops.yaml\n')
    expect(out).toContain('one pull request per overlay')
    expect((await runCli(['validate'])).out).toBe('ok .github/krr-gitops.yaml\n')
    const { parseYaml } = await import('../../../src/core/yaml.ts')
    const workflow = parseYaml(read('.github/workflows/krr-gitops.yaml')) as Record<string, unknown>
    expect(workflow.permissions).toEqual({ contents: 'write', 'pull-requests': 'write' })
    expect(fleet.git('status', '--porcelain', '-uall')).toBe(
      '?? .github/krr-gitops.yaml\n?? .github/workflows/krr-gitops.yaml\n',
    )
  })

  it('never overwrites in silence', async () => {
    fleet.write('.github/krr-gitops.yaml', 'version: 1 # mine\n')
    const first = await runCli(['init', '--json'])
    expect(JSON.parse(first.out).files).toEqual([
      { path: '.github/krr-gitops.yaml', state: 'kept' },
      { path: '.github/workflows/krr-gitops.yaml', state: 'created' },
    ])
    expect(read('.github/krr-gitops.yaml')).toBe('version: 1 # mine\n')
    const second = await runCli(['init'])
    expect(second.code).toBe(2)
    expect(second.err).toContain('are there already; nothing was written.\nhint: ')
    const third = await runCli(['init', '--force'])
    expect(third.out).toContain('replaced .github/krr-gitops.yaml\nreplaced .github/workflows/krr-gitops.yaml\n')
  })

  it('says why it cannot write', async () => {
    writeFileSync(join(fleet.root, '.github'), 'a file')
    const { code, err } = await runCli(['init'])
    expect(code).toBe(2)
    expect(err).toMatch(
      /^error: .*\.github\/krr-gitops\.yaml: The file cannot be written: a part of its path is a file\.\nhint: /,
    )
  })
})

describe('plan', () => {
  it('shows what would change and why, and changes nothing', async () => {
    const { code, out, err } = await plan()
    expect(code).toBe(0)
    expect(out).toMatch(/shop\/Deployment\/cart +app +cpu request +1 +200m +700m +max-decrease/)
    expect(out).toMatch(/Total: 1 of 1 container in 1 pull request; saves 0\.6 cores/)
    expect(err).toContain('Locating workloads')
    expect(fleet.git('status', '--porcelain')).toBe('')
  })

  it('is one JSON document with --json', async () => {
    const { code, out } = await plan('--json', '--quiet')
    expect(code).toBe(0)
    const document = JSON.parse(out)
    expect(document).toMatchObject({ schemaVersion: 1, totals: { containers: 1, proposed: 1, skipped: 0 } })
    expect(document.base).toBe(fleet.git('rev-parse', 'HEAD').trim())
    expect(document.proposals[0].changes[0]).toMatchObject({
      namespace: 'shop',
      name: 'cart',
      resource: 'cpu',
      from: '1',
      to: '700m',
    })
  })

  it('says nothing but the plan with --quiet', async () => {
    expect((await plan('--quiet')).err).toBe('')
  })

  it('shows a diff that git applies to exactly what --write writes', async () => {
    const { out } = await plan('--diff', '--quiet')
    const diff = /^--- [\s\S]*?(?=\n\n)/m.exec(out)?.[0] ?? ''
    writeFileSync(join(fleet.parent, 'x.diff'), `${diff}\n`)
    fleet.git('apply', join(fleet.parent, 'x.diff'))
    const applied = fleet.git('status', '--porcelain', '-uall')
    const texts = applied
      .split('\n')
      .filter(Boolean)
      .map((line) => [line.slice(3), read(line.slice(3))])
    expect(texts.length).toBeGreaterThan(0)
    fleet.git('reset', '--hard', '--quiet')
    fleet.git('clean', '-fdq')
    const written = await plan('--write')
    expect(written.code).toBe(0)
    expect(written.err).toMatch(/wrote \d files?; see "git diff"\n$/)
    expect(fleet.git('status', '--porcelain', '-uall')).toBe(applied)
    expect(texts).toEqual(texts.map(([path = '']) => [path, read(path)]))
  })

  it('finds nothing more to do once it was written and committed', async () => {
    await plan('--write', '--quiet')
    fleet.git('add', '.')
    fleet.git('commit', '-qm', 'x')
    const again = await plan('--json', '--quiet')
    const [change] = JSON.parse(again.out).proposals[0].changes
    expect(change).toMatchObject({ from: '700m', to: '490m' })
  })

  it('writes a report for people', async () => {
    const { code, err } = await plan('--html', '../report.html', '--json')
    expect(code).toBe(0)
    expect(err).toContain('wrote ../report.html\n')
    expect(readFileSync(join(fleet.parent, 'report.html'), 'utf8')).toMatch(/^<!doctype html>/)
  })

  it('leaves files with uncommitted changes alone', async () => {
    const first = await plan('--json', '--quiet')
    const edit = JSON.parse(first.out).proposals[0].edits.find(
      ({ before }: { before: string | null }) => before !== null,
    )
    fleet.write(edit.path, `${edit.before}# unsaved\n`)
    const before = fleet.git('status', '--porcelain', '-uall')
    const { code, out, err } = await plan('--write')
    expect(code).toBe(4)
    expect(out).toBe('')
    expect(err).toContain('A file that would be edited has uncommitted changes; nothing was written.')
    expect(err).toContain(`    ${edit.path}\nhint: Commit or stash them`)
    expect(fleet.git('status', '--porcelain', '-uall')).toBe(before)
  })

  it('plans in a dirty working tree and says so', async () => {
    fleet.write('base/deployment.yaml', `${read('base/deployment.yaml')}# unsaved\n`)
    const { code, err } = await plan()
    expect(code).toBe(0)
    expect(err).toContain(
      'note: The working tree has uncommitted changes; the plan is made from the files as they are.\n',
    )
  })

  it('plans with a detached head and says so', async () => {
    fleet.git('checkout', '--quiet', '--detach')
    const { code, err } = await plan()
    expect(code).toBe(0)
    expect(err).toMatch(/note: The repository has a detached head at [0-9a-f]{12}\.\n/)
  })

  it('plans without git, and says so', async () => {
    rmSync(join(fleet.root, '.git'), { recursive: true })
    const { code, out, err } = await plan('--json')
    expect(code).toBe(0)
    expect(JSON.parse(out)).toMatchObject({
      base: null,
      totals: { proposed: 1 },
      notes: expect.arrayContaining(['The folder is no git repository.']),
    })
    expect(err).not.toContain('error')
  })

  it('leaves out what cannot be built, with the words of kustomize', async () => {
    fleet.write('base/kustomization.yaml', 'resources:\n  - deployment.yaml\n  - service.yaml\n')
    const { code, out } = await plan('--json', '--quiet')
    expect(code).toBe(0)
    const [skip] = JSON.parse(out).skipped
    expect(skip.name).toBe('cart')
    expect(JSON.stringify(skip)).toContain('service.yaml')
  })

  it('refuses a repository without kustomizations', async () => {
    fleet.git('rm', '-rq', '.')
    mkdirSync(fleet.root, { recursive: true })
    fleet.write('README.md', 'nothing here\n')
    const { code, err } = await plan()
    expect(code).toBe(2)
    expect(err).toMatch(/^error: .*: The repository has no kustomization\.\nhint: /)
  })
})

describe('a report', () => {
  it.each<[string, string | Buffer, RegExp]>([
    ['that is empty', '', /^error: krr\.json:?.*empty/],
    ['of another tool', '{"items":[],"kind":"List"}', /^error: krr\.json.*: .*krr/],
    ['that is no JSON', "Running Robusta's KRR", /^error: krr\.json.*: .*JSON/],
    ['that was cut off', JSON.stringify(krrReport([scan({})])).slice(0, 300), /^error: krr\.json:1:\d+: /],
    ['without containers', JSON.stringify(krrReport([])), /^error: krr\.json.*: .*container/],
    [
      'of bytes',
      Buffer.from([0x1f, 0x8b, 0xff]),
      /^error: krr\.json: The report cannot be read: it is not UTF-8 text\./,
    ],
  ])('%s is one sentence, a hint, and exit 2', async (_, content, words) => {
    writeFileSync(fleet.report, content)
    for (const command of ['scan', 'plan', 'propose']) {
      const { code, out, err } = await run([command, '--report', 'krr.json', '--repo', fleet.root, '--quiet'], {
        cwd: fleet.parent,
      })
      expect([code, out]).toEqual([2, ''])
      expect(err).toMatch(words)
      expect(err).toMatch(/\nhint: .+\n$/)
      expect(
        err
          .trimEnd()
          .split('\n')
          .filter((line) => !line.startsWith('    ')).length,
      ).toBe(2)
    }
  })

  it.each([
    ['nowhere.json', 'nowhere.json: The report cannot be read: there is no such file.'],
    ['.', '.: The report cannot be read: it is a directory.'],
  ])('%s cannot be read', async (path, words) => {
    const { code, err } = await runCli(['scan', '--report', path])
    expect(code).toBe(2)
    expect(err).toContain(`error: ${words}`)
  })

  it('that is too old is refused', async () => {
    const month = new Date(Date.now() - 30 * 86_400_000)
    utimesSync(fleet.report, month, month)
    const { code, err } = await runCli(['scan', '--report', fleet.report])
    expect(code).toBe(2)
    expect(err).toMatch(/^error: .*The report is 30d.* old/)
  })

  it('comes from stdin once', async () => {
    const { code, err } = await runCli(['scan', '--report', '-', '--report', '-'])
    expect([code, err.split('\n')[0]]).toEqual([2, 'error: Stdin can be read only once.'])
  })

  it('is shown by scan, in words and as JSON', async () => {
    const { code, out } = await runCli(['scan', '--report', fleet.report])
    expect(code).toBe(0)
    expect(out).toMatch(/CRITICAL +shop +Deployment\/cart +app +1 +1 -> 200m/)
    const json = JSON.parse((await runCli(['scan', '--report', fleet.report, '--json', '--cluster', 'prod-eu'])).out)
    expect(json.recommendations[0].container).toEqual({
      cluster: 'prod-eu',
      namespace: 'shop',
      kind: 'Deployment',
      name: 'cart',
      container: 'app',
    })
  })

  it('is filtered by the command line, and what is filtered is said', async () => {
    const { out } = await runCli(['plan', '--report', fleet.report, '--namespace', 'other', '--json', '--quiet'])
    expect(JSON.parse(out)).toMatchObject({
      proposals: [],
      skipped: [{ code: 'filtered', name: 'cart' }],
      totals: { containers: 1 },
    })
  })
})

describe('a place that cannot be written', () => {
  it('is told, and nothing is left', async () => {
    const locked = join(fleet.parent, 'locked')
    mkdirSync(locked)
    chmodSync(locked, 0o555)
    // Root may write everywhere but into /sys.
    const target = process.getuid?.() === 0 ? '/sys/report.html' : join(locked, 'report.html')
    const { code, out, err } = await plan('--html', target, '--quiet')
    expect([code, out]).toEqual([2, ''])
    expect(err).toMatch(/^error: .*report\.html: The file cannot be written: .+\.\nhint: /)
  })
})

describe('arguments', () => {
  it.each<[string[], string, string]>([
    [['plna'], "Unknown command 'plna'.", 'Did you mean plan?'],
    [['plan', '--reprt', 'x'], "Unknown option '--reprt'.", 'Did you mean --report?'],
    [['plan', '--report'], "Option '--report <file>' argument missing.", 'See krr-gitops plan --help.'],
    [
      ['plan', '--report', ''],
      "Option '--report <file>' argument '' is invalid. It must not be empty.",
      'See krr-gitops plan --help.',
    ],
    [
      ['plan', '--strategy', 'fancy'],
      "Option '--strategy <strategy>' argument 'fancy' is invalid. Allowed choices are simple, simple-limit.",
      'See krr-gitops plan --help.',
    ],
    [
      ['plan', 'extra'],
      "Too many arguments for 'plan'. Expected 0 arguments but got 1.",
      'See krr-gitops plan --help.',
    ],
    [['show'], "Missing required argument 'pr'.", 'See krr-gitops show --help.'],
    [
      ['show', 'abc'],
      "Command-argument value 'abc' is invalid for argument 'pr'. It must be the number of a pull request, such as 12.",
      'See krr-gitops show --help.',
    ],
    [
      ['list', '--forge', 'gitlab'],
      "Option '--forge <forge>' argument 'gitlab' is invalid. Allowed choices are github, local.",
      'See krr-gitops list --help.',
    ],
    [
      ['validate', '--repo', 'nowhere'],
      'There is no directory nowhere.',
      'Give --repo a directory, or owner/name for a repository on GitHub.',
    ],
    [
      ['validate', '--repo', 'acme/fleet'],
      '"krr-gitops validate" works on a directory, and there is none named acme/fleet.',
      'Clone the repository',
    ],
    [
      ['list', '--repo', 'acme/fleet'],
      'Pull requests of acme/fleet live on GitHub, and GITHUB_TOKEN is not set.',
      'Set it to a token',
    ],
    [
      ['list', '--forge', 'github'],
      'The remote "origin" of this repository is not on GitHub.',
      'Give --repo owner/name',
    ],
    [['show', '7'], 'There is no pull request #7.', 'See "krr-gitops list"'],
  ])('%j is a sentence and exit 2', async (args, message, hint) => {
    const { code, out, err } = await runCli(args)
    expect([code, out]).toEqual([2, ''])
    expect(err.startsWith(`error: ${message}\nhint: `)).toBe(true)
    expect(err).toContain(hint)
    expect(err).not.toMatch(/ {4}at /)
  })

  it('are explained in JSON too', async () => {
    const { code, out } = await runCli(['plan', '--json', '--nope'])
    expect(code).toBe(2)
    expect(JSON.parse(out).error).toMatchObject({ code: 'usage', exit: 2, message: "Unknown option '--nope'." })
  })

  it('that are absent show the help', async () => {
    const { code, out, err } = await runCli([])
    expect([code, err]).toEqual([0, ''])
    expect(out).toContain('Usage: krr-gitops [options] [command]')
  })

  it('ask for the version', async () => {
    const version = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')).version
    expect(await runCli(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' })
  })
})

describe('interruption', () => {
  it('before anything is written leaves everything as it was', async () => {
    const { recordIo } = await import('../io-fixture.ts')
    const { main } = await import('../../../src/entry/cli/main.ts')
    const temporary = join(fleet.parent, 'tmp')
    mkdirSync(temporary)
    const io = recordIo({
      cwd: fleet.root,
      env: { PATH: process.env.PATH, XDG_CACHE_HOME: join(fleet.parent, 'cache') },
    })
    const write = (text: string) => {
      io.stderr.write(text)
      io.controller.abort()
    }
    const stopping = {
      ...io,
      stderr: { ...io.stderr, write },
    }
    expect(await main(['plan', '--report', fleet.report, '--write'], stopping)).toBe(130)
    expect(io.out()).toBe('')
    expect(io.err()).toMatch(/interrupted\n$/)
    expect(fleet.git('status', '--porcelain', '-uall')).toBe('')
    expect(readdirSync(temporary)).toEqual([])
    expect(existsSync(join(fleet.root, 'krr'))).toBe(false)
  })
})
