import { describe, expect, it } from 'vitest'
import { createLogger } from '../../../src/entry/cli/logger.ts'
import { recordIo } from '../io-fixture.ts'

const now = new Date('2026-11-23T04:00:00Z')
const NORMAL = { quiet: false, verbose: false }

describe('the log', () => {
  it('is JSON when asked, without secrets', () => {
    const io = recordIo({ env: { LOG_FORMAT: 'json', LOG_LEVEL: 'info' }, now })
    createLogger(io, NORMAL).info(
      { audit: true, token: 'a', request: { authorization: 'b', url: '/x' }, password: 'c' },
      'done',
    )
    expect(JSON.parse(io.err())).toEqual({
      level: 'info',
      time: '2026-11-23T04:00:00.000Z',
      audit: true,
      token: '[redacted]',
      request: { authorization: '[redacted]', url: '/x' },
      password: '[redacted]',
      msg: 'done',
    })
  })

  it('is one readable line otherwise, without secrets or control characters', () => {
    const io = recordIo({ env: {}, now })
    createLogger(io, NORMAL).warn({ path: 'a\u001Bb', secret: 's', n: { token: 't' } }, 'two\nlines')
    expect(io.err()).toBe('warn  two lines path=a\uFFFDb secret=[redacted] n={"token":"[redacted]"}\n')
  })

  it.each([
    [{}, NORMAL, ['warn', 'error']],
    [{}, { quiet: true, verbose: false }, ['error']],
    [{}, { quiet: false, verbose: true }, ['debug', 'info', 'warn', 'error']],
    [{ LOG_LEVEL: 'error' }, { quiet: false, verbose: true }, ['error']],
    [{ LOG_LEVEL: 'silent' }, NORMAL, []],
  ])('has the level of %j and %j', (env, options, expected) => {
    const io = recordIo({ env, now })
    const logger = createLogger(io, options)
    for (const level of ['debug', 'info', 'warn', 'error'] as const) logger[level]({}, level)
    const lines = io.err().split('\n').filter(Boolean)
    expect(lines.map((line) => line.split(' ')[0])).toEqual(expected)
  })

  it('refuses a level that does not exist', () => {
    expect(() => createLogger(recordIo({ env: { LOG_LEVEL: 'loud' } }), NORMAL)).toThrow(
      'The environment variable LOG_LEVEL is "loud"',
    )
  })
})
