import { chmod, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createKustomize } from '../../../src/adapters/kustomize/create.ts'
import { Problem } from '../../../src/core/problem.ts'

let root: string
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'krr-gitops-test-')))
})
afterEach(async () => {
  vi.unstubAllEnvs()
  await rm(root, { recursive: true, force: true })
})

async function files(entries: Record<string, string>): Promise<void> {
  for (const [path, text] of Object.entries(entries)) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), text)
  }
}

async function script(name: string, body: string): Promise<string> {
  const path = join(root, name)
  await writeFile(path, `#!/bin/sh\n${body}\n`)
  await chmod(path, 0o755)
  return path
}

const CONFIG_MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n'
const real = createKustomize({ timeout: 60_000, allowRemote: false })

describe('the real kustomize', () => {
  it('renders', async () => {
    await files({ 'app/kustomization.yaml': 'namespace: shop\nresources: [a.yaml]\n', 'app/a.yaml': CONFIG_MAP })
    const result = await real.build(root, 'app', { loadRestrictor: 'root-only' })
    expect(result).toEqual({
      ok: true,
      text: 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: shop\n',
      warnings: '',
    })
    expect(await real.version()).toMatch(/^v\d+\.\d+\.\d+/)
  })

  it('refuses a file outside of the folder root-only, and reads it without restriction', async () => {
    await files({ 'app/kustomization.yaml': 'resources: [../a.yaml]\n', 'a.yaml': CONFIG_MAP })
    const refused = await real.build(root, 'app', { loadRestrictor: 'root-only' })
    expect(refused).toMatchObject({ ok: false, reason: 'load-restriction' })
    expect(await real.build(root, 'app', { loadRestrictor: 'none' })).toMatchObject({ ok: true, text: CONFIG_MAP })
  })

  it('says what is wrong in its own words, with paths of the repository', async () => {
    await files({ 'app/kustomization.yaml': 'resources: [missing.yaml]\n' })
    const result = await real.build(root, 'app', { loadRestrictor: 'root-only' })
    expect(result).toMatchObject({ ok: false, reason: 'failed', message: expect.stringContaining('app/missing.yaml') })
    expect(result.ok ? '' : result.message).not.toContain(root)
  })

  it.each([
    'https://example.com/x.yaml',
    'github.com/org/repo//base?ref=v1',
    'git@example.com:org/repo//base',
    'ssh://git@example.com/org/repo//base',
  ])('does not connect for %s', async (base) => {
    await files({ 'app/kustomization.yaml': `resources:\n- ${base}\n` })
    const before = Date.now()
    const result = await real.build(root, 'app', { loadRestrictor: 'root-only' })
    expect(result).toMatchObject({ ok: false, reason: 'failed' })
    expect(result.ok ? '' : result.message).toMatch(/127\.0\.0\.1:9|transport '\w+' not allowed/)
    expect(Date.now() - before).toBeLessThan(20_000)
  })

  it('does not fetch from another repository on this disk either', async () => {
    await files({ 'app/kustomization.yaml': `resources:\n- file://${root}/other//base\n` })
    const result = await real.build(root, 'app', { loadRestrictor: 'none' })
    expect(result).toMatchObject({ ok: false, message: expect.stringMatching(/not allowed|no such file/) })
  })

  it('runs no plugin and no Helm', async () => {
    await files({
      'helm/kustomization.yaml': 'helmCharts: [{name: x, repo: "https://example.com"}]\n',
      'plugin/kustomization.yaml': 'generators: [g.yaml]\n',
      'plugin/g.yaml':
        'apiVersion: example.com/v1\nkind: Gen\nmetadata:\n  name: g\n  annotations:\n    config.kubernetes.io/function: "exec: {path: ./run.sh}"\n',
      'plugin/run.sh': '#!/bin/sh\ntouch ran\n',
    })
    for (const directory of ['helm', 'plugin']) {
      expect(await real.build(root, directory, { loadRestrictor: 'none' })).toMatchObject({
        ok: false,
        reason: 'failed',
      })
    }
  })

  it('takes a directory that looks like a flag for a directory', async () => {
    await files({ '--help/kustomization.yaml': 'resources: [a.yaml]\n', '--help/a.yaml': CONFIG_MAP })
    expect(await real.build(root, '--help', { loadRestrictor: 'root-only' })).toMatchObject({
      ok: true,
      text: CONFIG_MAP,
    })
  })
})

