/** Heaps read from command, args and environment, and what they do to memory. */
import { describe, expect, it } from 'vitest'
import { type HeapView, memoryFloor, readHeap } from '../../../../src/core/change/guards/heap.ts'
import { type RuntimeOptions, readRuntimeOptions } from '../../../../src/core/change/guards/heap-sources.ts'
import { buildNeighbourhood } from '../../../../src/core/change/guards/neighbourhood.ts'
import type { Policy } from '../../../../src/core/change/policy.ts'
import { documents, locate, run, skipCodes, warningCodes, workload, written } from '../scenario.ts'

const Mi = 1024 ** 2

const NONE: RuntimeOptions = { commandLine: '', env: {}, fromResources: {}, hidden: [], hiddenSets: false, image: '' }

const heap = (options: Partial<RuntimeOptions>): HeapView => readHeap({ ...NONE, ...options })

describe('memory that must stay', () => {
  it.each<[string, Partial<RuntimeOptions>, number | null, number]>([
    ['-Xmx in args', { commandLine: 'java -Xmx512m -jar app.jar' }, null, 640 * Mi],
    ['-Xmx in gigabytes', { commandLine: 'java -Xmx2g' }, null, 2560 * Mi],
    ['-Xmx in kilobytes and bytes, the largest counts', { commandLine: 'java -Xmx1048576k -Xmx2048' }, null, 1280 * Mi],
    ['-Xmx in terabytes', { commandLine: 'java -Xmx1T' }, null, 1280 * 1024 * Mi],
    ['MaxHeapSize', { commandLine: 'java -XX:MaxHeapSize=512M' }, null, 640 * Mi],
    ['a small heap still needs its overhead', { commandLine: 'java -Xmx64m' }, null, 128 * Mi],
    ['direct memory comes on top', { commandLine: 'java -Xmx512m -XX:MaxDirectMemorySize=256m' }, null, 896 * Mi],
    ['JAVA_TOOL_OPTIONS', { env: { JAVA_TOOL_OPTIONS: '-Xms1g -Xmx1g' } }, null, 1280 * Mi],
    ['any variable with the option', { env: { SOME_FLAGS: '-Xmx1g' } }, null, 1280 * Mi],
    ['old space of node', { commandLine: 'node --max-old-space-size=1024 server.js' }, null, 1280 * Mi],
    ['old space, as node also takes it', { env: { NODE_OPTIONS: '--max_old_space_size 1024' } }, null, 1280 * Mi],
    ['GOMEMLIMIT', { env: { GOMEMLIMIT: '900MiB' } }, null, 990 * Mi],
    ['GOMEMLIMIT in bytes', { env: { GOMEMLIMIT: `${100 * Mi}` } }, null, 116 * Mi],
    ['GOMEMLIMIT with B', { env: { GOMEMLIMIT: `${100 * Mi}B` } }, null, 116 * Mi],
    ['GOMEMLIMIT off', { env: { GOMEMLIMIT: 'off' } }, null, 0],
    ['.NET hard limit is hexadecimal', { env: { DOTNET_GCHeapHardLimit: '0x20000000' } }, null, 640 * Mi],
    ['.NET by its old name', { env: { COMPlus_GCHeapHardLimit: '20000000' } }, null, 640 * Mi],
    ['.NET nonsense', { env: { DOTNET_GCHeapHardLimit: 'lots' } }, null, 0],
    ['share of the limit', { commandLine: 'java -XX:MaxRAMPercentage=50.0' }, 1024 * Mi, 640 * Mi],
    ['share without a limit', { commandLine: 'java -XX:MaxRAMPercentage=50.0' }, null, 0],
    ['never more than the limit', { commandLine: 'java -XX:MaxRAMPercentage=90' }, 1024 * Mi, 1024 * Mi],
    ['fraction of the limit', { commandLine: 'java -XX:MaxRAMFraction=2' }, 1024 * Mi, 640 * Mi],
    ['share in node', { commandLine: 'node --max-old-space-size-percentage=50' }, 1024 * Mi, 640 * Mi],
    ['share in .NET, hexadecimal', { env: { DOTNET_GCHeapHardLimitPercent: '0x32' } }, 1024 * Mi, 640 * Mi],
    ['.NET share that is none', { env: { DOTNET_GCHeapHardLimitPercent: '' } }, 1024 * Mi, 0],
    ['a JVM that is told nothing: a quarter', { commandLine: '/usr/bin/java -jar app.jar' }, 2048 * Mi, 640 * Mi],
    ['a JVM that is told nothing, small: half', { env: { JAVA_OPTS: '-Dx=1' } }, 200 * Mi, 164 * Mi],
    ['a JVM that is told nothing, in between', { commandLine: 'sh -c "exec java -jar x"' }, 300 * Mi, 190 * Mi],
    [
      'the larger of a number and a share',
      { commandLine: 'java -Xmx256m -XX:MaxRAMPercentage=50' },
      1024 * Mi,
      640 * Mi,
    ],
    ['no runtime', { commandLine: 'nginx -g javascript', env: { MODE: 'x' } }, 1024 * Mi, 0],
  ])('%s', (_, options, limit, floor) => {
    expect(memoryFloor(heap(options), limit)).toBe(floor)
  })
})

