/**
 * Verified plans without a proof: for tests of what comes after the proof, and nowhere else. The cast is the whole point:
 * no code under src/ can make such a value short of one.
 */
import type { Change, Risk, WorkloadChange } from '../../src/core/change/change.ts'
import { parseRender, type RenderedObject } from '../../src/core/locate/render.ts'
import type { Application } from '../../src/core/locate/target.ts'
import type { FileEdit } from '../../src/core/patch/edit.ts'
import type { Skip, Warning } from '../../src/core/problem.ts'
import type { ProvedBuild, VerifiedPlan } from '../../src/core/prove/verified-plan.ts'
import type { Evidence } from '../../src/core/recommend/recommendation.ts'
import type { Field, Resource } from '../../src/core/workload.ts'

export const MI = 1024 * 1024

export interface ChangeOptions {
  readonly container?: string
  readonly resource?: Resource
  readonly field?: Field
  readonly from?: number | null
  readonly recommended?: number | null
  readonly to?: number | null
  readonly because?: readonly string[]
}

export interface WorkloadOptions {
  readonly overlay?: string
  readonly cluster?: string | null
  readonly namespace?: string
  readonly kind?: string
  readonly name?: string
  readonly application?: Application | null
  readonly changes?: readonly ChangeOptions[]
  readonly risk?: Risk
  readonly riskReasons?: readonly string[]
  readonly warnings?: readonly Warning[]
  readonly replicas?: number
}

export interface PlanOptions {
  readonly group?: string
  readonly workloads?: readonly WorkloadOptions[]
  readonly edits?: readonly FileEdit[]
  readonly builds?: readonly ProvedBuild[]
  readonly digest?: string
}

const EVIDENCE: Evidence = {
  pods: 3,
  deletedPods: 0,
  hpa: null,
  hpaWitnessed: true,
  warnings: [],
  labels: {},
  annotations: {},
  strategy: 'simple',
  historyHours: 336,
  generatedAt: '2026-03-02T08:00:00.000Z',
  krrVersion: 'v1.29.0',
  source: 'krr',
}

export function workloadChange(options: WorkloadOptions = {}): WorkloadChange {
  const { overlay = 'apps/shop/overlays/prod', cluster = 'prod-eu', namespace = 'shop' } = options
  const { kind = 'Deployment', name = 'cart', application = null } = options
  const object = renderedWorkload(overlay, kind, namespace, name)
  const changes = (options.changes ?? [{}]).map((change, index): Change => {
    const { container = 'app', resource = 'cpu', field = 'requests', from = 500, because = ['max-decrease'] } = change
    const ref = { cluster, namespace, kind, name, container }
    const advice = { request: { type: 'unknown' }, limit: { type: 'unknown' } } as const
    const live = { liveRequest: null, liveLimit: null, info: null, severity: 'WARNING', atFloor: false } as const
    return {
      target: {
        ...{ container: ref, overlay, application, object, index },
        containersPath: ['spec', 'template', 'spec', 'containers'],
        evidence: [`the only kustomization that renders ${kind} ${namespace}/${name}`],
      },
      recommendation: {
        ...{ container: ref, severity: 'WARNING', evidence: EVIDENCE },
        resources: { cpu: { ...advice, ...live }, memory: { ...advice, ...live } },
      },
      ...{ resource, field, from, because },
      recommended: change.recommended === undefined ? 120 : change.recommended,
      to: change.to === undefined ? 350 : change.to,
    }
  })
  const first = changes[0]
  if (first === undefined) throw new Error('a workload without changes')
  const { risk = 'low', riskReasons = [], warnings = [], replicas = 2 } = options
  return { target: first.target, changes, risk, riskReasons, warnings, replicas }
}

function renderedWorkload(overlay: string, kind: string, namespace: string, name: string): RenderedObject {
  const text = `apiVersion: apps/v1\nkind: ${kind}\nmetadata:\n  name: ${JSON.stringify(name)}\n  namespace: ${JSON.stringify(namespace)}\n`
  const object = parseRender(overlay, text).objects[0]
  if (object === undefined) throw new Error('nothing rendered')
  return object
}

const DIFF = `--- before
+++ after
@@ -20,3 +20,3 @@
         resources:
           requests:
-            cpu: 500m
+            cpu: 350m
`

export function verifiedPlan(options: PlanOptions = {}): VerifiedPlan {
  const { group = 'apps/shop/overlays/prod', workloads = [{}], digest = 'd'.repeat(64) } = options
  const overlay = workloads[0]?.overlay ?? 'apps/shop/overlays/prod'
  const edits = options.edits ?? [
    { path: `${overlay}/krr/deployment-cart.yaml`, before: null, after: 'apiVersion: apps/v1\nkind: Deployment\n' },
  ]
  const builds = options.builds ?? [{ overlay, changed: true, diff: DIFF }]
  return { group, workloads: workloads.map(workloadChange), edits, builds, digest } as unknown as VerifiedPlan
}

export function skip(options: Partial<Skip> & { name?: string } = {}): Skip {
  const { resource = null, code = 'not-found', name = 'search' } = options
  return {
    container: options.container ?? {
      cluster: 'prod-eu',
      namespace: 'shop',
      kind: 'Deployment',
      name,
      container: 'app',
    },
    resource,
    code,
    message: options.message ?? 'No kustomization in this repository renders it.',
    hint: options.hint ?? 'Name the overlay under clusters[].paths.',
  }
}
