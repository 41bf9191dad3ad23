/** Limits under the three policies, and what a LimitRange or quota makes of them. */
import { describe, expect, it } from 'vitest'
import type { LimitsPolicy, Policy } from '../../../src/core/change/policy.ts'
import { type Answer, documents, run, skipCodes, workload, written } from './scenario.ts'

const Mi = 1024 ** 2

interface Row {
  readonly title: string
  readonly limits?: LimitsPolicy
  readonly resources: string
  readonly cpu?: Answer
  readonly memory?: Answer
  readonly policy?: Partial<Policy>
  readonly beside?: string
  readonly written?: readonly string[]
  readonly skipped?: readonly string[]
}

function limitRange(items: string): string {
  return `apiVersion: v1\nkind: LimitRange\nmetadata:\n  name: bounds\n  namespace: shop\nspec:\n  limits: ${items}\n`
}

function quota(hard: string): string {
  return `apiVersion: v1\nkind: ResourceQuota\nmetadata:\n  name: compute\n  namespace: shop\nspec:\n  hard: ${hard}\n`
}

const ROWS: readonly Row[] = [
  {
    title: 'keep: changes requests only',
    resources: '{requests: {cpu: 500m, memory: 512Mi}, limits: {cpu: "1", memory: 1Gi}}',
    cpu: { request: '400m', limit: 'unset' },
    memory: { request: '400Mi', limit: '400Mi' },
    written: ['requests.cpu 500m -> 400m', 'requests.memory 512Mi -> 400Mi'],
  },
  {
    title: 'keep: raises a memory limit that the request would pass',
    resources: '{requests: {memory: 512Mi}, limits: {memory: 600Mi}}',
    memory: { request: '900Mi', limit: '900Mi' },
    written: ['requests.memory 512Mi -> 900Mi', 'limits.memory 600Mi -> 900Mi (limit-follows-request)'],
  },
  {
    title: 'keep: a CPU limit holds the request',
    resources: '{requests: {cpu: 200m}, limits: {cpu: 300m}}',
    cpu: { request: '900m', limit: 'unset' },
    written: ['requests.cpu 200m -> 300m (max-increase, cpu-limit)'],
  },
  {
    title: 'keep: a request that stands at its CPU limit cannot grow',
    resources: '{requests: {cpu: 300m}, limits: {cpu: 300m}}',
    cpu: { request: '900m', limit: 'unset' },
    skipped: ['cpu: cpu-limit'],
  },
  {
    title: 'recommended: follows krr under the same caps',
    limits: 'recommended',
    resources: '{requests: {cpu: 500m, memory: 1Gi}, limits: {cpu: "4", memory: 2Gi}}',
    cpu: { request: '400m', limit: '1' },
    memory: { request: '800Mi', limit: '800Mi' },
    written: [
      'requests.cpu 500m -> 400m',
      'limits.cpu 4 -> 2800m (max-decrease)',
      'requests.memory 1Gi -> 800Mi',
      'limits.memory 2Gi -> 1434Mi (max-decrease)',
    ],
  },
  {
    title: 'recommended: never below the request',
    limits: 'recommended',
    resources: '{requests: {memory: 1000Mi}, limits: {memory: 1000Mi}}',
    memory: { request: '500Mi', limit: '400Mi' },
    written: ['requests.memory 1000Mi -> 700Mi (max-decrease)', 'limits.memory 1000Mi -> 700Mi (max-decrease)'],
  },
  {
    title: 'recommended: lifted to a request that stays',
    limits: 'recommended',
    resources: '{requests: {memory: 1000Mi}, limits: {memory: 1200Mi}}',
    memory: { request: '1000Mi', limit: '700Mi' },
    written: ['limits.memory 1200Mi -> 1000Mi (max-decrease, limit-follows-request)'],
    skipped: ['memory: already-right'],
  },
  {
    title: 'recommended: a CPU limit grows with its request',
    limits: 'recommended',
    resources: '{requests: {cpu: 200m}, limits: {cpu: 200m}}',
    cpu: { request: '350m', limit: '300m' },
    written: ['requests.cpu 200m -> 350m', 'limits.cpu 200m -> 350m (limit-follows-request)'],
  },
  {
    title: 'recommended: sets a limit where there was none',
    limits: 'recommended',
    resources: '{requests: {memory: 512Mi}}',
    memory: { request: '512Mi', limit: '700Mi' },
    written: ['limits.memory unset -> 700Mi (unset-before)'],
    skipped: ['memory: already-right'],
  },
  {
    title: 'recommended: a small change of the limit is left alone',
    limits: 'recommended',
    resources: '{requests: {memory: 512Mi}, limits: {memory: 700Mi}}',
    memory: { request: '400Mi', limit: '690Mi' },
    written: ['requests.memory 512Mi -> 400Mi'],
    skipped: ['memory: below-min-change'],
  },
  {
    title: 'recommended: a limit that is right already is not worth a word',
    limits: 'recommended',
    resources: '{requests: {memory: 512Mi}, limits: {memory: 700Mi}}',
    memory: { request: '600Mi', limit: '700Mi' },
    written: ['requests.memory 512Mi -> 600Mi'],
  },
  {
    title: 'recommended: says what keeps a limit',
    limits: 'recommended',
    resources: '{requests: {memory: 512Mi}, limits: {memory: 1Gi}}',
    memory: { request: '600Mi', limit: '600Mi', info: 'OOMKill detected' },
    written: ['requests.memory 512Mi -> 600Mi'],
    skipped: ['memory: oom-evidence'],
  },
  {
    title: 'recommended: holds floor and ceiling',
    limits: 'recommended',
    resources: '{}',
    cpu: { request: '20m', limit: '30m' },
    memory: { request: '100Mi', limit: '900Mi' },
    policy: { floor: { cpu: 50 }, ceiling: { memory: 500 * Mi } },
    written: [
      'requests.cpu unset -> 50m (unset-before, floor)',
      'limits.cpu unset -> 50m (unset-before, floor)',
      'requests.memory unset -> 100Mi (unset-before)',
      'limits.memory unset -> 500Mi (unset-before, ceiling)',
    ],
  },
  {
    title: 'recommended: unset is not followed, for nobody asked to remove limits',
    limits: 'recommended',
    resources: '{requests: {cpu: 200m}, limits: {cpu: 300m}}',
    cpu: { request: '900m', limit: 'unset' },
    written: ['requests.cpu 200m -> 300m (max-increase, cpu-limit)'],
  },
  {
    title: 'recommended: a question mark keeps the limit',
    limits: 'recommended',
    resources: '{requests: {memory: 512Mi}, limits: {memory: 1Gi}}',
    memory: { request: '400Mi', limit: '?' },
    written: ['requests.memory 512Mi -> 400Mi'],
  },
  {
    title: 'recommended: does not move a limit that the request is taken from',
    limits: 'recommended',
    resources: '{limits: {memory: 512Mi}}',
    memory: { request: '512Mi', limit: '900Mi' },
    skipped: ['memory: already-right', 'memory: limit-needed'],
  },
  {
    title: 'remove-cpu: removes where krr says unset, and the request is free',
    limits: 'remove-cpu',
    resources: '{requests: {cpu: 200m}, limits: {cpu: 300m, memory: 1Gi}}',
    cpu: { request: '900m', limit: 'unset' },
    written: ['requests.cpu 200m -> 400m (max-increase)', 'limits.cpu 300m -> unset (remove-cpu)'],
  },
  {
    title: 'remove-cpu: also when the request is right',
    limits: 'remove-cpu',
    resources: '{requests: {cpu: 200m}, limits: {cpu: 300m}}',
    cpu: { request: '200m', limit: 'unset' },
    written: ['limits.cpu 300m -> unset (remove-cpu)'],
    skipped: ['cpu: already-right'],
  },
  {
    title: 'remove-cpu: not where krr has a number, and never memory',
    limits: 'remove-cpu',
    resources: '{requests: {cpu: 200m, memory: 512Mi}, limits: {cpu: 300m, memory: 1Gi}}',
    cpu: { request: '200m', limit: '250m' },
    memory: { request: '400Mi', limit: 'unset' },
    written: ['requests.memory 512Mi -> 400Mi'],
    skipped: ['cpu: already-right'],
  },
  {
    title: 'remove-cpu: nothing to remove',
    limits: 'remove-cpu',
    resources: '{requests: {cpu: 200m}}',
    cpu: { request: '100m', limit: 'unset' },
    written: ['requests.cpu 200m -> 140m (max-decrease)'],
  },
  {
    title: 'remove-cpu: not where the request is taken from the limit',
    limits: 'remove-cpu',
    resources: '{limits: {cpu: 300m}}',
    cpu: { request: '300m', limit: 'unset' },
    skipped: ['cpu: already-right', 'cpu: limit-needed'],
  },
  {
    title: 'remove-cpu: not where a quota counts limits',
    limits: 'remove-cpu',
    resources: '{requests: {cpu: 200m}, limits: {cpu: 300m}}',
    cpu: { request: '300m', limit: 'unset' },
    beside: quota('{limits.cpu: "10"}'),
    written: ['requests.cpu 200m -> 300m'],
    skipped: ['cpu: quota'],
  },
  {
    title: 'remove-cpu: a quota on other things does not matter',
    limits: 'remove-cpu',
    resources: '{requests: {cpu: 200m}, limits: {cpu: 300m}}',
    cpu: { request: '200m', limit: 'unset' },
    beside: quota('{limits.memory: 10Gi, requests.cpu: "10"}'),
    written: ['limits.cpu 300m -> unset (remove-cpu)'],
    skipped: ['cpu: already-right'],
  },
  {
    title: 'remove-cpu: unless a LimitRange fills in another, which then holds the request',
    limits: 'remove-cpu',
    resources: '{requests: {cpu: 200m}, limits: {cpu: 300m}}',
    cpu: { request: '390m', limit: 'unset' },
    beside: documents(quota('{limits.cpu: "10"}'), limitRange('[{type: Container, default: {cpu: 350m}}]')),
    written: ['requests.cpu 200m -> 350m (limit-range)', 'limits.cpu 300m -> unset (remove-cpu)'],
  },
  {
    title: 'remove-cpu: not where the LimitRange would then give less than the request',
    limits: 'remove-cpu',
    resources: '{requests: {cpu: 400m}, limits: {cpu: "1"}}',
    cpu: { request: '400m', limit: 'unset' },
    beside: limitRange('[{type: Container, default: {cpu: 350m}}]'),
    skipped: ['cpu: already-right', 'cpu: limit-range'],
  },
  {
    title: 'LimitRange: builds on no request above the default limit',
    resources: '{requests: {cpu: 400m}}',
    cpu: { request: '300m' },
    beside: limitRange('[{type: Container, default: {cpu: 350m}}]'),
    skipped: ['cpu: request-above-limit'],
  },
  {
    title: 'a plain zero has no cap, but the limit that follows has',
    resources: '{requests: {memory: 0}, limits: {memory: 100Mi}}',
    memory: { request: '900Mi' },
    written: ['requests.memory 0 -> 200Mi (max-increase)', 'limits.memory 100Mi -> 200Mi (limit-follows-request)'],
  },
  {
    title: 'LimitRange: minimum and maximum of a container',
    resources: '{requests: {cpu: 500m, memory: 512Mi}}',
    cpu: { request: '400m' },
    memory: { request: '900Mi' },
    beside: limitRange('[{type: Container, min: {cpu: 450m}, max: {memory: 600Mi}}]'),
    written: ['requests.cpu 500m -> 450m (limit-range)', 'requests.memory 512Mi -> 600Mi (limit-range)'],
  },
  {
    title: 'LimitRange: out of reach of one step',
    resources: '{requests: {cpu: 100m}}',
    cpu: { request: '110m' },
    beside: limitRange('[{type: Container, min: {cpu: 450m}}]'),
    skipped: ['cpu: conflicting-bounds'],
  },
  {
    title: 'LimitRange: ratio of limit to request',
    resources: '{requests: {memory: 800Mi}, limits: {memory: 1Gi}}',
    memory: { request: '300Mi' },
    beside: limitRange('[{type: Container, maxLimitRequestRatio: {memory: "1.6"}}]'),
    written: ['requests.memory 800Mi -> 640Mi (max-decrease, limit-range)'],
  },
  {
    title: 'LimitRange: a default limit holds a request without one',
    resources: '{requests: {memory: 200Mi}}',
    memory: { request: '900Mi' },
    beside: limitRange('[{type: Container, default: {memory: 300Mi}}]'),
    written: ['requests.memory 200Mi -> 300Mi (max-increase, limit-range)'],
  },
  {
    title: 'LimitRange: what it fills in is where steps start',
    resources: '{}',
    cpu: { request: '100m' },
    memory: { request: '100Mi' },
    beside: limitRange('[{type: Container, defaultRequest: {cpu: 400m}, min: {memory: 200Mi}}]'),
    written: ['requests.cpu unset -> 280m (unset-before, max-decrease)'],
    skipped: ['memory: limit-range'],
  },
  {
    title: 'LimitRange: a limit is bounded too, and the ratio is looked at last',
    limits: 'recommended',
    resources: '{requests: {cpu: 100m, memory: 512Mi}, limits: {cpu: 150m, memory: 1Gi}}',
    cpu: { request: '100m', limit: '900m' },
    memory: { request: '600Mi', limit: '4Gi' },
    beside: limitRange('[{type: Container, max: {memory: 1536Mi}, maxLimitRequestRatio: {cpu: "2"}}]'),
    written: ['requests.memory 512Mi -> 600Mi', 'limits.memory 1Gi -> 1536Mi (max-increase, limit-range)'],
    skipped: ['cpu: already-right', 'cpu: limit-range'],
  },
  {
    title: 'LimitRange: two that contradict each other',
    resources: '{requests: {cpu: 300m}}',
    cpu: { request: '600m' },
    beside: limitRange('[{type: Container, min: {cpu: 450m}}, {type: Container, max: {cpu: 440m}}]'),
    skipped: ['cpu: conflicting-bounds'],
  },
  {
    title: 'recommended: says when no limit satisfies all bounds',
    limits: 'recommended',
    resources: '{requests: {memory: 512Mi}, limits: {memory: 4Gi}}',
    memory: { request: '600Mi', limit: '600Mi' },
    policy: { ceiling: { memory: 1024 * Mi } },
    written: ['requests.memory 512Mi -> 600Mi'],
    skipped: ['memory: conflicting-bounds'],
  },
  {
    title: 'LimitRange: sums of a pod',
    resources: '{requests: {cpu: 500m, memory: 512Mi}}',
    cpu: { request: '900m' },
    memory: { request: '600Mi' },
    beside: limitRange('[{type: Pod, max: {cpu: 600m, memory: 4Gi}}]'),
    written: ['requests.memory 512Mi -> 600Mi'],
    skipped: ['cpu: limit-range'],
  },
]