describe('heaps that Git does not show', () => {
  it.each<[string, Partial<RuntimeOptions>, string | null]>([
    ['options in a Secret', { hidden: ['JAVA_TOOL_OPTIONS'] }, 'the value of JAVA_TOOL_OPTIONS is not in Git'],
    ['a heap variable in a Secret', { hidden: ['KAFKA_HEAP_OPTS'] }, 'the value of KAFKA_HEAP_OPTS is not in Git'],
    ['other Secrets are nobody’s business', { hidden: ['DB_PASSWORD'] }, null],
    ['a size from elsewhere', { commandLine: 'java -Xmx$HEAP' }, 'its size comes from a variable that is not in Git'],
    [
      'a JVM with a whole unknown environment',
      { commandLine: 'java -jar a.jar', hiddenSets: true },
      'part of the environment is not in Git',
    ],
    ['an explicit heap beside one', { commandLine: 'java -Xmx1g', hiddenSets: true }, null],
    ['no JVM', { commandLine: 'nginx', hiddenSets: true }, null],
  ])('%s', (_, options, unknown) => {
    expect(heap(options).unknown).toBe(unknown)
  })

  it.each([
    'eclipse-temurin:21-jre',
    'docker.io/bitnami/kafka:3',
    'quay.io/keycloak/keycloak@sha256:0',
    'openjdk17',
    'tomcat',
  ])('suspects %s', (image) => {
    expect(heap({ image }).suspected).toBe(true)
    expect(heap({ image, commandLine: 'java -Xmx1g' }).suspected).toBe(false)
  })

  it.each(['nginx:1.27', 'shop/kafkaesque:1', 'javascript-runner'])('does not suspect %s', (image) => {
    expect(heap({ image }).suspected).toBe(false)
  })
})

