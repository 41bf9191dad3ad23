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
    ['1e13', 'cpu', null],
    ['0e999', 'cpu', 0],
    ['1e-41', 'cpu', 1],
    ['1e-2147483647', 'memory', 1],
    ['1e-2147483648', 'memory', null],
    ['1e2147483647', 'memory', null],
    [`1${'0'.repeat(60)}e-60`, 'cpu', 1000],
    [`0.${'0'.repeat(60)}1e61`, 'memory', 1],
    ['1e3m', 'cpu', null],
    ['1E3Ki', 'memory', null],
    ['1E3', 'cpu', 1_000_000],
    ['0.5e1', 'cpu', 5000],
    ['5.e-1', 'cpu', 500],
    ['.5e+1', 'memory', 5],
    ['-0', 'cpu', 0],
    ['-0.0Mi', 'memory', 0],
    ['-.001', 'cpu', null],
    ['+.5Gi', 'memory', 536_870_912],
    ['0009', 'cpu', 9000],
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

/** The grammar of the API server: a sign, a number, and a binary suffix, a decimal suffix or a decimal exponent. */
const BINARY = ['Ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei'].map((text, index) => ({ text, times: 1024n ** BigInt(index + 1) }))
const DECIMAL = ['n', 'u', 'm', '', 'k', 'M', 'G', 'T', 'P', 'E'].map((text, index) => ({
  text,
  times: 1000n ** BigInt(Math.max(0, index - 3)),
  over: 1000n ** BigInt(Math.max(0, 3 - index)),
}))
const suffix = fc.oneof(
  fc.constantFrom(...BINARY.map((each) => ({ ...each, over: 1n }))),
  fc.constantFrom(...DECIMAL),
  fc
    .record({
      e: fc.constantFrom('e', 'E'),
      plus: fc.constantFrom('', '+'),
      exponent: fc.integer({ min: -60, max: 60 }),
    })
    .map(({ e, plus, exponent }) => ({
      text: `${e}${exponent < 0 ? '' : plus}${exponent}`,
      times: 10n ** BigInt(Math.max(0, exponent)),
      over: 10n ** BigInt(Math.max(0, -exponent)),
    })),
)
const digits = fc.stringMatching(/^\d{1,12}$/)
const number = fc.oneof(
  digits.map((whole) => ({ text: whole, whole, fraction: '' })),
  digits.map((whole) => ({ text: `${whole}.`, whole, fraction: '' })),
  digits.map((fraction) => ({ text: `.${fraction}`, whole: '', fraction })),
  fc.tuple(digits, digits).map(([whole, fraction]) => ({ text: `${whole}.${fraction}`, whole, fraction })),
)

const sample: fc.Arbitrary<Sample> = fc
  .tuple(fc.constantFrom('', '+'), number, suffix)
  .map(([sign, { text, whole, fraction }, { text: end, times, over }]) => ({
    text: `${sign}${text}${end}`,
    numerator: BigInt(`${whole}${fraction}`) * times,
    denominator: over * 10n ** BigInt(fraction.length),
  }))

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

  it('has no negative amount, but zero', () => {
    fc.assert(
      fc.property(sample, resources, ({ text, numerator }, resource) => {
        const negative = parseQuantity(`-${text.replace(/^\+/, '')}`, resource)
        expect(negative).toBe(numerator === 0n ? 0 : null)
      }),
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
