import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { writeEdits } from '../../src/entry/write-edits.ts'

let root = ''
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'write-edits-'))
  writeFileSync(join(root, 'a.yaml'), 'a: 1\n')
  writeFileSync(join(root, 'b.yaml'), 'b: 1\n')
})
afterEach(() => rmSync(root, { recursive: true, force: true }))

const read = (path: string) => readFileSync(join(root, path), 'utf8')

describe('writing edits', () => {
  it('writes all of them, makes folders, keeps modes and leaves nothing beside', () => {
    chmodSync(join(root, 'a.yaml'), 0o640)
    writeEdits(root, [
      { path: 'a.yaml', before: 'a: 1\n', after: 'a: 2\r\n' },
      { path: 'krr/x/y.yaml', before: null, after: 'new' },
    ])
    expect(read('a.yaml')).toBe('a: 2\r\n')
    expect(read('krr/x/y.yaml')).toBe('new')
    expect(statSync(join(root, 'a.yaml')).mode & 0o777).toBe(0o640)
    expect(readdirSync(root).sort()).toEqual(['a.yaml', 'b.yaml', 'krr'])
  })

  it('writes nothing when one file is not what the plan was made from', () => {
    expect(() =>
      writeEdits(root, [
        { path: 'a.yaml', before: 'a: 1\n', after: 'a: 2\n' },
        { path: 'b.yaml', before: 'b: 0\n', after: 'b: 2\n' },
      ]),
    ).toThrow(expect.objectContaining({ code: 'file-changed', exit: 4, place: { file: 'b.yaml' } }))
    expect(read('a.yaml')).toBe('a: 1\n')
  })

  it('puts back what it wrote when a later file cannot be written', () => {
    // The last edit needs a folder where the one before puts a file: all pass the checks, for root too.
    const edits = [
      { path: 'a.yaml', before: 'a: 1\n', after: 'a: 2\n' },
      { path: 'new.yaml', before: null, after: 'x' },
      { path: 'new.yaml/c.yaml', before: null, after: 'c' },
    ]
    expect(() => writeEdits(root, edits)).toThrow(expect.objectContaining({ code: 'write-failed', exit: 2 }))
    expect(read('a.yaml')).toBe('a: 1\n')
    expect(existsSync(join(root, 'new.yaml'))).toBe(false)
    expect(readdirSync(root).sort()).toEqual(['a.yaml', 'b.yaml'])
  })

  it('never follows a link out of the repository', () => {
    const outside = mkdtempSync(join(tmpdir(), 'outside-'))
    symlinkSync(outside, join(root, 'link'))
    symlinkSync(join(outside, 'f'), join(root, 'file-link'))
    mkdirSync(join(outside, 'deep'))
    for (const path of ['link/x.yaml', 'link/deep/x.yaml', 'file-link', '../x.yaml']) {
      expect(() => writeEdits(root, [{ path, before: null, after: 'x' }])).toThrow(
        expect.objectContaining({ code: 'edit-outside' }),
      )
    }
    expect(readdirSync(outside)).toEqual(['deep'])
    rmSync(outside, { recursive: true })
  })
})