describe('where options stand', () => {
  function options(container: string, beside = ''): RuntimeOptions {
    const own = workload({ container })
    const { located, render } = locate({ manifests: beside === '' ? own : documents(own, beside) })
    const renders = new Map([[render.overlay, render]])
    const neighbourhood = buildNeighbourhood({ targets: [located.target], renders, clusters: new Map() })
    return readRuntimeOptions(located.target, neighbourhood)
  }

  const configMap =
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: cart-env\n  namespace: shop\ndata: {JAVA_OPTS: -Xmx1g, HEAP: 2g, LIST: "a"}\n'

  it('reads command, args and plain variables, and fills in what they refer to', () => {
    const read = options(
      'command: [sh, -c]\nargs: ["java -Xmx$(HEAP) -Xss\\x24{STACK} $OTHER", 7, {}]\nenv: [{name: HEAP, value: 1g}, {name: STACK, value: 1m}, {name: BOTH, value: "$(HEAP)-$(GONE)"}, {name: EMPTY}, {value: x}]',
    )
    expect(read.commandLine).toBe('sh -c java -Xmx1g -Xss1m $OTHER 7 ')
    expect(read.env).toEqual({ HEAP: '1g', STACK: '1m', BOTH: '1g-$(GONE)', EMPTY: '', '': 'x' })
    expect(read.image).toBe('shop/cart:1.4.2')
  })

  it('reads ConfigMaps of the same render, by key and as a whole; env wins over envFrom', () => {
    const read = options(
      'envFrom: [{configMapRef: {name: cart-env}}, {prefix: P_, configMapRef: {name: cart-env}}]\nenv: [{name: HEAP, value: 3g}, {name: ONE, valueFrom: {configMapKeyRef: {name: cart-env, key: JAVA_OPTS}}}]',
      configMap,
    )
    expect(read.env).toMatchObject({ JAVA_OPTS: '-Xmx1g', HEAP: '3g', P_HEAP: '2g', ONE: '-Xmx1g' })
    expect(read.hiddenSets).toBe(false)
  })

  it('says what it cannot see', () => {
    const read = options(
      'envFrom: [{secretRef: {name: secret}}]\nenv: [{name: A, valueFrom: {secretKeyRef: {name: s, key: k}}}, {name: B, valueFrom: {configMapKeyRef: {name: gone, key: k}}}, {name: C, valueFrom: {configMapKeyRef: {name: cart-env, key: gone}}}, {name: D, valueFrom: {fieldRef: {fieldPath: status.podIP}}}, {name: GOMEMLIMIT, valueFrom: {resourceFieldRef: {resource: limits.memory}}}]',
      configMap,
    )
    expect(read.hidden).toEqual(['A', 'B', 'C', 'D'])
    expect(read.hiddenSets).toBe(true)
    expect(read.fromResources).toEqual({ GOMEMLIMIT: 'limits.memory' })
  })

  it('reads a container without image or options', () => {
    const { located, render } = locate({
      manifests:
        'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: cart\nspec:\n  template:\n    spec:\n      containers:\n      - name: app\n',
    })
    const neighbourhood = buildNeighbourhood({
      targets: [located.target],
      renders: new Map([[render.overlay, render]]),
      clusters: new Map(),
    })
    expect(readRuntimeOptions(located.target, neighbourhood)).toEqual(NONE)
  })
})

