/** Builds located recommendations from a manifest and krr's numbers, both written as people write them. */
import { type BoundInput, type BoundResult, boundChanges } from '../../../src/core/change/bound.ts'
import type { Located } from '../../../src/core/change/merge-clusters.ts'
import type { Policy, Selection } from '../../../src/core/change/policy.ts'
import { podSpecPath } from '../../../src/core/locate/pod-template.ts'
import { parseRender, type Render } from '../../../src/core/locate/render.ts'
import type { Application, Target } from '../../../src/core/locate/target.ts'
import { formatQuantity, parseQuantity } from '../../../src/core/quantity.ts'
import type {
  Advice,
  Evidence,
  Recommendation,
  ResourceAdvice,
  Severity,
} from '../../../src/core/recommend/recommendation.ts'
import type { Resource } from '../../../src/core/workload.ts'

export const POLICY: Policy = {
  maxIncrease: 100,
  maxDecrease: 30,
  minChange: { percent: 10, cpu: 10, memory: 16 * 1024 ** 2 },
  floor: { cpu: 10, memory: 32 * 1024 ** 2 },
  ceiling: {},
  limits: 'keep',
  hpa: 'skip',
  rules: [],
  protect: [],
}

export const SELECT: Selection = { minSeverity: 'UNKNOWN', include: [], exclude: [] }

/** krr's answers for one resource: a quantity, `?`, or `unset`. */
export interface Answer {
  readonly request?: string
  readonly limit?: string
  readonly info?: string | null
  readonly atFloor?: boolean
  /** What krr saw live; what Git holds unless given. */
  readonly live?: { readonly request?: string | null; readonly limit?: string | null }
}

export interface Scenario {
  /** YAML documents; the first is the workload. */
  readonly manifests: string
  readonly container?: string
  readonly cpu?: Answer
  readonly memory?: Answer
  readonly severity?: Severity
  readonly evidence?: Partial<Evidence>
  readonly cluster?: string | null
  readonly namespace?: string
  readonly overlay?: string
  readonly application?: Partial<Application>
}

export const EVIDENCE: Evidence = {
  pods: 3,
  deletedPods: 6,
  hpa: null,
  hpaWitnessed: true,
  warnings: [],
  labels: {},
  annotations: {},
  strategy: 'simple',
  historyHours: 336,
  generatedAt: '2026-11-23T02:31:25Z',
  krrVersion: 'v1.29.0',
  source: 'report.json',
}

function advice(text: string | undefined, resource: Resource): Advice {
  if (text === undefined || text === '?') return { type: 'unknown' }
  if (text === 'unset') return { type: 'unset' }
  return { type: 'value', amount: amount(text, resource) }
}

export function amount(text: string, resource: Resource): number {
  const value = parseQuantity(text, resource)
  if (value === null) throw new Error(`no quantity: ${text}`)
  return value
}

function toAdvice(answer: Answer | undefined, resource: Resource, git: Record<string, unknown>): ResourceAdvice {
  const live = (field: 'request' | 'limit') => {
    const given = answer?.live?.[field]
    if (given !== undefined) return given === null ? null : amount(given, resource)
    const values = (git[`${field}s`] ?? {}) as Record<string, unknown>
    return parseQuantity(values[resource], resource)
  }
  return {
    request: advice(answer?.request, resource),
    limit: advice(answer?.limit, resource),
    liveRequest: live('request'),
    liveLimit: live('limit'),
    info: answer?.info ?? null,
    severity: 'WARNING',
    atFloor: answer?.atFloor ?? false,
  }
}

interface NamedContainer {
  readonly name: string
  readonly resources?: Record<string, unknown>
}

export function locate(scenario: Scenario): { located: Located; render: Render } {
  const overlay = scenario.overlay ?? 'apps/shop/overlays/staging'
  const render = parseRender(overlay, scenario.manifests)
  const object = render.objects[0]
  if (object === undefined) throw new Error('no workload')
  const podSpec = podSpecPath(object.id.kind) ?? []
  const containersPath = [...podSpec, 'containers']
  const list = containersPath.reduce<unknown>((node, key) => (node as Record<string, unknown>)[key], object.body())
  const containers = list as NamedContainer[]
  const name = scenario.container ?? containers[0]?.name ?? ''
  const index = containers.findIndex((one) => one.name === name)
  const container = {
    cluster: scenario.cluster === undefined ? 'staging-eu' : scenario.cluster,
    namespace: scenario.namespace ?? object.id.namespace ?? 'shop',
    kind: object.id.kind,
    name: object.id.name,
    container: name,
  }
  const application: Application | null =
    scenario.application === undefined
      ? null
      : {
          controller: 'argocd',
          name: 'argocd/shop',
          cluster: container.cluster,
          path: overlay,
          defaultNamespace: null,
          forcedNamespace: null,
          suspended: false,
          file: null,
          ...scenario.application,
        }
  const target: Target = { container, overlay, application, object, containersPath, index, evidence: [] }
  const git = containers[index]?.resources ?? {}
  const recommendation: Recommendation = {
    container,
    severity: scenario.severity ?? 'WARNING',
    resources: { cpu: toAdvice(scenario.cpu, 'cpu', git), memory: toAdvice(scenario.memory, 'memory', git) },
    evidence: { ...EVIDENCE, ...scenario.evidence },
  }
  return { located: { recommendation, target }, render }
}

