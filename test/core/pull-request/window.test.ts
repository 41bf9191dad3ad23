import { describe, expect, it } from 'vitest'
import { activeFreeze, isWindowOpen, parseWindow } from '../../../src/core/pull-request/window.ts'

const MONDAY = '2026-03-02'
const open = (window: string, at: string) => isWindowOpen([window], new Date(at))

describe('isWindowOpen', () => {
  it.each([
    ['always', `${MONDAY}T03:00Z`, true],
    ['Mon-Fri', `${MONDAY}T23:59Z`, true],
    ['Mon-Fri', '2026-03-01T12:00Z', false],
    ['Sat,Sun', '2026-03-01T12:00Z', true],
    ['Sat-Mon', `${MONDAY}T12:00Z`, true],
    ['Sat-Mon', '2026-03-03T12:00Z', false],
    ['08:00-17:00', `${MONDAY}T08:00Z`, true],
    ['08:00-17:00', `${MONDAY}T07:59Z`, false],
    ['08:00-17:00', `${MONDAY}T17:00Z`, false],
    ['00:00-24:00', `${MONDAY}T23:59Z`, true],
    ['Mon 22:00-06:00', `${MONDAY}T23:00Z`, true],
    ['Mon 22:00-06:00', '2026-03-03T05:59Z', true],
    ['Mon 22:00-06:00', `${MONDAY}T05:00Z`, false],
    ['Mon-Fri 08:00-17:00 Europe/Berlin', `${MONDAY}T07:30Z`, true],
    ['Mon-Fri 08:00-17:00 Europe/Berlin', `${MONDAY}T16:30Z`, false],
    // Summer time: eight in Berlin is six in UTC.
    ['08:00-09:00 Europe/Berlin', '2026-07-01T06:30Z', true],
    ['Mon Pacific/Auckland', '2026-03-01T12:00Z', true],
  ])('%s at %s: %s', (window, at, expected) => {
    expect(open(window, at)).toBe(expected)
  })

  it('is open without windows, and when any is', () => {
    expect(isWindowOpen([], new Date(`${MONDAY}T03:00Z`))).toBe(true)
    expect(isWindowOpen(['Tue', 'Mon'], new Date(`${MONDAY}T03:00Z`))).toBe(true)
  })

  it.each([
    '',
    'sometimes',
    'Foo',
    'Mon-Foo',
    '25:00-26:00',
    '08:60-09:00',
    '08:00-08:00',
    'Mon Mars/Base',
    '8:00-9:00',
  ])('is never open for %j', (window) => {
    expect(parseWindow(window)).toBeNull()
    expect(open(window, `${MONDAY}T08:30Z`)).toBe(false)
  })
})

describe('activeFreeze', () => {
  const period = { from: '2026-12-24', to: '2026-12-26', reason: 'holidays' }
  it.each([
    ['2026-12-23T23:59:59Z', null],
    ['2026-12-24T00:00:00Z', period],
    ['2026-12-26T23:59:59Z', period],
    ['2026-12-27T00:00:00Z', null],
  ])('%s', (at, expected) => {
    expect(activeFreeze([period], new Date(at))).toEqual(expected)
  })
})
