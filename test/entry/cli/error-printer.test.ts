import { describe, expect, it } from 'vitest'
import { Problem } from '../../../src/core/problem.ts'
import { Interrupted, reportError } from '../../../src/entry/cli/error-printer.ts'
import { recordIo } from '../io-fixture.ts'

const PLAIN = { json: false, verbose: false }

describe('an error', () => {
  it('is a sentence with its place, the words of the other program, and a hint', () => {
    const io = recordIo()
    const problem = new Problem({
      code: 'build-failed',
      exit: 3,
      message: 'kustomize could not build apps/shop',
      place: { file: 'apps/shop/kustomization.yaml', line: 4, column: 3 },
      detail: 'Error: accumulating resources\n\n  missing file\n',
      hint: 'Run kustomize build apps/shop.',
    })
    expect(reportError(problem, io, PLAIN)).toBe(3)
    expect(io.err()).toBe(
      'error: apps/shop/kustomization.yaml:4:3: kustomize could not build apps/shop.\n' +
        '    Error: accumulating resources\n\n      missing file\n' +
        'hint: Run kustomize build apps/shop.\n',
    )
    expect(io.out()).toBe('')
  })

  it('is a document on stdout with --json', () => {
    const io = recordIo()
    const problem = new Problem({ code: 'usage', exit: 2, message: 'No.', hint: 'Do.' })
    expect(reportError(problem, io, { json: true, verbose: false })).toBe(2)
    expect(JSON.parse(io.out())).toEqual({
      schemaVersion: 1,
      error: { code: 'usage', exit: 2, message: 'No.', place: null, hint: 'Do.', detail: null },
    })
    expect(io.err()).toBe('error: No.\nhint: Do.\n')
  })

  it('cannot move the cursor of the terminal', () => {
    const io = recordIo()
    const words = 'a\u001B[2Jb\u0007c\r\nd'
    reportError(new Problem({ code: 'x', exit: 3, message: words, detail: words, hint: words }), io, PLAIN)
    for (const sign of ['\u001B', '\u0007', '\r']) expect(io.err()).not.toContain(sign)
  })

  it('that nobody foresaw is our bug, with its stack only on request', () => {
    const quiet = recordIo()
    expect(reportError(new TypeError('x is undefined'), quiet, PLAIN)).toBe(1)
    expect(quiet.err()).toBe(
      'error: This is a bug in krr-gitops: x is undefined.\nhint: Please report it with the output of the same command with --verbose.\n',
    )
    const verbose = recordIo()
    reportError(new TypeError('x is undefined'), verbose, { json: false, verbose: true })
    expect(verbose.err()).toMatch(/TypeError: x is undefined\n {4}at /)
  })

  it('shows its cause only with --verbose', () => {
    const problem = new Problem({ code: 'x', exit: 2, message: 'No.', cause: new Error('why') })
    const io = recordIo()
    reportError(problem, io, PLAIN)
    expect(io.err()).toBe('error: No.\n')
    reportError(problem, io, { json: false, verbose: true })
    expect(io.err()).toContain('caused by: Error: why')
  })

  it('after Ctrl-C is only that', () => {
    const io = recordIo()
    io.controller.abort()
    expect(reportError(new Error('aborted somewhere'), io, PLAIN)).toBe(130)
    expect(reportError(new Interrupted(), recordIo(), PLAIN)).toBe(130)
    expect(io.err()).toBe('interrupted\n')
  })

  it('is coloured on a terminal, unless NO_COLOR is set', () => {
    const coloured = recordIo({ terminal: true, env: {} })
    reportError(new Problem({ code: 'x', exit: 2, message: 'No.' }), coloured, PLAIN)
    expect(coloured.err()).toBe('\u001B[31merror:\u001B[0m No.\n')
    const plain = recordIo({ terminal: true, env: { NO_COLOR: '1' } })
    reportError(new Problem({ code: 'x', exit: 2, message: 'No.' }), plain, PLAIN)
    expect(plain.err()).toBe('error: No.\n')
  })
})