describe('memory bounded by a heap', () => {
  function outcome(container: string, resources: string, memory: string, policy: Partial<Policy> = {}, limit = memory) {
    const result = run(
      { manifests: workload({ container, resources }), memory: { request: memory, limit } },
      { policy: { maxDecrease: 90, ...policy } },
    )
    return { written: written(result), skipped: skipCodes(result), warnings: warningCodes(result), result }
  }

  it('stops at heap and overhead', () => {
    const { written: changes, warnings } = outcome('args: [java, -Xmx512m]', '{requests: {memory: 1Gi}}', '300Mi')
    expect(changes).toEqual(['requests.memory 1Gi -> 640Mi (heap-floor)'])
    expect(warnings).toEqual(['no-disruption-budget'])
  })

  it('does not lower what is below them already, and says why', () => {
    const { skipped, result } = outcome('args: [java, -Xmx1g]', '{requests: {memory: 512Mi}}', '300Mi')
    expect(skipped).toEqual(['memory: heap-floor'])
    expect(result.skipped[0]?.message).toBe(
      'The memory request is 512Mi, krr recommends 300Mi; the heap with its overhead (-Xmx1g) keeps it there.',
    )
  })

  it('never holds an increase', () => {
    const { written: changes } = outcome('args: [java, -Xmx4g]', '{requests: {memory: 512Mi}}', '700Mi')
    expect(changes).toEqual(['requests.memory 512Mi -> 700Mi'])
  })

  it('starts at heap and overhead where nothing was set', () => {
    const { written: changes } = outcome('args: [java, -Xmx512m]', '{}', '300Mi')
    expect(changes).toEqual(['requests.memory unset -> 640Mi (unset-before, heap-floor)'])
  })

  it('has nothing to do with CPU', () => {
    const result = run({
      manifests: workload({ container: 'args: [java, -Xmx4g]', resources: '{requests: {cpu: 500m}}' }),
      cpu: { request: '400m' },
    })
    expect(written(result)).toEqual(['requests.cpu 500m -> 400m'])
    expect(warningCodes(result)).toEqual(['no-disruption-budget'])
  })

  it('a share of the limit: floor for the request, hold for the limit, and a warning', () => {
    const container = 'args: [java, "-XX:MaxRAMPercentage=50"]'
    const resources = '{requests: {memory: 1Gi}, limits: {memory: 1Gi}}'
    expect(outcome(container, resources, '300Mi')).toMatchObject({
      written: ['requests.memory 1Gi -> 640Mi (heap-floor)'],
      warnings: expect.arrayContaining(['heap-follows-limit']),
    })
    const followed = outcome(container, resources, '300Mi', { limits: 'recommended' })
    expect(followed).toMatchObject({
      written: ['requests.memory 1Gi -> 640Mi (heap-floor)'],
      skipped: ['memory: heap-follows-limit'],
    })
    expect(followed.result.skipped[0]?.message).toContain('a heap that is a share of the memory limit keeps it there')
  })

  it('names a share where the floor has no option to name', () => {
    const { result } = outcome('command: [java]', '{requests: {memory: 512Mi}, limits: {memory: 4Gi}}', '300Mi')
    expect(result.skipped[0]?.message).toContain('the heap with its overhead (a share of the memory limit)')
  })

  it('a share of nothing is unknown, and memory stays', () => {
    const { skipped, result } = outcome('command: [java]', '{requests: {memory: 1Gi}}', '300Mi')
    expect(skipped).toEqual(['memory: heap-unknown'])
    expect(result.skipped[0]?.message).toContain('it is a share of the memory limit, and there is none')
  })

  it('an unknown heap holds', () => {
    const container = 'env: [{name: JAVA_OPTS, valueFrom: {secretKeyRef: {name: s, key: k}}}]'
    const { skipped } = outcome(container, '{requests: {memory: 1Gi}, limits: {memory: 1Gi}}', '300Mi')
    expect(skipped).toEqual(['memory: heap-unknown'])
  })

  it('GOMEMLIMIT from the limit or the request is said', () => {
    const env = (field: string) => `env: [{name: GOMEMLIMIT, valueFrom: {resourceFieldRef: {resource: ${field}}}}]`
    const resources = '{requests: {memory: 1Gi}, limits: {memory: 1Gi}}'
    expect(outcome(env('limits.memory'), resources, '700Mi')).toMatchObject({
      written: ['requests.memory 1Gi -> 700Mi'],
      warnings: expect.arrayContaining(['heap-follows-limit']),
    })
    expect(outcome(env('requests.memory'), resources, '700Mi').warnings).toContain('heap-follows-request')
    expect(outcome(env('limits.cpu'), resources, '700Mi').warnings).toEqual(['no-disruption-budget'])
  })

  it('an image that looks like a JVM is a warning when memory comes down', () => {
    const shape = (memory: string) =>
      run({
        manifests: workload({ resources: '{requests: {memory: 512Mi}}' }).replace('shop/cart:1.4.2', 'tomcat:10'),
        memory: { request: memory },
      })
    expect(warningCodes(shape('400Mi'))).toContain('heap-unknown')
    expect(warningCodes(shape('600Mi'))).not.toContain('heap-unknown')
  })

  it('out-of-memory kills hold memory, but not an increase', () => {
    const kills = (memory: string) =>
      run({
        manifests: workload({ resources: '{requests: {memory: 512Mi}}' }),
        memory: { request: memory, info: 'OOMKill detected' },
      })
    expect(skipCodes(kills('400Mi'))).toEqual(['memory: oom-evidence'])
    expect(written(kills('800Mi'))).toEqual(['requests.memory 512Mi -> 800Mi'])
  })
})
