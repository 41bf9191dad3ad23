import { existsSync } from 'node:fs'
import { lstat, mkdir, mkdtemp, readFile, readlink, realpath, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { openRepository } from '../../../src/adapters/repository/open.ts'
import type { Repository } from '../../../src/ports/repository.ts'

let root: string
let repository: Repository
beforeEach(async () => {
  root = await realpath(await mkdtemp(join(tmpdir(), 'krr-gitops-test-')))
  for (const [path, content] of Object.entries({ 'a/x.yaml': 'x\r\n', 'a/y.bin': '\u0000', 'b/z.yaml': 'z' })) {
    await mkdir(dirname(join(root, path)), { recursive: true })
    await writeFile(join(root, path), content)
  }
  await symlink('../b', join(root, 'a', 'link'))
  await symlink('/etc/hostname', join(root, 'a', 'out'))
  repository = await openRepository(root)
})
afterEach(() => rm(root, { recursive: true, force: true }))

it('copies everything, byte for byte, and nothing that leads out', async () => {
  await using scratch = await repository.scratch(null)
  expect(await readFile(join(scratch.root, 'a/x.yaml'), 'utf8')).toBe('x\r\n')
  expect(await readFile(join(scratch.root, 'a/link/z.yaml'), 'utf8')).toBe('z')
  expect(await readlink(join(scratch.root, 'a/link'))).toBe('../b')
  expect(existsSync(join(scratch.root, 'a/out'))).toBe(false)
})

it('is private, apart from the repository, and gone afterwards', async () => {
  let where: string
  {
    await using scratch = await repository.scratch(null)
    where = scratch.root
    expect((await stat(where)).mode & 0o777).toBe(0o700)
    expect(where).toBe(await realpath(where))
    await scratch.write(new Map([['a/x.yaml', 'changed']]))
  }
  expect(existsSync(where)).toBe(false)
  expect(await readFile(join(root, 'a/x.yaml'), 'utf8')).toBe('x\r\n')
})

it('copies only what is asked for, and more later', async () => {
  await using scratch = await repository.scratch(new Set(['a/x.yaml', 'not/there.yaml']))
  expect(existsSync(join(scratch.root, 'b'))).toBe(false)
  await scratch.write(new Map([['a/x.yaml', 'edited']]))
  await scratch.add(new Set(['b/z.yaml', 'a/x.yaml']))
  expect(await readFile(join(scratch.root, 'b/z.yaml'), 'utf8')).toBe('z')
  expect(await readFile(join(scratch.root, 'a/x.yaml'), 'utf8')).toBe('edited')
  await scratch.add(null)
  expect(existsSync(join(scratch.root, 'a/y.bin'))).toBe(true)
})

it('takes files out, keeps them out, and puts them back', async () => {
  await using scratch = await repository.scratch(new Set(['a/x.yaml']))
  await scratch.remove(['a/x.yaml', 'b/z.yaml', 'not/there.yaml'])
  expect(existsSync(join(scratch.root, 'a/x.yaml'))).toBe(false)
  await scratch.add(null)
  expect(existsSync(join(scratch.root, 'a/x.yaml'))).toBe(false)
  expect(existsSync(join(scratch.root, 'b/z.yaml'))).toBe(false)
  await scratch.write(new Map([['a/x.yaml', null]]))
  expect(await readFile(join(scratch.root, 'a/x.yaml'), 'utf8')).toBe('x\r\n')
})

it('writes texts, puts them back, and removes new files', async () => {
  await using scratch = await repository.scratch(null)
  await scratch.write(
    new Map([
      ['a/x.yaml', 'edited'],
      ['new/dir/n.yaml', 'n'],
    ]),
  )
  expect(await readFile(join(scratch.root, 'new/dir/n.yaml'), 'utf8')).toBe('n')
  await scratch.write(
    new Map([
      ['a/x.yaml', null],
      ['new/dir/n.yaml', null],
      ['never/was.yaml', null],
    ]),
  )
  expect(await readFile(join(scratch.root, 'a/x.yaml'), 'utf8')).toBe('x\r\n')
  expect(existsSync(join(scratch.root, 'new/dir/n.yaml'))).toBe(false)
})

it('writes through a link to the file behind it', async () => {
  await using scratch = await repository.scratch(null)
  await scratch.write(new Map([['a/link/z.yaml', 'edited']]))
  expect(await readFile(join(scratch.root, 'b/z.yaml'), 'utf8')).toBe('edited')
  expect((await lstat(join(scratch.root, 'a/link'))).isSymbolicLink()).toBe(true)
})

it.each(['../outside.yaml', '/etc/hostname', 'a/out', '', 'a/../../x'])('never writes to %j', async (path) => {
  await using scratch = await repository.scratch(null)
  await expect(scratch.write(new Map([[path, 'x']]))).rejects.toThrow(RangeError)
})
