/**
 * Heaps that a runtime is told to use. Usage measured so far can be far below the heap that is allowed to fill, so memory
 * must not fall below heap plus what the runtime needs beside it.
 */
import type { Amount } from '../../workload.ts'
import type { RuntimeOptions } from './heap-sources.ts'

type Runtime = 'jvm' | 'node' | 'go' | 'dotnet'

const MEBI = 1024 * 1024

/**
 * What a runtime needs beside its heap (metaspace, code cache, threads, buffers, native memory): a share of the heap, but
 * at least so many bytes. GOMEMLIMIT already counts nearly everything the Go runtime maps, so little is added.
 */
const OVERHEAD: Readonly<Record<Runtime, { readonly percent: number; readonly atLeast: Amount }>> = {
  jvm: { percent: 25, atLeast: 64 * MEBI },
  node: { percent: 25, atLeast: 64 * MEBI },
  dotnet: { percent: 25, atLeast: 64 * MEBI },
  go: { percent: 10, atLeast: 16 * MEBI },
}

export interface HeapView {
  /** Memory that must stay: heap and overhead, from options in absolute numbers; `null` = there are none. */
  readonly floor: Amount | null
  /** The heap is this share of the memory limit; `null` = it does not depend on the limit. */
  readonly percentOfLimit: number | null
  /** A JVM that is told nothing: a quarter of the limit, more where that is very little. */
  readonly jvmDefault: boolean
  /** The runtime's limit is taken from the container's own limit or request (`resourceFieldRef`). */
  readonly follows: 'limits' | 'requests' | null
  /** Why the heap cannot be known from Git; `null` = it can, or there is no runtime with one. */
  readonly unknown: string | null
  /** True when only the image's name suggests a runtime with a heap. */
  readonly suspected: boolean
  /** The options that were found, for messages: `-Xmx2g`. */
  readonly found: readonly string[]
}

interface Found {
  readonly runtime: Runtime
  readonly bytes: Amount
  readonly option: string
}

/** Judges the options of one container. */
export function readHeap(options: RuntimeOptions): HeapView {
  const text = [options.commandLine, ...Object.values(options.env)].join('\n')
  const heaps = [...absoluteHeaps(text), ...environmentHeaps(options.env)]
  const direct = sizes(text, /-XX:MaxDirectMemorySize=(\d+)([kKmMgGtT]?)\b/g, 'jvm')
  const shares = [...percents(text), ...environmentPercents(options.env)]
  const isJvm = heaps.some((heap) => heap.runtime === 'jvm') || looksLikeJvm(options)
  const explicit = heaps.length > 0 || shares.length > 0
  return {
    floor: heaps.length === 0 ? null : largest(heaps.map(needed)) + largest(direct.map((found) => found.bytes)),
    percentOfLimit: shares.length === 0 ? null : largest(shares.map((share) => share.percent)),
    jvmDefault: isJvm && !explicit,
    follows: followedField(options.fromResources),
    unknown: unknownHeap(text, options, isJvm && !explicit),
    suspected: !isJvm && !explicit && JVM_IMAGE.test(options.image),
    found: [...heaps, ...shares].map((found) => found.option),
  }
}

function largest(values: readonly number[]): number {
  return Math.max(0, ...values)
}

function needed({ runtime, bytes }: Found): Amount {
  return withOverhead(bytes, runtime)
}

function withOverhead(bytes: Amount, runtime: Runtime): Amount {
  const { percent, atLeast } = OVERHEAD[runtime]
  return bytes + Math.max(Math.ceil((bytes * percent) / 100), atLeast)
}

/**
 * The memory that must stay, given the memory limit.
 *
 * A share is taken of the limit that holds today; the result never exceeds it. Rule of the JVM's default:
 * a quarter of the limit, or half of it for limits up to about 250 MiB.
 */
export function memoryFloor(heap: HeapView, limit: Amount | null): Amount {
  const fixed = heap.floor ?? 0
  if (limit === null) return fixed
  const share = heap.percentOfLimit === null ? 0 : Math.ceil((limit * heap.percentOfLimit) / 100)
  const usual = heap.jvmDefault ? Math.max(Math.ceil(limit / 4), Math.min(Math.ceil(limit / 2), 126 * MEBI)) : 0
  const relative = Math.max(share, usual)
  return Math.max(fixed, relative === 0 ? 0 : Math.min(withOverhead(relative, 'jvm'), limit))
}

/** Why the memory that must stay cannot be known; `null` = it can. */
export function whyUnknown(heap: HeapView, limit: Amount | null): string | null {
  if (heap.unknown !== null) return heap.unknown
  const relative = heap.percentOfLimit !== null || heap.jvmDefault
  return relative && limit === null ? 'it is a share of the memory limit, and there is none' : null
}

/** True when the heap grows and shrinks with the memory limit. */
export function followsLimit(heap: HeapView): boolean {
  return heap.percentOfLimit !== null || heap.jvmDefault || heap.follows === 'limits'
}

