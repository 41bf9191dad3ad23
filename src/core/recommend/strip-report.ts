/** A report in krr's own shape with nothing left in it that could be a secret: the only form that is ever stored. */

import { explainScan, toEnvelope } from './envelope.ts'
import { parseJsonText } from './json-text.ts'
import { allowedAnnotations, allowedLabels } from './metadata.ts'
import type { RawHpa, RawRecommendation, RawScan } from './raw-report.ts'
import { isRawScan } from './raw-scan-guard.ts'

/**
 * @returns JSON that `readReport` reads like the original: the same containers, strategy, floors and errors. Everything
 * else is gone: `config` but for four fields, all annotations and labels that are not allow-listed, `description`.
 * @throws Problem like `readReport`
 */
export function stripReport(text: string, source: string): string {
  const envelope = toEnvelope(parseJsonText(text, source).value, source)
  const { strategy, config } = envelope
  return JSON.stringify({
    scans: envelope.scans.map((scan, index) => {
      if (!isRawScan(scan)) throw explainScan(scan, index, source)
      return stripScan(scan)
    }),
    strategy:
      strategy === null || strategy === undefined
        ? null
        : { name: strategy.name, settings: { history_duration: strategy.settings?.history_duration ?? null } },
    errors: (envelope.errors ?? []).map((error) => ({ name: error.name, retry_after: error.retry_after ?? null })),
    config: {
      cpu_min_value: config?.cpu_min_value ?? null,
      memory_min_value: config?.memory_min_value ?? null,
      // Only whether there was one matters.
      selector: (config?.selector ?? '') === '' ? null : '…',
      clusters: config?.clusters ?? null,
    },
  })
}

function stripScan(scan: RawScan): RawScan {
  const { object, recommended } = scan
  return {
    object: {
      cluster: object.cluster ?? null,
      name: object.name,
      container: object.container,
      namespace: object.namespace,
      kind: object.kind,
      pods: object.pods?.map((pod) => ({ name: pod.name, deleted: pod.deleted === true })) ?? [],
      hpa: object.hpa === null || object.hpa === undefined ? null : stripHpa(object.hpa),
      allocations: { requests: amounts(object.allocations.requests), limits: amounts(object.allocations.limits) },
      warnings: object.warnings ?? [],
      labels: allowedLabels(object.labels),
      annotations: allowedAnnotations(object.annotations),
    },
    recommended: {
      requests: { cpu: stripAdvice(recommended.requests.cpu), memory: stripAdvice(recommended.requests.memory) },
      limits: { cpu: stripAdvice(recommended.limits.cpu), memory: stripAdvice(recommended.limits.memory) },
      info: { cpu: recommended.info?.cpu ?? null, memory: recommended.info?.memory ?? null },
    },
    severity: scan.severity,
  }
}

function stripHpa(hpa: RawHpa): RawHpa {
  return {
    min_replicas: hpa.min_replicas ?? null,
    max_replicas: hpa.max_replicas ?? null,
    target_cpu_utilization_percentage: hpa.target_cpu_utilization_percentage ?? null,
    target_memory_utilization_percentage: hpa.target_memory_utilization_percentage ?? null,
  }
}

function amounts({ cpu, memory }: RawScan['object']['allocations']['requests']) {
  return { cpu: cpu ?? null, memory: memory ?? null }
}

/** JSON would turn an infinite number into null, which means "unset": it stays an impossible one instead. */
function stripAdvice({ value, severity }: RawRecommendation): RawRecommendation {
  return { value: typeof value === 'number' && !Number.isFinite(value) ? -1 : value, severity }
}
