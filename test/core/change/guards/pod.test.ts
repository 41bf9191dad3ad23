/** Pod arithmetic and the QoS class, judged by a second, naive reading of the rules. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  brokenByContainer,
  brokenByPod,
  rangeDefaults,
  readRanges,
} from '../../../../src/core/change/guards/limit-range.ts'
import { qosClass } from '../../../../src/core/change/guards/qos.ts'
import type { Mapping } from '../../../../src/core/change/manifest.ts'
import { podTotal, readPod, withDefaults } from '../../../../src/core/change/pod.ts'
import { parseYaml } from '../../../../src/core/yaml.ts'
import { documents, run, warningCodes, workload } from '../scenario.ts'

const NO_DEFAULTS = { limit: {}, request: {} }
const pod = (text: string) => readPod(parseYaml(text) as Mapping)

describe('pod totals', () => {
  it.each([
    [
      'containers add up',
      '{containers: [{resources: {requests: {cpu: 100m}}}, {resources: {requests: {cpu: 250m}}}]}',
      350,
    ],
    [
      'a hungrier init container counts alone',
      '{containers: [{resources: {requests: {cpu: 100m}}}], initContainers: [{resources: {requests: {cpu: 700m}}}]}',
      700,
    ],
    [
      'a sidecar runs beside the containers',
      '{containers: [{resources: {requests: {cpu: 100m}}}], initContainers: [{restartPolicy: Always, resources: {requests: {cpu: 50m}}}]}',
      150,
    ],
    [
      'and beside later init containers',
      '{containers: [{resources: {requests: {cpu: 100m}}}], initContainers: [{restartPolicy: Always, resources: {requests: {cpu: 50m}}}, {resources: {requests: {cpu: 90m}}}]}',
      150,
    ],
    [
      'which may be the hungriest moment',
      '{containers: [{resources: {requests: {cpu: 100m}}}], initContainers: [{restartPolicy: Always, resources: {requests: {cpu: 50m}}}, {resources: {requests: {cpu: 900m}}}]}',
      950,
    ],
    ['unset is nothing', '{containers: [{name: a}]}', 0],
    ['unreadable is unknown', '{containers: [{resources: {requests: {cpu: lots}}}]}', null],
    ['nothing at all', '{}', 0],
  ])('%s', (_, text, total) => {
    expect(podTotal(pod(text), 'requests', 'cpu')).toBe(total)
  })

  it('reads odd shapes without falling over', () => {
    expect(
      pod('{containers: [7, {name: a, resources: text}, {name: b, resources: {requests: null, limits: {cpu: null}}}]}'),
    ).toMatchObject({
      containers: [
        { name: '', resources: { requests: { cpu: null } } },
        { name: 'a', resources: { requests: { cpu: 'unreadable' }, limits: { memory: 'unreadable' } } },
        { name: 'b', resources: { requests: { cpu: null }, limits: { cpu: null } } },
      ],
      podLevel: false,
    })
  })
})

describe('QoS class', () => {
  it.each([
    ['nothing set', '{containers: [{name: a}]}', 'BestEffort'],
    ['zeros are nothing', '{containers: [{resources: {requests: {cpu: 0}, limits: {memory: "0"}}}]}', 'BestEffort'],
    ['limits alone, requests follow', '{containers: [{resources: {limits: {cpu: 1, memory: 1Gi}}}]}', 'Guaranteed'],
    [
      'equal, spelled differently',
      '{containers: [{resources: {requests: {cpu: 1000m, memory: 1024Mi}, limits: {cpu: "1", memory: 1Gi}}}]}',
      'Guaranteed',
    ],
    [
      'memory alone is not enough',
      '{containers: [{resources: {requests: {memory: 1Gi}, limits: {memory: 1Gi}}}]}',
      'Burstable',
    ],
    ['one container without', '{containers: [{resources: {limits: {cpu: 1, memory: 1Gi}}}, {name: b}]}', 'Burstable'],
    [
      'an init container counts',
      '{containers: [{resources: {limits: {cpu: 1, memory: 1Gi}}}], initContainers: [{name: i}]}',
      'Burstable',
    ],
    [
      'a zero limit is none',
      '{containers: [{resources: {requests: {cpu: 0, memory: 1Gi}, limits: {cpu: 0, memory: 1Gi}}}]}',
      'Burstable',
    ],
    [
      'a request below',
      '{containers: [{resources: {requests: {cpu: 500m}, limits: {cpu: 1, memory: 1Gi}}}]}',
      'Burstable',
    ],
    ['unreadable', '{containers: [{resources: {limits: {cpu: lots}}}]}', null],
    ['resources of the pod decide', '{resources: {limits: {cpu: 1}}, containers: [{name: a}]}', null],
  ])('%s: %s', (_, text, expected) => {
    expect(qosClass(withDefaults(pod(text), NO_DEFAULTS))).toBe(expected)
  })

  it('agrees with the rules as the documentation states them, for any pod', () => {
    const value = fc.option(fc.integer({ min: 0, max: 3 }), { nil: null })
    const container = fc.record({
      name: fc.constant('c'),
      sidecar: fc.boolean(),
      resources: fc.record({
        requests: fc.record({ cpu: value, memory: value }),
        limits: fc.record({ cpu: value, memory: value }),
      }),
    })
    const pods = fc.record({
      containers: fc.array(container, { minLength: 1, maxLength: 3 }),
      init: fc.array(container, { maxLength: 2 }),
      podLevel: fc.constant(false),
    })
    fc.assert(
      fc.property(pods, (view) => {
        const all = [...view.containers, ...view.init]
        let guaranteed = true
        let anything = false
        for (const { resources } of all) {
          for (const resource of ['cpu', 'memory'] as const) {
            const request = resources.requests[resource]
            const limit = resources.limits[resource]
            if (request || limit) anything = true
            if (!limit || limit !== request) guaranteed = false
          }
        }
        const expected = anything ? (guaranteed ? 'Guaranteed' : 'Burstable') : 'BestEffort'
        expect(qosClass(view)).toBe(expected)
      }),
    )
  })

  it('warns when a change alters it, and calls it high risk', () => {
    const result = run({
      manifests: workload({ resources: '{requests: {cpu: 500m, memory: 1Gi}, limits: {cpu: 500m, memory: 1Gi}}' }),
      cpu: { request: '400m', limit: 'unset' },
    })
    expect(result.workloads[0]?.warnings).toContainEqual({
      code: 'qos-change',
      message: 'The quality of service class of the pods changes from Guaranteed to Burstable.',
    })
    expect(result.workloads[0]?.riskReasons).toContain('the pods are no longer Guaranteed')
  })

  it('looks at all containers, and at what a LimitRange fills in', () => {
    const range =
      'apiVersion: v1\nkind: LimitRange\nmetadata:\n  name: bounds\n  namespace: shop\nspec:\n  limits: [{type: Container, default: {cpu: 1, memory: 1Gi}}]\n'
    const guaranteed = run({
      manifests: documents(workload({ resources: '{}' }), range),
      cpu: { request: '500m' },
    })
    expect(warningCodes(guaranteed)).toContain('qos-change')
    expect(guaranteed.workloads[0]).toMatchObject({ risk: 'high' })
    const burstable = run({
      manifests: workload({ podSpec: 'initContainers: [{name: i}]', resources: '{limits: {cpu: 1, memory: 1Gi}}' }),
      cpu: { request: '800m' },
    })
    expect(warningCodes(burstable)).not.toContain('qos-change')
  })

  it('leaves pods with resources of their own alone', () => {
    const result = run({
      manifests: workload({ podSpec: 'resources: {requests: {cpu: 2}}', resources: '{requests: {cpu: 500m}}' }),
      cpu: { request: '400m' },
    })
    expect(result.skipped.map(({ code }) => code)).toEqual(['pod-resources'])
  })
})

describe('LimitRange', () => {
  const ranges = (items: string) =>
    readRanges([parseYaml(`{metadata: {name: r}, spec: {limits: ${items}}}`) as Mapping])

  it('fills in as Kubernetes does: default from max, defaultRequest from default, else from min', () => {
    expect(rangeDefaults(ranges('[{type: Container, max: {cpu: 2}}]'))).toEqual({
      limit: { cpu: 2000 },
      request: { cpu: 2000 },
    })
    expect(rangeDefaults(ranges('[{type: Container, min: {cpu: 100m}, max: {cpu: 2}, default: {cpu: 1}}]'))).toEqual({
      limit: { cpu: 1000 },
      request: { cpu: 1000 },
    })
    expect(rangeDefaults(ranges('[{type: Container, min: {memory: 64Mi}}]'))).toEqual({
      limit: {},
      request: { memory: 64 * 1024 ** 2 },
    })
    expect(rangeDefaults(ranges('[{type: Pod, max: {cpu: 2}}, {}]'))).toEqual({ limit: {}, request: {} })
    expect(
      rangeDefaults(ranges('[{type: Container, default: {cpu: 1}}, {type: Container, default: {cpu: 2}}]')).limit,
    ).toEqual({
      cpu: 1000,
    })
  })

  it.each([
    ['below the minimum', '{min: {cpu: 200m}}', '{requests: {cpu: 100m}}', 'no request below 200m of cpu'],
    ['request above the maximum', '{max: {cpu: 50m}}', '{requests: {cpu: 100m}}', 'no more than 50m of cpu'],
    ['limit above the maximum', '{max: {cpu: 50m}}', '{limits: {cpu: 100m}}', 'no more than 50m of cpu'],
    [
      'ratio',
      '{maxLimitRequestRatio: {cpu: 2}}',
      '{requests: {cpu: 100m}, limits: {cpu: 201m}}',
      'no cpu limit above 2 times the request',
    ],
    ['ratio kept', '{maxLimitRequestRatio: {cpu: 2}}', '{requests: {cpu: 100m}, limits: {cpu: 200m}}', null],
    ['nothing to compare', '{min: {cpu: 200m}, maxLimitRequestRatio: {cpu: 2}}', '{}', null],
    ['unreadable request', '{min: {cpu: 200m}}', '{requests: {cpu: x}}', null],
    ['unreadable limit', '{min: {cpu: 200m}}', '{limits: {cpu: x}}', null],
    ['other type', '{type: PersistentVolumeClaim, min: {cpu: 200m}}', '{requests: {cpu: 100m}}', null],
  ])('a container: %s', (_, item, resources, words) => {
    const [container] = pod(`{containers: [{name: app, resources: ${resources}}]}`).containers
    if (container === undefined) throw new Error('no container')
    const all = ranges(`[${item.includes('type:') ? item : item.replace('{', '{type: Container, ')}]`)
    const expected = words === null ? null : `LimitRange r allows container app ${words}.`
    expect(brokenByContainer(all, container, 'cpu')).toBe(expected)
  })

  it('a pod: unset sums break nothing', () => {
    const all = ranges('[{type: Pod, min: {memory: 1Gi}, maxLimitRequestRatio: {memory: 2}}]')
    expect(brokenByPod(all, pod('{containers: [{name: a}]}'), 'memory')).toBeNull()
    expect(brokenByPod(all, pod('{containers: [{resources: {requests: {memory: 1Mi}}}]}'), 'memory')).toBe(
      'LimitRange r allows the pod no request below 1Gi of memory.',
    )
  })
})