const SUFFIX: Readonly<Record<string, number>> = { '': 1, k: 1024, m: MEBI, g: 1024 * MEBI, t: MEBI * MEBI }

function sizes(text: string, pattern: RegExp, runtime: Runtime): Found[] {
  return [...text.matchAll(pattern)].map(([option, digits, suffix]) => ({
    runtime,
    bytes: Number(digits) * (SUFFIX[String(suffix).toLowerCase()] as number),
    option,
  }))
}

function absoluteHeaps(text: string): Found[] {
  const node = [...text.matchAll(/--max[-_]old[-_]space[-_]size[= ](\d+)/g)]
  return [
    ...sizes(text, /-(?:Xmx|XX:MaxHeapSize=)(\d+)([kKmMgGtT]?)\b/g, 'jvm'),
    ...node.map(([option, digits]): Found => ({ runtime: 'node', bytes: Number(digits) * MEBI, option })),
  ]
}

/** https://pkg.go.dev/runtime (GOMEMLIMIT); .NET's numbers are hexadecimal. */
function environmentHeaps(env: Readonly<Record<string, string>>): Found[] {
  return Object.entries(env).flatMap(([name, value]): Found[] => {
    const option = `${name}=${value}`
    const go = name === 'GOMEMLIMIT' ? /^(\d+)(?:B|([KMGT])iB)?$/.exec(value) : null
    if (go !== null) {
      const bytes = Number(go[1]) * (SUFFIX[(go[2] ?? '').toLowerCase()] as number)
      return [{ runtime: 'go', bytes, option }]
    }
    const dotnet = /^(?:DOTNET|COMPlus)_GCHeapHardLimit$/.test(name) ? hex(value) : null
    return dotnet === null ? [] : [{ runtime: 'dotnet', bytes: dotnet, option }]
  })
}

function hex(value: string): number | null {
  return /^(0x)?[0-9a-f]{1,13}$/i.test(value) ? Number.parseInt(value, 16) : null
}

interface Share {
  readonly percent: number
  readonly option: string
}

function percents(text: string): Share[] {
  const plain = [
    ...text.matchAll(/(?:-XX:MaxRAMPercentage|--max[-_]old[-_]space[-_]size[-_]percentage)=(\d+(?:\.\d+)?)/g),
  ]
  const fractions = [...text.matchAll(/-XX:MaxRAMFraction=([1-9]\d*)/g)]
  return [
    ...plain.map(([option, digits]) => ({ percent: Number(digits), option })),
    ...fractions.map(([option, digits]) => ({ percent: 100 / Number(digits), option })),
  ]
}

function environmentPercents(env: Readonly<Record<string, string>>): Share[] {
  return Object.entries(env).flatMap(([name, value]) => {
    const percent = /^(?:DOTNET|COMPlus)_GCHeapHardLimitPercent$/.test(name) ? hex(value) : null
    return percent === null ? [] : [{ percent, option: `${name}=${value}` }]
  })
}

/** Variables that carry options of a runtime with a heap. */
const OPTION_VARIABLE =
  /(^|_)(JAVA|JDK|JVM|CATALINA|MAVEN|ES_JAVA|KAFKA)\w*_(OPTS|OPTIONS|ARGS)$|HEAP|^NODE_OPTIONS$|^GOMEMLIMIT$/
const JVM_VARIABLE = /(^|_)(JAVA|JDK|JVM|CATALINA)\w*_(OPTS|OPTIONS|ARGS)$|^KAFKA_HEAP_OPTS$/
const JVM_IMAGE =
  /(^|[-_./])(openjdk|jdk|jre|java|temurin|corretto|zulu|tomcat|jetty|wildfly|keycloak|elasticsearch|opensearch|logstash|kafka|zookeeper|cassandra|solr|jenkins|neo4j|activemq|hazelcast|nifi|trino|sonarqube)(?=[-_:.@/\d]|$)/

function looksLikeJvm({ commandLine, env, hidden }: RuntimeOptions): boolean {
  const names = [...Object.keys(env), ...hidden]
  return /(^|[\s/;&|"'(])java(\s|$)/.test(commandLine) || names.some((name) => JVM_VARIABLE.test(name))
}

function followedField(fromResources: Readonly<Record<string, string>>): HeapView['follows'] {
  const source = fromResources.GOMEMLIMIT
  if (source === 'limits.memory') return 'limits'
  return source === 'requests.memory' ? 'requests' : null
}

function unknownHeap(text: string, { hidden, hiddenSets }: RuntimeOptions, untold: boolean): string | null {
  const variable = hidden.find((name) => OPTION_VARIABLE.test(name))
  if (variable !== undefined) return `the value of ${variable} is not in Git`
  if (/-Xmx\$|-XX:MaxHeapSize=\$|-XX:MaxRAMPercentage=\$|space[-_]size[= ]\$/.test(text)) {
    return 'its size comes from a variable that is not in Git'
  }
  return untold && hiddenSets ? 'part of the environment is not in Git' : null
}
