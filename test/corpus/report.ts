/** A krr report in krr's exact shape, with made-up numbers that differ from container to container. */
import { createHash } from 'node:crypto'
import type { FoundContainer } from './render.ts'

export interface MadeUp {
  readonly found: FoundContainer
  readonly cluster: string | null
  /** Cores and bytes, as krr reports them. */
  readonly cpu: number
  readonly memory: number
}

const MIB = 1 << 20

/** Numbers that follow from the names, so that every run asks for the same and a mix-up of two containers shows. */
export function makeUp(found: FoundContainer, cluster: string | null): MadeUp {
  const seed = createHash('sha256')
    .update([cluster, found.kind, found.namespace, found.name, found.container].join('|'))
    .digest()
  const cpu = (11 + (seed.readUInt16BE(0) % 479)) / 1000
  const memory = (33 + (seed.readUInt16BE(2) % 879)) * MIB
  return { found, cluster, cpu, memory }
}

export function krrReport(all: readonly MadeUp[]): string {
  const scans = all.map(({ found, cluster, cpu, memory }) => ({
    object: {
      cluster,
      name: found.name,
      container: found.container,
      pods: [{ name: `${found.name}-a`, deleted: false }],
      hpa: null,
      namespace: found.namespace,
      kind: found.kind,
      allocations: { requests: { cpu: null, memory: null }, limits: { cpu: null, memory: null }, info: {} },
      warnings: [],
      labels: {},
      annotations: {},
    },
    recommended: {
      requests: { cpu: { value: cpu, severity: 'CRITICAL' }, memory: { value: memory, severity: 'CRITICAL' } },
      limits: { cpu: { value: null, severity: 'WARNING' }, memory: { value: memory, severity: 'CRITICAL' } },
      info: { cpu: null, memory: null },
    },
    severity: 'CRITICAL',
  }))
  return JSON.stringify({
    scans,
    score: 50,
    resources: ['cpu', 'memory'],
    description: '[b]Simple Strategy[/b]',
    strategy: {
      name: 'simple',
      settings: {
        history_duration: 336.0,
        timeframe_duration: 1.25,
        cpu_percentile: 95.0,
        memory_buffer_percentage: 15.0,
      },
    },
    errors: [],
    clusterSummary: {},
    config: {},
  })
}