describe('the program', () => {
  it('is kustomize with build, or kubectl with kustomize, as KUSTOMIZE names it', async () => {
    const answer =
      'echo "$0 $*" >> "$(dirname "$0")/calls"; case "$1" in version) echo "$VERSION";; *) echo "kind: X";; esac'
    const standalone = await script('kustomize-5', answer.replace('$VERSION', 'v5.6.0'))
    const wrapped = await script('my-kubectl', answer.replace('$VERSION', '{\\"kustomizeVersion\\": \\"v5.5.0\\"}'))
    for (const [program, version] of [
      [standalone, 'v5.6.0'],
      [wrapped, 'v5.5.0'],
    ] as const) {
      const kustomize = createKustomize({ program, timeout: 10_000, allowRemote: false })
      expect(await kustomize.version()).toBe(version)
      expect(await kustomize.build(root, 'app', { loadRestrictor: 'none' })).toMatchObject({
        ok: true,
        text: 'kind: X\n',
      })
    }
    expect((await readFile(join(root, 'calls'), 'utf8')).trim().split('\n')).toEqual([
      `${standalone} version`,
      `${standalone} build ${root}/app --load-restrictor LoadRestrictionsNone`,
      `${wrapped} version --client --output=json`,
      `${wrapped} kustomize ${root}/app --load-restrictor LoadRestrictionsNone`,
    ])
  })

  it('reads the version of old releases too', async () => {
    const program = await script('kustomize', 'echo "{Version:kustomize/v4.5.7 GitCommit:56d82a8 BuildDate:2022}"')
    expect(await createKustomize({ program, timeout: 10_000, allowRemote: false }).version()).toBe('v4.5.7')
  })

  it('prefers kustomize on the PATH, and falls back to kubectl', async () => {
    await mkdir(join(root, 'bin'))
    await script('bin/kubectl', 'echo \'{"kustomizeVersion": "v5.5.0"}\'')
    vi.stubEnv('PATH', `${join(root, 'bin')}:/bin:/usr/bin/none`)
    const options = { timeout: 10_000, allowRemote: false }
    expect(await createKustomize(options).version()).toBe('v5.5.0')
    await script('bin/kustomize', 'echo v5.7.1')
    expect(await createKustomize(options).version()).toBe('v5.7.1')
  })

  it('that is missing is a named problem that says what to install', async () => {
    vi.stubEnv('PATH', join(root, 'nothing'))
    const error = await createKustomize({ timeout: 1000, allowRemote: false })
      .version()
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(Problem)
    expect(error).toMatchObject({ code: 'kustomize-missing', exit: 3, hint: expect.stringContaining('KUSTOMIZE') })
  })

  it.each(['/nowhere/kustomize', '/etc/passwd'])(
    '%s named by KUSTOMIZE that does not run is the same problem',
    async (program) => {
      const error = createKustomize({ program, timeout: 1000, allowRemote: false }).build(root, '', {
        loadRestrictor: 'none',
      })
      await expect(error).rejects.toMatchObject({
        code: 'kustomize-missing',
        message: expect.stringContaining('KUSTOMIZE'),
      })
    },
  )

  it('sees no secret of ours, no proxy and no kubeconfig', async () => {
    vi.stubEnv('GITHUB_TOKEN', 'secret-token')
    vi.stubEnv('KUBECONFIG', '/home/me/.kube/config')
    vi.stubEnv('HTTPS_PROXY', 'http://proxy.example.com')
    const program = await script('kustomize', 'case "$1" in version) echo v5.5.0;; *) env;; esac')
    const show = async (allowRemote: boolean) => {
      const result = await createKustomize({ program, timeout: 10_000, allowRemote }).build(root, '', {
        loadRestrictor: 'none',
      })
      return result.ok ? result.text : ''
    }
    const closed = await show(false)
    expect(closed).not.toMatch(/secret-token|\.kube\/config|proxy\.example/)
    expect(closed).toContain('GIT_ALLOW_PROTOCOL=none')
    expect(closed).toContain('HTTPS_PROXY=http://127.0.0.1:9')
    const open = await show(true)
    expect(open).not.toMatch(/GIT_ALLOW_PROTOCOL|127\.0\.0\.1:9|secret-token/)
    expect(open).toContain('HTTPS_PROXY=http://proxy.example.com')
  })

  it('that takes too long is stopped', async () => {
    const program = await script('kustomize', 'case "$1" in version) echo v5.5.0;; *) exec sleep 60;; esac')
    const result = await createKustomize({ program, timeout: 300, allowRemote: false }).build(root, '', {
      loadRestrictor: 'none',
    })
    expect(result).toEqual({ ok: false, reason: 'timeout', message: 'the build did not end within 0.3 seconds' })
  })

  it('stops when it is told to', async () => {
    const program = await script('kustomize', 'case "$1" in version) echo v5.5.0;; *) exec sleep 60;; esac')
    const controller = new AbortController()
    const kustomize = createKustomize({ program, timeout: 60_000, allowRemote: false })
    await kustomize.version()
    const build = kustomize.build(root, '', { loadRestrictor: 'none', signal: controller.signal })
    setTimeout(() => controller.abort(), 50)
    await expect(build).rejects.toMatchObject({ name: 'AbortError' })
  })

  it('that ends without words says how it ended', async () => {
    const program = await script('kustomize', 'case "$1" in version) echo v5.5.0;; *) exit 7;; esac')
    const result = await createKustomize({ program, timeout: 5000, allowRemote: false }).build(root, '', {
      loadRestrictor: 'none',
    })
    expect(result).toEqual({ ok: false, reason: 'failed', message: 'the build ended with exit code 7' })
  })

  it('names paths of the repository also when it was reached through a link', async () => {
    await files({ 'repo/app/kustomization.yaml': 'resources: [missing.yaml]\n' })
    await symlink(join(root, 'repo'), join(root, 'alias'))
    const result = await real.build(join(root, 'alias'), 'app', { loadRestrictor: 'root-only' })
    expect(result.ok ? '' : result.message).not.toContain(root)
  })
})
