import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openRenderStore } from '../../../src/adapters/kustomize/render-store.ts'

const KEY = 'a'.repeat(64)
const OTHER = 'b'.repeat(64)
let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'krr-gitops-test-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

it('keeps texts between runs, for their owner only', async () => {
  const directory = join(root, 'deep', 'renders')
  await openRenderStore({ directory, maxAge: 1000 }).write(KEY, 'kind: Secret\nü\n')
  expect(await openRenderStore({ directory, maxAge: 1000 }).read(KEY)).toBe('kind: Secret\nü\n')
  expect((await stat(directory)).mode & 0o777).toBe(0o700)
  const [name = ''] = await readdir(directory)
  expect((await stat(join(directory, name))).mode & 0o777).toBe(0o600)
})

it('has nothing under an unknown key', async () => {
  expect(await openRenderStore({ directory: root, maxAge: 1000 }).read(KEY)).toBeNull()
})

it('does not fail where it cannot write or read', async () => {
  const file = join(root, 'file')
  await writeFile(file, '')
  const store = openRenderStore({ directory: join(file, 'below'), maxAge: 1000 })
  await expect(store.write(KEY, 'x')).resolves.toBeUndefined()
  expect(await store.read(KEY)).toBeNull()
  await expect(store.prune(new Date())).resolves.toBeUndefined()
})

it('takes no path for a key', async () => {
  const store = openRenderStore({ directory: root, maxAge: 1000 })
  await expect(store.read('../../etc/passwd')).rejects.toThrow(RangeError)
})

it('prunes what was not used for long, and reading is use', async () => {
  const store = openRenderStore({ directory: root, maxAge: 60_000 })
  await store.write(KEY, 'old')
  await store.write(OTHER, 'old but read')
  await writeFile(join(root, 'not-ours.txt'), '')
  const old = new Date(Date.now() - 120_000)
  for (const name of await readdir(root)) await utimes(join(root, name), old, old)
  await store.read(OTHER)
  await store.prune(new Date())
  expect(await store.read(KEY)).toBeNull()
  expect(await store.read(OTHER)).toBe('old but read')
  expect(await readdir(root)).toContain('not-ours.txt')
})

it('leaves no half-written file behind', async () => {
  const store = openRenderStore({ directory: root, maxAge: 1000 })
  await Promise.all(Array.from({ length: 20 }, () => store.write(KEY, 'same')))
  expect(await readdir(root)).toEqual([`${KEY}.render`])
})
