import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { toAdvice, toAmount, toLiveAmount } from '../../../src/core/recommend/amounts.ts'
import { siftContainers } from '../../../src/core/recommend/sift.ts'
import { rawScan, readScans, readText, reportText } from './given.ts'

describe('amounts', () => {
  it.each([
    [0.143, 143],
    [0.29, 290],
    [1.001, 1001],
    [0.57, 570],
    [0.01, 10],
    [4.35, 4350],
    [0, 0],
    [0.0005, 1],
    [0.1001, 101],
    [0.14300000000000002, 143],
  ])('%d cores are %d millicores', (cores, millicores) => expect(toAmount(cores, 'cpu')).toBe(millicores))

  it('is exact for every whole millicore, written as krr writes it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), (millicores) => {
        expect(toAmount(JSON.parse(String(millicores / 1000)), 'cpu')).toBe(millicores)
      }),
    )
  })

  it('is exact for every whole number of bytes', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (bytes) => {
        expect(toAmount(bytes, 'memory')).toBe(bytes)
      }),
    )
  })

  it.each([-1, -0.0001, Infinity, -Infinity, NaN, 1e300])('%d is no amount', (value) => {
    expect(toAmount(value, 'cpu')).toBeNull()
    expect(toAmount(value, 'memory')).toBeNull()
    expect(toAdvice(value, 'cpu')).toBeNull()
  })

  it('takes a live value that krr does not know for not set', () => {
    expect([toLiveAmount('?', 'cpu'), toLiveAmount(null, 'cpu'), toLiveAmount(undefined, 'cpu')]).toEqual([
      null,
      null,
      null,
    ])
    expect(toLiveAmount(0.5, 'cpu')).toBe(500)
  })
})

describe('an impossible number', () => {
  it('costs its resource, with a reason, and not the report', () => {
    const { recommendations, skipped } = siftContainers(readScans([rawScan({ cpu: -0.1 })]))
    expect(recommendations).toHaveLength(1)
    expect(skipped).toMatchObject([{ resource: 'cpu', code: 'impossible-value' }])
    expect(recommendations[0]?.resources.cpu.request).toEqual({ type: 'unknown' })
    const infinite = reportText([rawScan()]).replace('"value": 0.25', '"value": 1e999')
    expect(siftContainers(readText(infinite).report.containers).skipped).toMatchObject([{ code: 'impossible-value' }])
  })
})
