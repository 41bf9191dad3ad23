import { describe, expect, it } from 'vitest'
import { createProgress } from '../../../src/entry/cli/progress.ts'
import { recordIo } from '../io-fixture.ts'

describe('progress', () => {
  it('is one line that rewrites itself on a terminal, and goes away', () => {
    let time = 0
    const io = recordIo({ terminal: true, env: {} })
    const progress = createProgress({ ...io, now: () => new Date(time) }, { quiet: false })
    progress.update('locate', 0, 4)
    progress.update('locate', 1, 4)
    time = 200
    progress.update('locate', 2, 4)
    progress.update('locate', 4, 4)
    progress.clear()
    progress.clear()
    const drawn = io.err().split('\r\u001B[2K')
    expect(drawn.map((text) => / (\d+\/\d+)/.exec(text)?.[1])).toEqual(['0/4', '2/4', '4/4', undefined])
    expect(drawn.at(-1)).toBe('')
  })

  it('is a line at the start and at the end of each stage elsewhere', () => {
    const io = recordIo()
    const progress = createProgress(io, { quiet: false })
    for (const done of [0, 1, 2, 2]) progress.update('prove', done, 2)
    progress.update('other', 0, null)
    expect(io.err()).toBe('Proving patches …\nProving patches: 2 done\nother …\n')
  })

  it('is nothing with --quiet', () => {
    const io = recordIo({ terminal: true })
    createProgress(io, { quiet: true }).update('prove', 1, 2)
    expect(io.err()).toBe('')
  })
})