export interface Options {
  readonly policy?: Partial<Policy>
  readonly select?: Partial<Selection>
  /** Further renders, by overlay. */
  readonly others?: Readonly<Record<string, string>>
  readonly clusters?: BoundInput['clusters']
}

/** Runs the whole stage. Scenarios with the same overlay share its render. */
export function run(scenarios: Scenario | readonly Scenario[], options: Options = {}): BoundResult {
  const all = Array.isArray(scenarios) ? (scenarios as readonly Scenario[]) : [scenarios as Scenario]
  const places = all.map(locate)
  const renders = new Map(places.map(({ render }) => [render.overlay, render]))
  for (const [overlay, text] of Object.entries(options.others ?? {})) renders.set(overlay, parseRender(overlay, text))
  return boundChanges({
    located: places.map(({ located }) => located),
    renders,
    policy: { ...POLICY, ...options.policy },
    select: { ...SELECT, ...options.select },
    ...(options.clusters === undefined ? {} : { clusters: options.clusters }),
  })
}

/** `requests.cpu 500m -> 350m (max-decrease)`, for tables. */
export function written(result: BoundResult): string[] {
  return result.workloads.flatMap(({ changes }) =>
    changes.map(({ resource, field, from, to, because }) => {
      const text = (value: number | null) => (value === null ? 'unset' : formatQuantity(value, resource))
      const reasons = because.length === 0 ? '' : ` (${because.join(', ')})`
      return `${field}.${resource} ${text(from)} -> ${text(to)}${reasons}`
    }),
  )
}

/** `cpu: floor`; `*: protected` for a whole container. */
export function skipCodes(result: BoundResult): string[] {
  return result.skipped.map(({ resource, code }) => `${resource ?? '*'}: ${code}`)
}

export function warningCodes(result: BoundResult): string[] {
  return result.workloads.flatMap(({ warnings }) => warnings.map(({ code }) => code))
}

export interface WorkloadShape {
  readonly kind?: string
  readonly name?: string
  readonly namespace?: string | null
  readonly replicas?: number | null
  readonly resources?: string
  /** Further lines of the container, not indented. */
  readonly container?: string
  /** Further lines of the pod spec, not indented. */
  readonly podSpec?: string
  /** Further lines of the workload's metadata, not indented. */
  readonly metadata?: string
  /** Further lines of `spec`, not indented. */
  readonly spec?: string
  readonly apiVersion?: string
}

function indent(text: string, by: number): string {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => `${' '.repeat(by)}${line}\n`)
    .join('')
}

/** One workload document with a container `app`, as kustomize would print it. `resources` is a flow mapping. */
export function workload(shape: WorkloadShape = {}): string {
  const kind = shape.kind ?? 'Deployment'
  const replicas = shape.replicas === undefined ? 3 : shape.replicas
  const namespace = shape.namespace === undefined ? 'shop' : shape.namespace
  return (
    `apiVersion: ${shape.apiVersion ?? 'apps/v1'}\nkind: ${kind}\nmetadata:\n  name: ${shape.name ?? 'cart'}\n` +
    (namespace === null ? '' : `  namespace: ${namespace}\n`) +
    indent(shape.metadata ?? '', 2) +
    'spec:\n' +
    (replicas === null ? '' : `  replicas: ${replicas}\n`) +
    indent(shape.spec ?? '', 2) +
    '  template:\n    metadata:\n      labels: {app: cart}\n    spec:\n' +
    indent(shape.podSpec ?? '', 6) +
    '      containers:\n      - name: app\n        image: shop/cart:1.4.2\n' +
    indent(shape.container ?? '', 8) +
    `        resources: ${shape.resources ?? '{}'}\n`
  )
}

/** Joins documents into one render. */
export function documents(...texts: readonly string[]): string {
  return texts.join('---\n')
}
