/** Promises of the bound stage, for all inputs. The expectations are computed here, from the words of the policy. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { boundResource } from '../../../src/core/change/bound-resource.ts'
import { type HeapView, memoryFloor } from '../../../src/core/change/guards/heap.ts'
import { brokenByContainer, type Range } from '../../../src/core/change/guards/limit-range.ts'
import type { Bounds } from '../../../src/core/change/policy.ts'
import type { FieldChange, ResourceFacts } from '../../../src/core/change/resource-facts.ts'
import type { Advice } from '../../../src/core/recommend/recommendation.ts'
import type { Amount, Resource } from '../../../src/core/workload.ts'

const Mi = 1024 ** 2
const RUNS = { numRuns: 1000 }

const resource: fc.Arbitrary<Resource> = fc.constantFrom('cpu', 'memory')

/** Small and large, round and not; cents of a scale that both resources use. */
function amountOf(of: Resource, min = 1): fc.Arbitrary<Amount> {
  return of === 'cpu'
    ? fc.oneof(fc.integer({ min, max: 60 }), fc.integer({ min, max: 64_000 }))
    : fc.oneof(
        fc.integer({ min: 1, max: 4096 }).map((mebi) => mebi * Mi),
        fc.integer({ min, max: 200 * Mi }),
        fc.integer({ min, max: 64 * 1024 * Mi }),
      )
}

const percent = fc.oneof(
  fc.integer({ min: 0, max: 300 }),
  fc.integer({ min: 0, max: 100_000 }).map((milli) => milli / 1000),
)
const share = fc.oneof(
  fc.integer({ min: 0, max: 100 }),
  fc.integer({ min: 0, max: 100_000 }).map((milli) => milli / 1000),
)

const NO_HEAP: HeapView = {
  floor: null,
  percentOfLimit: null,
  jvmDefault: false,
  follows: null,
  unknown: null,
  suspected: false,
  found: [],
}

const heap: fc.Arbitrary<HeapView> = fc.record({
  floor: fc.option(
    fc.integer({ min: 64, max: 4096 }).map((mebi) => mebi * Mi),
    { nil: null, freq: 2 },
  ),
  percentOfLimit: fc.option(fc.integer({ min: 1, max: 100 }), { nil: null, freq: 1 }),
  jvmDefault: fc.boolean(),
  follows: fc.constantFrom('limits', 'requests', null),
  unknown: fc.constantFrom('hidden', null, null, null),
  suspected: fc.boolean(),
  found: fc.constant([]),
})

function optional<Value>(value: fc.Arbitrary<Value>, key: string): fc.Arbitrary<Record<string, Value>> {
  return fc.oneof(
    fc.constant({}),
    value.map((one) => ({ [key]: one })),
  )
}

function bounds(of: Resource, limits: fc.Arbitrary<Bounds['limits']>): fc.Arbitrary<Bounds> {
  return fc.record({
    maxIncrease: percent,
    maxDecrease: share,
    minChange: fc.record({
      percent: fc.integer({ min: 0, max: 30 }),
      cpu: fc.integer({ min: 0, max: 30 }),
      memory: fc.integer({ min: 0, max: 32 * Mi }),
    }),
    floor: optional(amountOf(of), of),
    ceiling: optional(amountOf(of), of),
    limits,
    hpa: fc.constant('skip' as const),
  })
}

function range(of: Resource): fc.Arbitrary<Range> {
  return fc.record({
    name: fc.constant('bounds'),
    type: fc.constantFrom('Container', 'Container', 'Pod'),
    min: optional(amountOf(of), of),
    max: optional(amountOf(of), of),
    default: fc.constant({}),
    defaultRequest: fc.constant({}),
    ratio: optional(fc.integer({ min: 1000, max: 8000 }), of),
  })
}

function advice(of: Resource): fc.Arbitrary<Advice> {
  return fc.oneof(
    amountOf(of).map((amount): Advice => ({ type: 'value', amount })),
    fc.constant<Advice>({ type: 'unset' }),
    fc.constant<Advice>({ type: 'unknown' }),
  )
}

/** A request never above its limit: other manifests are refused before. */
function gitValues(of: Resource): fc.Arbitrary<Pick<ResourceFacts, 'request' | 'limit'>> {
  const pair = fc.tuple(fc.option(amountOf(of, 0), { nil: null }), fc.option(amountOf(of), { nil: null }))
  return pair.map(([a, b]) =>
    a !== null && b !== null ? { request: Math.min(a, b), limit: Math.max(a, b) } : { request: a, limit: b },
  )
}

