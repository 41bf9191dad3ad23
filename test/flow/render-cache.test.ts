import { describe, expect, it } from 'vitest'
import { createRenderCache, type RenderRequest } from '../../src/flow/render-cache.ts'
import type { BuildResult, Kustomize, RenderStore } from '../../src/ports/kustomize.ts'
import { createMemoryTree } from '../core/locate/memory-tree.ts'

interface World {
  readonly result?: BuildResult | (() => BuildResult)
  readonly version?: string
}

function kustomizeThat({ result = { ok: true, text: 'kind: X\n', warnings: 'w' }, version = 'v5.5.0' }: World = {}) {
  const calls: string[] = []
  const kustomize: Kustomize = {
    version: async () => version,
    build: async (root, directory, { loadRestrictor }) => {
      calls.push(`${root} ${directory} ${loadRestrictor}`)
      return typeof result === 'function' ? result() : result
    },
  }
  return { calls, kustomize }
}

function memoryStore(): RenderStore & { readonly kept: Map<string, string> } {
  const kept = new Map<string, string>()
  return {
    kept,
    read: async (key) => kept.get(key) ?? null,
    write: async (key, text) => void kept.set(key, text),
    prune: async () => undefined,
  }
}

const files = { 'a/kustomization.yaml': 'resources: [x.yaml]\n', 'a/x.yaml': 'kind: X\n' }

function request(kustomize: Kustomize, changes: Partial<RenderRequest> = {}): RenderRequest {
  return {
    kustomize,
    root: '/repo',
    overlay: 'a',
    tree: createMemoryTree({ files }),
    closure: new Set(Object.keys(files)),
    loadRestrictor: 'root-only',
    ...changes,
  }
}

describe('the key of a render', () => {
  it('is the content of what it reads: equal files are built once, wherever they lie', async () => {
    const { calls, kustomize } = kustomizeThat()
    const cache = createRenderCache({ store: null })
    await Promise.all([cache.build(request(kustomize)), cache.build(request(kustomize, { root: '/copy' }))])
    expect(calls).toHaveLength(1)
    expect(cache.counts()).toEqual({ made: 1, cached: 1 })
  })

  it.each([
    ['another content', { tree: createMemoryTree({ files: { ...files, 'a/x.yaml': 'kind: Y\n' } }) }],
    ['another directory', { overlay: 'b' }],
    ['another restriction', { loadRestrictor: 'none' as const }],
    ['more files', { closure: new Set([...Object.keys(files), 'b']) }],
    [
      'a link in place of a file',
      {
        tree: createMemoryTree({
          files: { 'a/kustomization.yaml': '', y: 'kind: X\n' },
          links: { 'a/x.yaml': '../y' },
        }),
      },
    ],
    ['another version of kustomize', { kustomize: kustomizeThat({ version: 'v5.6.0' }).kustomize }],
  ])('is another for %s', async (_, changes) => {
    const cache = createRenderCache({ store: null })
    await cache.build(request(kustomizeThat().kustomize))
    await cache.build(request(kustomizeThat().kustomize, changes))
    expect(cache.counts()).toEqual({ made: 2, cached: 0 })
  })
})

describe('the store', () => {
  it('answers the next run', async () => {
    const store = memoryStore()
    const first = await createRenderCache({ store }).build(request(kustomizeThat().kustomize))
    const { calls, kustomize } = kustomizeThat()
    const cache = createRenderCache({ store })
    expect(await cache.build(request(kustomize))).toEqual(first)
    expect(first).toEqual({ ok: true, text: 'kind: X\n' })
    expect([calls.length, cache.counts()]).toEqual([0, { made: 0, cached: 1 }])
  })

  it.each(['failed', 'load-restriction'] as const)('keeps that a build is %s', async (reason) => {
    const store = memoryStore()
    const result: BuildResult = { ok: false, reason, message: 'kustomize said\nthis' }
    await createRenderCache({ store }).build(request(kustomizeThat({ result }).kustomize))
    expect(await createRenderCache({ store }).build(request(kustomizeThat().kustomize))).toEqual(result)
  })

  it('keeps no time-out, and it is tried again', async () => {
    const store = memoryStore()
    let slow = true
    const { kustomize } = kustomizeThat({
      result: () => (slow ? { ok: false, reason: 'timeout', message: 'slow' } : { ok: true, text: 'x', warnings: '' }),
    })
    const cache = createRenderCache({ store })
    expect(await cache.build(request(kustomize))).toMatchObject({ ok: false, reason: 'timeout' })
    slow = false
    expect(await cache.build(request(kustomize))).toEqual({ ok: true, text: 'x' })
  })

  it('keeps nothing that depends on files which the key cannot see', async () => {
    const store = memoryStore()
    const cache = createRenderCache({ store })
    await cache.build(request(kustomizeThat().kustomize, { incomplete: true }))
    await cache.build(request(kustomizeThat().kustomize, { closure: new Set(['a/gone.yaml']) }))
    expect(store.kept.size).toBe(0)
    await cache.build(request(kustomizeThat().kustomize, { incomplete: true }))
    expect(cache.counts()).toEqual({ made: 2, cached: 1 })
    await cache.build(request(kustomizeThat().kustomize, { incomplete: true, root: '/other' }))
    expect(cache.counts()).toEqual({ made: 3, cached: 1 })
  })

  it.each(['', 'garbage', 'unknown\nx', '{"ok":true}'])('that holds %j is asked in vain', async (text) => {
    const store: RenderStore = { ...memoryStore(), read: async () => text }
    const { calls, kustomize } = kustomizeThat()
    expect(await createRenderCache({ store }).build(request(kustomize))).toEqual({ ok: true, text: 'kind: X\n' })
    expect(calls).toHaveLength(1)
  })
})

it('a kustomize that throws is asked again', async () => {
  let broken = true
  const { kustomize } = kustomizeThat({
    result: () => {
      if (broken) throw new Error('gone')
      return { ok: true, text: 'x', warnings: '' }
    },
  })
  const cache = createRenderCache({ store: null })
  await expect(cache.build(request(kustomize))).rejects.toThrow('gone')
  broken = false
  expect(await cache.build(request(kustomize))).toEqual({ ok: true, text: 'x' })
})
