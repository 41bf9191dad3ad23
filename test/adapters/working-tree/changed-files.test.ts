import { execFileSync } from 'node:child_process'
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { listChangedFiles } from '../../../src/adapters/working-tree/changed-files.ts'

it('lists what is changed, new, renamed and deleted, with odd names, and nothing that is ignored', async () => {
  const root = mkdtempSync(join(tmpdir(), 'changed-'))
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t', ...args], { cwd: root, stdio: 'pipe' })
  git('init', '-q')
  for (const name of ['a', 'b', 'c', 'same', '.gitignore'])
    writeFileSync(join(root, name), name === '.gitignore' ? 'ignored\n' : `${name}\n`.repeat(20))
  git('add', '.')
  git('commit', '-qm', 'x')
  expect(await listChangedFiles(root, new AbortController().signal)).toEqual(new Set())
  writeFileSync(join(root, 'a'), 'changed')
  renameSync(join(root, 'b'), join(root, 'b2'))
  git('add', 'b', 'b2')
  rmSync(join(root, 'c'))
  writeFileSync(join(root, 'with space "ü"'), '')
  writeFileSync(join(root, 'ignored'), '')
  expect(await listChangedFiles(root, new AbortController().signal)).toEqual(
    new Set(['a', 'b', 'b2', 'c', 'with space "ü"']),
  )
  rmSync(root, { recursive: true })
})

it('is null outside a checkout', async () => {
  const root = mkdtempSync(join(tmpdir(), 'changed-'))
  expect(await listChangedFiles(root, new AbortController().signal)).toBeNull()
  rmSync(root, { recursive: true })
})
