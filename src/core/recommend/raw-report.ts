/**
 * The shape of krr's JSON report, as far as it is read. Unknown fields are ignored everywhere.
 *
 * Of one entry there are two descriptions on purpose: the guard in raw-scan-guard.ts is the hot path (zod takes several
 * times as long as parsing the JSON did), the schema here explains an entry that the guard refused. A property test
 * holds them to the same answer.
 */
import { z } from 'zod'
import type { Severity } from './recommendation.ts'

/** `"?"` = krr does not know; `null` = krr says unset. */
export type RawValue = number | '?' | null

export interface RawRecommendation {
  readonly value: RawValue
  readonly severity: Severity
}

export interface RawPod {
  readonly name: string
  readonly deleted?: boolean | null | undefined
}

export interface RawHpa {
  readonly min_replicas?: number | null | undefined
  readonly max_replicas?: number | null | undefined
  readonly target_cpu_utilization_percentage?: number | null | undefined
  readonly target_memory_utilization_percentage?: number | null | undefined
}

interface PerResource<T> {
  readonly cpu: T
  readonly memory: T
}

interface MaybePerResource<T> {
  readonly cpu?: T | null | undefined
  readonly memory?: T | null | undefined
}

/** One entry of `scans`. Fields that older versions of krr do not print are optional. */
export interface RawScan {
  readonly object: {
    readonly cluster?: string | null | undefined
    readonly name: string
    readonly container: string
    readonly namespace: string
    readonly kind: string
    readonly pods?: readonly RawPod[] | null | undefined
    readonly hpa?: RawHpa | null | undefined
    readonly allocations: {
      readonly requests: MaybePerResource<number | '?'>
      readonly limits: MaybePerResource<number | '?'>
    }
    readonly warnings?: readonly string[] | null | undefined
    readonly labels?: Readonly<Record<string, string>> | null | undefined
    readonly annotations?: Readonly<Record<string, string>> | null | undefined
  }
  readonly recommended: {
    readonly requests: PerResource<RawRecommendation>
    readonly limits: PerResource<RawRecommendation>
    readonly info?: MaybePerResource<string> | null | undefined
  }
  readonly severity: Severity
}

const word = z.string().min(1)
const severity = z.enum(['UNKNOWN', 'GOOD', 'OK', 'WARNING', 'CRITICAL'])
// z.number() refuses Infinity, which `1e999` becomes; the guard lets it pass, and so must this: it is an impossible
// amount of one container, not a broken report.
const number = z.custom<number>((value) => typeof value === 'number', { error: 'expected a number' })
const recommendation = z.object({ value: z.union([number, z.literal('?'), z.null()]), severity })
const allocation = z.union([number, z.literal('?'), z.null()]).optional()
const texts = z.record(z.string(), z.string()).nullish()

/** Explains what is wrong with an entry that the guard refused. */
export const rawScanSchema = z.object({
  object: z.object({
    cluster: z.string().nullish(),
    name: word,
    container: word,
    namespace: word,
    kind: word,
    pods: z.array(z.object({ name: z.string(), deleted: z.boolean().nullish() })).nullish(),
    hpa: z
      .object({
        min_replicas: number.nullish(),
        max_replicas: number.nullish(),
        target_cpu_utilization_percentage: number.nullish(),
        target_memory_utilization_percentage: number.nullish(),
      })
      .nullish(),
    allocations: z.object({
      requests: z.object({ cpu: allocation, memory: allocation }),
      limits: z.object({ cpu: allocation, memory: allocation }),
    }),
    warnings: z.array(z.string()).nullish(),
    labels: texts,
    annotations: texts,
  }),
  recommended: z.object({
    requests: z.object({ cpu: recommendation, memory: recommendation }),
    limits: z.object({ cpu: recommendation, memory: recommendation }),
    info: z.object({ cpu: z.string().nullish(), memory: z.string().nullish() }).nullish(),
  }),
  severity,
})

/** What surrounds the entries, which are left to the guard. `config` is read for five fields that hold no secret; nothing else of it is looked at. */
export const rawEnvelopeSchema = z.object({
  strategy: z
    .object({
      name: z.string(),
      settings: z.object({ history_duration: z.number().nullish() }).nullish(),
    })
    .nullish(),
  errors: z.array(z.object({ name: z.string(), retry_after: z.string().nullish() })).nullish(),
  config: z
    .object({
      cpu_min_value: z.number().nonnegative().nullish(),
      memory_min_value: z.number().nonnegative().nullish(),
      selector: z.string().nullish(),
      clusters: z.union([z.string(), z.array(z.string())]).nullish(),
    })
    .nullish(),
})

export type RawEnvelope = z.infer<typeof rawEnvelopeSchema>
