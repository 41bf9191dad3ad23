/** Caps, floors, ceilings and the least change: krr's number against policy, one row each. */
import { describe, expect, it } from 'vitest'
import type { Policy } from '../../../src/core/change/policy.ts'
import { run, skipCodes, workload, written } from './scenario.ts'

const Mi = 1024 ** 2

interface Row {
  readonly title: string
  readonly resources: string
  readonly cpu?: string
  readonly memory?: string
  readonly policy?: Partial<Policy>
  readonly written?: readonly string[]
  readonly skipped?: readonly string[]
}

const ROWS: readonly Row[] = [
  {
    title: 'takes krr at its word where nothing is in the way',
    resources: '{requests: {cpu: 500m, memory: 512Mi}}',
    cpu: '400m',
    memory: '600Mi',
    written: ['requests.cpu 500m -> 400m', 'requests.memory 512Mi -> 600Mi'],
  },
  {
    title: 'steps down by maxDecrease and no further',
    resources: '{requests: {cpu: 500m, memory: 1Gi}}',
    cpu: '120m',
    memory: '200Mi',
    written: ['requests.cpu 500m -> 350m (max-decrease)', 'requests.memory 1Gi -> 717Mi (max-decrease)'],
  },
  {
    title: 'steps up by maxIncrease and no further',
    resources: '{requests: {cpu: 101m, memory: 100Mi}}',
    cpu: '2',
    memory: '1Gi',
    policy: { maxIncrease: 50 },
    written: ['requests.cpu 101m -> 151m (max-increase)', 'requests.memory 100Mi -> 150Mi (max-increase)'],
  },
  {
    title: 'rounds a cap to whole MiB on the allowed side only',
    resources: '{requests: {memory: 333Mi}}',
    memory: '1Gi',
    policy: { maxIncrease: 10 },
    written: ['requests.memory 333Mi -> 366Mi (max-increase)'],
  },
  {
    title: 'keeps bytes where no whole MiB is allowed',
    resources: '{requests: {memory: "1500000"}}',
    memory: '1Gi',
    policy: { maxIncrease: 10, minChange: { percent: 0, cpu: 0, memory: 0 }, floor: {} },
    written: ['requests.memory 1500000 -> 1650000 (max-increase)'],
  },
  {
    title: 'rounds a recommendation that is no whole MiB up',
    resources: '{requests: {memory: 64Mi}}',
    memory: '100000000',
    written: ['requests.memory 64Mi -> 96Mi (rounded)'],
  },
  {
    title: 'says what was not set before, and knows no caps there',
    resources: '{}',
    cpu: '3',
    memory: '100Mi',
    written: ['requests.cpu unset -> 3 (unset-before)', 'requests.memory unset -> 100Mi (unset-before)'],
  },
  {
    title: 'holds floor and ceiling where nothing was set',
    resources: '{}',
    cpu: '3m',
    memory: '9Gi',
    policy: { ceiling: { memory: 1024 * Mi } },
    written: [
      'requests.cpu unset -> 10m (unset-before, floor)',
      'requests.memory unset -> 1Gi (unset-before, ceiling)',
    ],
  },
  {
    title: 'takes an unset request from the limit, as Kubernetes does, and steps from there',
    resources: '{limits: {cpu: "1", memory: 1Gi}}',
    cpu: '100m',
    memory: '100Mi',
    written: [
      'requests.cpu unset -> 700m (unset-before, max-decrease)',
      'requests.memory unset -> 717Mi (unset-before, max-decrease)',
    ],
  },
  {
    title: 'has no caps above a plain zero',
    resources: '{requests: {cpu: "0"}}',
    cpu: '300m',
    written: ['requests.cpu 0 -> 300m'],
  },
  {
    title: 'stops at the floor on the way down',
    resources: '{requests: {cpu: 100m}}',
    cpu: '20m',
    policy: { maxDecrease: 90, floor: { cpu: 50 } },
    written: ['requests.cpu 100m -> 50m (floor)'],
  },
  {
    title: 'never turns a decrease into an increase: below the floor it stays',
    resources: '{requests: {cpu: 20m}}',
    cpu: '12m',
    policy: { floor: { cpu: 50 } },
    skipped: ['cpu: floor'],
  },
  {
    title: 'never lowers below what krr needs because of a ceiling',
    resources: '{requests: {memory: 4Gi}}',
    memory: '3Gi',
    policy: { maxDecrease: 90, ceiling: { memory: 1024 * Mi } },
    skipped: ['memory: ceiling'],
  },
  {
    title: 'never turns an increase into a decrease: above the ceiling it stays',
    resources: '{requests: {cpu: "2"}}',
    cpu: '3',
    policy: { ceiling: { cpu: 1000 } },
    skipped: ['cpu: ceiling'],
  },
  {
    title: 'names the ceiling that it has reached',
    resources: '{requests: {cpu: "1"}}',
    cpu: '3',
    policy: { ceiling: { cpu: 1000 } },
    skipped: ['cpu: ceiling'],
  },
  {
    title: 'may always reach the floor on the way up',
    resources: '{requests: {cpu: 4m, memory: 15Mi}}',
    cpu: '300m',
    memory: '200Mi',
    written: ['requests.cpu 4m -> 10m (max-increase, floor)', 'requests.memory 15Mi -> 32Mi (max-increase, floor)'],
  },
  {
    title: 'but no further, and not if krr wants less than the floor',
    resources: '{requests: {cpu: 100m, memory: 512Mi}}',
    cpu: '300m',
    memory: '600Mi',
    policy: { maxIncrease: 10, floor: { cpu: 200, memory: 4096 * Mi } },
    written: ['requests.cpu 100m -> 200m (max-increase, floor)'],
    skipped: ['memory: conflicting-bounds'],
  },
  {
    title: 'nor where no increase is allowed at all',
    resources: '{requests: {cpu: 4m}}',
    cpu: '300m',
    policy: { maxIncrease: 0 },
    skipped: ['cpu: conflicting-bounds'],
  },
  {
    title: 'refuses where cap and ceiling leave no value',
    resources: '{requests: {memory: 4Gi}}',
    memory: '500Mi',
    policy: { ceiling: { memory: 1024 * Mi } },
    skipped: ['memory: conflicting-bounds'],
  },
  {
    title: 'is right already',
    resources: '{requests: {cpu: 0.25, memory: 256Mi}}',
    cpu: '250m',
    memory: '256Mi',
    skipped: ['cpu: already-right', 'memory: already-right'],
  },
  {
    title: 'leaves a small change in percent alone',
    resources: '{requests: {cpu: "1"}}',
    cpu: '901m',
    skipped: ['cpu: below-min-change'],
  },
  {
    title: 'leaves a small change in amount alone',
    resources: '{requests: {cpu: 20m, memory: 64Mi}}',
    cpu: '29m',
    memory: '79Mi',
    skipped: ['cpu: below-min-change', 'memory: below-min-change'],
  },
  {
    title: 'takes a change that just reaches both',
    resources: '{requests: {cpu: 100m, memory: 160Mi}}',
    cpu: '90m',
    memory: '144Mi',
    written: ['requests.cpu 100m -> 90m', 'requests.memory 160Mi -> 144Mi'],
  },
  {
    title: 'measures an increase by where it leads to: a cap starves nobody',
    resources: '{requests: {cpu: 20m}}',
    cpu: '1',
    policy: { maxIncrease: 20 },
    written: ['requests.cpu 20m -> 24m (max-increase)'],
  },
  {
    title: 'measures a decrease by its step: nobody reviews a saving of 9m',
    resources: '{requests: {cpu: 30m}}',
    cpu: '10m',
    skipped: ['cpu: below-min-change'],
  },
  {
    title: 'asks the percentage of the way, not of the step: 10 % of 105m is no whole number',
    resources: '{requests: {cpu: 105m}}',
    cpu: '20m',
    policy: { maxDecrease: 10 },
    written: ['requests.cpu 105m -> 95m (max-decrease)'],
  },
  {
    title: 'names a cap of nothing',
    resources: '{requests: {cpu: 500m, memory: 64Mi}}',
    cpu: '100m',
    memory: '1Gi',
    policy: { maxDecrease: 0, maxIncrease: 0 },
    skipped: ['cpu: max-decrease', 'memory: max-increase'],
  },
  {
    title: 'counts fractions of a percent exactly',
    resources: '{requests: {cpu: "8"}}',
    cpu: '1',
    policy: { maxDecrease: 12.345, minChange: { percent: 0, cpu: 0, memory: 0 } },
    written: ['requests.cpu 8 -> 7013m (max-decrease)'],
  },
  {
    title: 'never removes a request',
    resources: '{requests: {cpu: 500m}}',
    cpu: 'unset',
    skipped: ['cpu: no-request'],
  },
  {
    title: 'passes over what krr does not know: the report has said why',
    resources: '{requests: {cpu: 500m}}',
    cpu: '?',
  },
  {
    title: 'builds on no quantity that it cannot read',
    // A Flux variable, and a list where a mapping should be.
    resources: '{requests: {cpu: "\\x24{CPU}", memory: 1Gi}, limits: [1]}',
    cpu: '100m',
    memory: '100Mi',
    skipped: ['cpu: unreadable-quantity', 'memory: unreadable-quantity'],
  },
  {
    title: 'builds on no request above its limit',
    resources: '{requests: {cpu: "2"}, limits: {cpu: "1"}}',
    cpu: '100m',
    skipped: ['cpu: request-above-limit'],
  },
]