function facts(
  limits: fc.Arbitrary<Bounds['limits']>,
  only: fc.Arbitrary<Resource> = resource,
): fc.Arbitrary<ResourceFacts> {
  return only.chain((of) =>
    fc
      .record({
        git: gitValues(of),
        bounds: bounds(of, limits),
        wantedRequest: amountOf(of),
        wantedLimit: advice(of),
        ranges: fc.oneof(fc.constant([]), fc.array(range(of), { maxLength: 2 })),
        defaults: fc.record({ limit: optional(amountOf(of), of), request: optional(amountOf(of), of) }),
        heap: fc.oneof(fc.constant(NO_HEAP), heap),
        outOfMemory: fc.boolean(),
        quotaNeedsLimit: fc.boolean(),
      })
      .map(({ git, ...rest }) => ({ resource: of, ...git, ...rest }))
      .filter(
        ({ request, limit, defaults }) => (request ?? 0) <= (limit ?? defaults.limit[of] ?? Number.MAX_SAFE_INTEGER),
      ),
  )
}

const anyLimits = fc.constantFrom<Bounds['limits'][]>('keep', 'recommended', 'remove-cpu')
const anyFacts = facts(anyLimits)

function fieldOf(changes: readonly FieldChange[], field: FieldChange['field']): FieldChange | undefined {
  return changes.find((change) => change.field === field)
}

function outcomeOf(input: ResourceFacts): {
  request: Amount | null
  limit: Amount | null
  changes: readonly FieldChange[]
} {
  const { changes } = boundResource(input)
  const request = fieldOf(changes, 'requests')
  const limit = fieldOf(changes, 'limits')
  return {
    request: request === undefined ? input.request : request.to,
    limit: limit === undefined ? input.limit : limit.to,
    changes,
  }
}

/** What applies before: Git, the container's own limit, the LimitRange. */
function baseOf(input: ResourceFacts, field: FieldChange['field']): Amount | null {
  const inherited =
    field === 'requests'
      ? (input.limit ?? input.defaults.request[input.resource])
      : input.defaults.limit[input.resource]
  const own = field === 'requests' ? input.request : input.limit
  return own ?? inherited ?? null
}

/** Exact: `value` is inside `base × (1 ± percent)`. */
function insideCaps(value: Amount, base: Amount, { maxIncrease, maxDecrease }: Bounds): boolean {
  const milli = (number: number) => BigInt(Math.round(number * 1000))
  const scaled = BigInt(value) * 100_000n
  return (
    scaled <= BigInt(base) * (100_000n + milli(maxIncrease)) && scaled >= BigInt(base) * (100_000n - milli(maxDecrease))
  )
}

/** The one exception from the caps: up to the floor, where krr wants that much and increases are allowed at all. */
function reachesFloor(value: Amount, input: ResourceFacts): boolean {
  const floor = input.bounds.floor[input.resource] ?? 0
  const wishes = [input.wantedRequest, input.wantedLimit.type === 'value' ? input.wantedLimit.amount : 0]
  return value <= floor && Math.max(...wishes) >= floor && input.bounds.maxIncrease > 0
}

/** The most that krr and the floor ask for, in whole MiB. */
function farthest(input: ResourceFacts): Amount {
  const wishes = [input.wantedRequest, input.wantedLimit.type === 'value' ? input.wantedLimit.amount : 0]
  const least = [input.bounds.floor[input.resource] ?? 0, ...input.ranges.map((one) => one.min[input.resource] ?? 0)]
  const whole = (amount: Amount) => (input.resource === 'memory' ? Math.ceil(amount / Mi) * Mi : amount)
  return Math.max(...wishes.map(whole), ...least)
}

