/** Values for tests of patch and prove, made from rendered text. */
import type { Change, WorkloadChange } from '../../../src/core/change/change.ts'
import { parseRender, type Render, type RenderedObject } from '../../../src/core/locate/render.ts'
import type { Application, Target } from '../../../src/core/locate/target.ts'
import { parseQuantity } from '../../../src/core/quantity.ts'
import type { Recommendation, ResourceAdvice } from '../../../src/core/recommend/recommendation.ts'
import type { Field, Resource } from '../../../src/core/workload.ts'

export interface Wish {
  readonly container: string
  readonly field?: Field
  readonly resource: Resource
  /** `null` = remove. */
  readonly to: string | null
}

const POD_SPECS: Readonly<Record<string, readonly string[]>> = {
  Pod: ['spec'],
  CronJob: ['spec', 'jobTemplate', 'spec', 'template', 'spec'],
}

/** The list of containers of a kind, as path segments. */
export function containersPathOf(kind: string, list = 'containers'): string[] {
  return [...(POD_SPECS[kind] ?? ['spec', 'template', 'spec']), list]
}

export function render(overlay: string, ...documents: string[]): Render {
  return parseRender(overlay, documents.join('---\n'))
}

const NO_ADVICE: ResourceAdvice = {
  request: { type: 'unknown' },
  limit: { type: 'unknown' },
  liveRequest: null,
  liveLimit: null,
  info: null,
  severity: 'WARNING',
  atFloor: false,
}

export interface WorkloadGiven {
  readonly overlay: string
  readonly object: RenderedObject
  readonly wishes: readonly Wish[]
  readonly application?: Application | null
  readonly list?: string
  readonly cluster?: string | null
}

/** A workload's changes as the earlier stages would hand them on. */
export function workloadChange({ overlay, object, wishes, application, list, cluster }: WorkloadGiven): WorkloadChange {
  const targetOf = (container: string): Target => {
    const containersPath = containersPathOf(object.id.kind, list)
    return {
      container: {
        cluster: cluster ?? null,
        namespace: object.id.namespace ?? 'default',
        kind: object.id.kind,
        name: object.id.name,
        container,
      },
      overlay,
      application: application ?? null,
      object,
      containersPath,
      index: containersOf(object, containersPath).findIndex(({ name }) => name === container),
      evidence: [],
    }
  }
  const changes = wishes.map((wish): Change => {
    const target = targetOf(wish.container)
    const to = wish.to === null ? null : parseQuantity(wish.to, wish.resource)
    const field = wish.field ?? 'requests'
    return {
      target,
      recommendation: recommendation(target),
      resource: wish.resource,
      field,
      from: null,
      recommended: to,
      to,
      because: [],
    }
  })
  const first = changes[0]?.target ?? targetOf('')
  return { target: first, changes, risk: 'low', riskReasons: [], warnings: [], replicas: 1 }
}

function recommendation(target: Target): Recommendation {
  return {
    container: target.container,
    severity: 'WARNING',
    resources: { cpu: NO_ADVICE, memory: NO_ADVICE },
    evidence: {
      pods: 1,
      deletedPods: 0,
      hpa: null,
      hpaWitnessed: true,
      warnings: [],
      labels: {},
      annotations: {},
      strategy: 'simple',
      historyHours: 336,
      generatedAt: '2026-01-01T00:00:00.000Z',
      krrVersion: null,
      source: 'test',
    },
  }
}

export function containersOf(object: RenderedObject, path: readonly string[]): { readonly name: string }[] {
  let here: unknown = object.body()
  for (const step of path) here = (here as Record<string, unknown> | undefined)?.[step]
  return Array.isArray(here) ? here : []
}