describe('limits', () => {
  it.each(ROWS)('$title', (row) => {
    const result = run(
      {
        manifests: documents(workload({ resources: row.resources }), ...(row.beside === undefined ? [] : [row.beside])),
        ...(row.cpu === undefined ? {} : { cpu: row.cpu }),
        ...(row.memory === undefined ? {} : { memory: row.memory }),
      },
      { policy: { limits: row.limits ?? 'keep', ...row.policy } },
    )
    expect({ written: written(result), skipped: skipCodes(result) }).toEqual({
      written: row.written ?? [],
      skipped: row.skipped ?? [],
    })
  })

  it('shows krr’s number only where it was followed', () => {
    const shown = (limits: LimitsPolicy) =>
      run(
        {
          manifests: workload({ resources: '{requests: {memory: 512Mi}, limits: {memory: 600Mi}}' }),
          memory: { request: '900Mi', limit: '800Mi' },
        },
        { policy: { limits } },
      ).workloads[0]?.changes.map(({ field, recommended }) => [field, recommended])
    expect(shown('keep')).toEqual([
      ['requests', 900 * Mi],
      ['limits', null],
    ])
    expect(shown('recommended')).toEqual([
      ['requests', 900 * Mi],
      ['limits', 800 * Mi],
    ])
  })
})