describe('never outside policy', () => {
  it('every new request is inside caps, floor and ceiling', () => {
    fc.assert(
      fc.property(anyFacts, (input) => {
        const change = fieldOf(boundResource(input).changes, 'requests')
        if (change === undefined) return
        const to = change.to ?? 0
        const base = baseOf(input, 'requests')
        if (base !== null && base > 0) expect(insideCaps(to, base, input.bounds) || reachesFloor(to, input)).toBe(true)
        expect(to).toBeGreaterThanOrEqual(input.bounds.floor[input.resource] ?? 0)
        expect(to).toBeLessThanOrEqual(input.bounds.ceiling[input.resource] ?? Number.MAX_SAFE_INTEGER)
        expect(to).not.toBe(input.request)
        expect(Number.isSafeInteger(to)).toBe(true)
      }),
      RUNS,
    )
  })

  it('every new limit is inside the caps too, or gone where policy says so', () => {
    fc.assert(
      fc.property(anyFacts, (input) => {
        const change = fieldOf(boundResource(input).changes, 'limits')
        if (change === undefined) return
        const base = baseOf(input, 'limits')
        if (change.to === null) {
          expect(input).toMatchObject({
            resource: 'cpu',
            bounds: { limits: 'remove-cpu' },
            wantedLimit: { type: 'unset' },
          })
          return
        }
        if (base !== null && base > 0) {
          expect(insideCaps(change.to, base, input.bounds) || reachesFloor(change.to, input)).toBe(true)
        }
      }),
      RUNS,
    )
  })

  it('a change reaches the amount of minChange, unless the request drags the limit along', () => {
    fc.assert(
      fc.property(anyFacts, (input) => {
        const { request, changes } = outcomeOf(input)
        for (const { field, to } of changes) {
          const base = baseOf(input, field)
          if (base === null || to === null || (field === 'limits' && request !== null && request > base)) continue
          // On the way down the step counts, on the way up where it leads to.
          const distance = to < base ? base - to : Math.max(to, farthest(input)) - base
          expect(distance).toBeGreaterThanOrEqual(input.bounds.minChange[input.resource])
        }
      }),
      RUNS,
    )
  })

  it('the direction is krr’s, and a decrease never goes below what krr says is needed', () => {
    fc.assert(
      fc.property(anyFacts, (input) => {
        const to = fieldOf(boundResource(input).changes, 'requests')?.to
        const base = baseOf(input, 'requests')
        if (to === undefined || to === null || base === null) return
        if (input.wantedRequest < base) {
          expect(to).toBeLessThan(base)
          expect(to).toBeGreaterThanOrEqual(input.wantedRequest)
        } else {
          expect(to).toBeGreaterThan(base)
        }
      }),
      RUNS,
    )
  })

  it('there is a change or a reason', () => {
    fc.assert(
      fc.property(anyFacts, (input) => {
        const { changes, refusals } = boundResource(input)
        expect(changes.length + refusals.length).toBeGreaterThan(0)
        expect(refusals.every(({ message }) => message.endsWith('.') && !message.includes('undefined'))).toBe(true)
      }),
      RUNS,
    )
  })
})

describe('limits', () => {
  it('a request is never above its limit, its own or the one that a LimitRange fills in', () => {
    fc.assert(
      fc.property(anyFacts, (input) => {
        const { request, limit, changes } = outcomeOf(input)
        if (changes.length === 0 || request === null) return
        const holds = limit ?? input.defaults.limit[input.resource] ?? Number.MAX_SAFE_INTEGER
        expect(request).toBeLessThanOrEqual(holds)
      }),
      RUNS,
    )
  })

  it('keep: a memory limit is never lowered and never set; a CPU limit never touched', () => {
    fc.assert(
      fc.property(facts(fc.constant('keep')), (input) => {
        const limit = fieldOf(boundResource(input).changes, 'limits')
        if (limit === undefined) return
        expect(input.resource).toBe('memory')
        expect(limit.from).not.toBeNull()
        expect(limit.to).toBeGreaterThan(limit.from ?? 0)
        expect(limit.to).toBe(fieldOf(boundResource(input).changes, 'requests')?.to)
      }),
      RUNS,
    )
  })

  it('a limit never changes under a request that is taken from it', () => {
    fc.assert(
      fc.property(anyFacts, (input) => {
        const { changes } = boundResource(input)
        if (fieldOf(changes, 'limits') !== undefined && input.request === null) {
          expect(fieldOf(changes, 'requests')).toBeDefined()
        }
      }),
      RUNS,
    )
  })
})

