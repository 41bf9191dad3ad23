/** Kubernetes quantities: all forms that the API server reads, exact, and printed short. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { formatQuantity, parseQuantity } from '../../src/core/quantity.ts'
import type { Resource } from '../../src/core/workload.ts'

describe('parseQuantity', () => {
  it.each<[unknown, Resource, number | null]>([
    ['250m', 'cpu', 250],
    ['2', 'cpu', 2000],
    [2, 'cpu', 2000],
    [0.5, 'cpu', 500],
    ['0.1', 'cpu', 100],
    ['.5', 'cpu', 500],
    ['1.', 'cpu', 1000],
    ['+1', 'cpu', 1000],
    ['1e3', 'cpu', 1_000_000],
    ['1E-3', 'cpu', 1],
    ['100u', 'cpu', 1],
    ['1500u', 'cpu', 2],
    ['1000000n', 'cpu', 1],
    ['1n', 'cpu', 1],
    ['0', 'cpu', 0],
    [0, 'cpu', 0],
    ['0.0001', 'cpu', 1],
    ['1k', 'cpu', 1_000_000],
    // Found in real reports: 0.143 cores is no float noise here.
    [0.143, 'cpu', 143],
    [1e-7, 'cpu', 1],
    ['128Mi', 'memory', 134_217_728],
    ['1.5Gi', 'memory', 1_610_612_736],
    ['64M', 'memory', 64_000_000],
    ['1e9', 'memory', 1_000_000_000],
    ['1E9', 'memory', 1_000_000_000],
    ['1E', 'memory', null],
    ['0.001E', 'memory', 1_000_000_000_000_000],
    [128_974_848, 'memory', 128_974_848],
    [104_857_600.0, 'memory', 104_857_600],
    ['128974848', 'memory', 128_974_848],
    ['129e6', 'memory', 129_000_000],
    ['129M', 'memory', 129_000_000],
    ['128974848000m', 'memory', 128_974_848],
    ['123Mi', 'memory', 128_974_848],
    ['1Ki', 'memory', 1024],
    ['1Ti', 'memory', 1_099_511_627_776],
    ['1Pi', 'memory', 1_125_899_906_842_624],
    ['8Pi', 'memory', null],
    ['7.9Pi', 'memory', 8_894_609_264_056_730],
    ['0.1Ki', 'memory', 103],
    ['400m', 'memory', 1],
    ['1T', 'memory', 1_000_000_000_000],
    ['1P', 'memory', 1_000_000_000_000_000],
    ['1G', 'memory', 1_000_000_000],
    ['1k', 'memory', 1000],
    ['9007199254740991', 'memory', 9_007_199_254_740_991],
    ['9007199254740992', 'memory', null],
    ['1e999', 'memory', null],
    ['1e41', 'cpu', null],
    ['1e-41', 'cpu', null],
    ['1e-40', 'cpu', 1],
    ['', 'cpu', null],
    [' 1', 'cpu', null],
    ['1 Gi', 'memory', null],
    ['1gi', 'memory', null],
    ['1K', 'memory', null],
    ['1mi', 'memory', null],
    ['1Mim', 'memory', null],
    ['1e', 'cpu', null],
    ['.', 'cpu', null],
    ['m', 'cpu', null],
    ['1.2.3', 'cpu', null],
    ['1,5', 'cpu', null],
    ['0x10', 'cpu', null],
    ['1_000', 'cpu', null],
    ['-1', 'cpu', null],
    [-0.5, 'cpu', null],
    [Number.NaN, 'cpu', null],
    [Number.POSITIVE_INFINITY, 'cpu', null],
    ['$'.concat('{CPU}'), 'cpu', null],
    [null, 'cpu', null],
    [undefined, 'cpu', null],
    [true, 'cpu', null],
    [['1'], 'cpu', null],
    [{ toString: () => '1' }, 'cpu', null],
    ['1\n', 'cpu', null],
  ])('%j of %s is %s', (value, resource, expected) => {
    expect(parseQuantity(value, resource)).toBe(expected)
  })
})

describe('formatQuantity', () => {
  it.each<[number, Resource, string]>([
    [0, 'cpu', '0'],
    [1, 'cpu', '1m'],
    [1000, 'cpu', '1'],
    [1500, 'cpu', '1500m'],
    [64_000, 'cpu', '64'],
    [0, 'memory', '0'],
    [1, 'memory', '1'],
    [1023, 'memory', '1023'],
    [1024, 'memory', '1Ki'],
    [1_610_612_736, 'memory', '1536Mi'],
    [1_073_741_824, 'memory', '1Gi'],
    [1_000_000_000, 'memory', '1000000000'],
    [1_125_899_906_842_624, 'memory', '1Pi'],
    [Number.MAX_SAFE_INTEGER, 'memory', '9007199254740991'],
  ])('%d of %s is %s', (amount, resource, text) => {
    expect(formatQuantity(amount, resource)).toBe(text)
  })
})

/** A second reading of the grammar, in fractions: value = numerator / denominator. */
interface Sample {
  readonly text: string
  readonly numerator: bigint
  readonly denominator: bigint
}