describe('bounds', () => {
  it.each(ROWS)('$title', (row) => {
    const result = run(
      {
        manifests: workload({ resources: row.resources }),
        ...(row.cpu === undefined ? {} : { cpu: { request: row.cpu } }),
        ...(row.memory === undefined ? {} : { memory: { request: row.memory } }),
      },
      row.policy === undefined ? {} : { policy: row.policy },
    )
    expect({ written: written(result), skipped: skipCodes(result) }).toEqual({
      written: row.written ?? [],
      skipped: row.skipped ?? [],
    })
  })

  it('explains a bound with the numbers', () => {
    const message = (resources: string, cpu: string, policy: Partial<Policy>) =>
      run({ manifests: workload({ resources }), cpu: { request: cpu } }, { policy }).skipped[0]?.message
    expect(message('{requests: {cpu: 20m}}', '12m', { floor: { cpu: 50 } })).toBe(
      'The cpu request is 20m, krr recommends 12m; the floor of 50m keeps it there.',
    )
    expect(message('{requests: {cpu: 4m}}', '9m', {})).toBe(
      'The cpu request is 4m, krr recommends 9m; no value satisfies both maxIncrease (100 %) and the floor of 10m.',
    )
    expect(message('{requests: {cpu: 20m}}', '29m', {})).toBe(
      'The cpu request is 20m, krr recommends 29m; the step to 29m is less than minChange (10 % and 10m).',
    )
    expect(message('{}', '29m', { floor: { cpu: 50 }, ceiling: { cpu: 40 } })).toBe(
      'The cpu request is not set, krr recommends 29m; no value satisfies both the floor of 50m and the ceiling of 40m.',
    )
    expect(message('{requests: {cpu: 20m}}', '20m', {})).toBe(
      'The cpu request is 20m, krr recommends 20m; nothing is to change.',
    )
  })

  it('shows what krr says, what Git says and what it counted from', () => {
    const { workloads } = run({
      manifests: workload({ resources: '{limits: {cpu: "1"}}' }),
      cpu: { request: '100m', limit: 'unset' },
    })
    expect(workloads[0]?.changes).toMatchObject([
      { field: 'requests', from: null, inherited: 1000, recommended: 100, to: 700 },
    ])
  })
})