describe('memory', () => {
  const memoryFacts = facts(anyLimits, fc.constant<Resource>('memory'))

  it('never comes down on evidence of out-of-memory kills', () => {
    fc.assert(
      fc.property(memoryFacts, (input) => {
        for (const { field, to } of boundResource({ ...input, outOfMemory: true }).changes) {
          expect(to).toBeGreaterThan((baseOf(input, field) ?? 0) - 1)
        }
      }),
      RUNS,
    )
  })

  it('never comes down below a heap with its overhead', () => {
    fc.assert(
      fc.property(memoryFacts, (input) => {
        const floor = memoryFloor(input.heap, input.limit ?? input.defaults.limit.memory ?? null)
        for (const { field, to } of boundResource(input).changes) {
          const base = baseOf(input, field)
          if (to !== null && base !== null && to < base) expect(to).toBeGreaterThanOrEqual(Math.min(floor, base))
        }
      }),
      RUNS,
    )
  })
})

describe('LimitRange', () => {
  it('is kept by every new request: minimum, maximum, and the ratio under a limit that stays', () => {
    fc.assert(
      fc.property(facts(fc.constant('keep')), (input) => {
        const { request, limit, changes } = outcomeOf(input)
        if (fieldOf(changes, 'requests') === undefined) return
        const own = limit ?? input.defaults.limit[input.resource] ?? null
        const empty = { cpu: null, memory: null }
        const resources = {
          requests: { ...empty, [input.resource]: request },
          // A limit in Git that is above the maximum already is not our doing; what we raise is the request's equal.
          limits: { ...empty, [input.resource]: own },
        }
        const ranges = input.ranges.map((one) => ({ ...one, max: {} }))
        expect(brokenByContainer(ranges, { name: 'app', sidecar: false, resources }, input.resource)).toBeNull()
        const maximum = Math.min(
          ...input.ranges.map(
            (one) => (one.type === 'Container' ? one.max[input.resource] : undefined) ?? Number.MAX_SAFE_INTEGER,
          ),
        )
        expect(request).toBeLessThanOrEqual(maximum)
      }),
      RUNS,
    )
  })
})

describe('again and again', () => {
  /** Merges every proposal and asks again with the same recommendation. */
  function follow(input: ResourceFacts): { steps: Amount[]; last: ResourceFacts } {
    const steps: Amount[] = []
    let last = input
    for (let round = 0; round < 2000; round += 1) {
      const { request, limit, changes } = outcomeOf(last)
      if (changes.length === 0) return { steps, last }
      if (fieldOf(changes, 'requests') !== undefined && request !== null) steps.push(request)
      last = { ...last, request, limit }
    }
    throw new Error('does not settle')
  }

  const plain = facts(anyLimits).map((input) => ({
    ...input,
    ranges: [],
    defaults: { limit: {}, request: input.defaults.request },
    heap: NO_HEAP,
    outOfMemory: false,
    bounds: {
      ...input.bounds,
      floor: {},
      ceiling: {},
      // At least this much, or steps of a thousandth need more rounds than a test has patience for.
      maxIncrease: Math.max(input.bounds.maxIncrease, 5),
      maxDecrease: Math.max(input.bounds.maxDecrease, 5),
    },
  }))

  it('settles, and never turns back on the way', () => {
    fc.assert(
      fc.property(plain, (input) => {
        const start = baseOf(input, 'requests')
        const { steps } = follow(input)
        const path = start === null ? steps : [start, ...steps]
        const signs = path.slice(1).map((step, index) => Math.sign(step - (path[index] ?? 0)))
        expect(new Set(signs).size).toBeLessThanOrEqual(1)
      }),
      { numRuns: 500 },
    )
  })

  it('arrives at krr’s number, or stops where the rest is not worth a change, a cap has no step left or a limit holds', () => {
    fc.assert(
      fc.property(plain, (input) => {
        const { last } = follow(input)
        const reached = baseOf(last, 'requests')
        if (reached === last.wantedRequest) return
        // Anything up to the next whole MiB is right.
        const whole = Math.ceil(last.wantedRequest / Mi) * Mi
        if (last.resource === 'memory' && reached !== null && reached > last.wantedRequest && reached <= whole) return
        const [refusal] = boundResource(last).refusals
        expect(['below-min-change', 'max-increase', 'max-decrease', 'cpu-limit']).toContain(refusal?.code)
      }),
      { numRuns: 500 },
    )
  })

  it('is deaf to the same recommendation once it has arrived', () => {
    fc.assert(
      fc.property(anyFacts, (input) => {
        const { request, limit } = outcomeOf(input)
        const arrived = { ...input, request, limit, wantedRequest: request ?? input.wantedRequest }
        expect(fieldOf(boundResource(arrived).changes, 'requests')).toBeUndefined()
      }),
      RUNS,
    )
  })
})