const SUFFIXES: Readonly<Record<string, readonly [bigint, bigint]>> = {
  n: [1n, 10n ** 9n],
  u: [1n, 10n ** 6n],
  m: [1n, 1000n],
  '': [1n, 1n],
  k: [10n ** 3n, 1n],
  M: [10n ** 6n, 1n],
  G: [10n ** 9n, 1n],
  T: [10n ** 12n, 1n],
  Ki: [2n ** 10n, 1n],
  Mi: [2n ** 20n, 1n],
  Gi: [2n ** 30n, 1n],
  Ti: [2n ** 40n, 1n],
  e2: [100n, 1n],
  'E+2': [100n, 1n],
  'e-4': [1n, 10n ** 4n],
}

const sample: fc.Arbitrary<Sample> = fc
  .tuple(
    fc.constantFrom('', '+'),
    fc.nat({ max: 9999 }),
    fc.option(fc.stringMatching(/^\d{0,5}$/), { nil: null }),
    fc.constantFrom(...Object.keys(SUFFIXES)),
  )
  .map(([sign, whole, fraction, suffix]) => {
    const [times, over] = SUFFIXES[suffix] ?? [1n, 1n]
    const digits = fraction ?? ''
    return {
      text: `${sign}${whole}${fraction === null ? '' : `.${fraction}`}${suffix}`,
      numerator: BigInt(`${whole}${digits}`) * times,
      denominator: over * 10n ** BigInt(digits.length),
    }
  })

const resources: fc.Arbitrary<Resource> = fc.constantFrom('cpu', 'memory')
const unit = (resource: Resource) => (resource === 'cpu' ? 1000n : 1n)

describe('properties', () => {
  it('is never less than the exact value, and less than one unit more', () => {
    fc.assert(
      fc.property(sample, resources, ({ text, numerator, denominator }, resource) => {
        const amount = parseQuantity(text, resource)
        const exact = numerator * unit(resource)
        if (amount === null) {
          expect(exact > BigInt(Number.MAX_SAFE_INTEGER) * denominator).toBe(true)
          return
        }
        expect(BigInt(amount) * denominator >= exact).toBe(true)
        expect(BigInt(amount - 1) * denominator < exact || amount === 0).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })

  it('is monotone: the larger quantity never gives the smaller amount', () => {
    fc.assert(
      fc.property(sample, sample, resources, (a, b, resource) => {
        const [left, right] = [parseQuantity(a.text, resource), parseQuantity(b.text, resource)]
        if (left === null || right === null) return
        const less = a.numerator * b.denominator <= b.numerator * a.denominator
        expect(less ? left <= right : left >= right).toBe(true)
      }),
      { numRuns: 3000 },
    )
  })

  it('reads back what it prints, for every amount', () => {
    const amount = fc.oneof(
      fc.maxSafeNat(),
      fc.nat({ max: 100_000 }),
      fc.tuple(fc.nat({ max: 8191 }), fc.constantFrom(10, 20, 30, 40)).map(([count, bits]) => count * 2 ** bits),
    )
    fc.assert(
      fc.property(amount, resources, (value, resource) => {
        expect(parseQuantity(formatQuantity(value, resource), resource)).toBe(value)
      }),
      { numRuns: 3000 },
    )
  })

  it('prints nothing longer than the plain number', () => {
    fc.assert(
      fc.property(fc.maxSafeNat(), (value) => {
        expect(formatQuantity(value, 'memory').length).toBeLessThanOrEqual(Math.max(String(value).length, 3))
        expect(formatQuantity(value, 'cpu').length).toBeLessThanOrEqual(`${value}m`.length)
      }),
    )
  })

  it('answers every text, however odd, with an amount or nothing', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^[\d.eEmkKMGTPin+-]{0,12}$/)),
        resources,
        (text, resource) => {
          const amount = parseQuantity(text, resource)
          expect(amount === null || (Number.isSafeInteger(amount) && amount >= 0)).toBe(true)
        },
      ),
      { numRuns: 3000 },
    )
  })
})
