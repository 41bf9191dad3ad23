/** What of a report the user wants to see: clusters, namespaces, workloads, resources or kinds, and how urgent. */
import { matchAny } from '../glob.ts'
import { Problem, type Skip } from '../problem.ts'
import { type ContainerRef, containerKey, RESOURCES, type Resource } from '../workload.ts'
import { KINDS, kindNamed } from './kinds.ts'
import { type Recommendation, SEVERITIES, type Severity, severityRank } from './recommendation.ts'
import type { Sifted } from './sift.ts'

/** As on the command line; an empty list (and `null`) filters nothing. Names may be globs. */
export interface FilterInput {
  readonly clusters?: readonly string[]
  readonly namespaces?: readonly string[]
  /** `NAME`, `KIND/NAME` or `NAMESPACE/KIND/NAME`; kinds in any case, kubectl's short names too. */
  readonly workloads?: readonly string[]
  /** `cpu` and `memory`, and kinds of workload, together. */
  readonly resources?: readonly string[]
  readonly minSeverity?: string | null
}

export interface Filters {
  matches(container: ContainerRef): boolean
  wants(resource: Resource): boolean
  readonly minSeverity: Severity | null
  /** False when nothing is filtered. */
  readonly active: boolean
}

/** @throws Problem (exit 2) `unknown-resource` or `unknown-severity`, which name what there is */
export function buildFilters(input: FilterInput): Filters {
  const resources = (input.resources ?? []).map(readResource)
  const wanted = resources.flatMap((entry) => ('resource' in entry ? [entry.resource] : []))
  const kinds = resources.flatMap((entry) => ('kind' in entry ? [entry.kind] : []))
  const clusters = nameFilter(input.clusters ?? [])
  const namespaces = nameFilter(input.namespaces ?? [])
  const workloads = (input.workloads ?? []).map(workloadFilter)
  const minSeverity =
    input.minSeverity === null || input.minSeverity === undefined ? null : readSeverity(input.minSeverity)
  return {
    matches: (container) =>
      clusters(container.cluster ?? '') &&
      namespaces(container.namespace) &&
      (kinds.length === 0 || kinds.includes(container.kind)) &&
      (workloads.length === 0 || workloads.some((matches) => matches(container))),
    wants: (resource) => wanted.length === 0 || wanted.includes(resource),
    minSeverity,
    active: Object.values(input).some((value) => (typeof value === 'string' ? true : (value?.length ?? 0) > 0)),
  }
}

/** A name may hold what a glob reads otherwise (`arn:aws:eks:…:cluster/prod`), so equality counts too. */
function nameFilter(globs: readonly string[]): (name: string) => boolean {
  if (globs.length === 0) return () => true
  const exact = new Set(globs)
  const glob = matchAny(globs)
  return (name) => exact.has(name) || glob(name)
}

function workloadFilter(text: string): (container: ContainerRef) => boolean {
  const parts = text.split('/')
  const name = nameFilter([parts.at(-1) ?? ''])
  const kindText = parts.at(-2)
  const kind = kindText === undefined || kindText === '*' ? null : (kindNamed(kindText) ?? kindText)
  const namespace = parts.length > 2 ? nameFilter([parts.slice(0, -2).join('/')]) : () => true
  return (container) =>
    name(container.name) && (kind === null || container.kind === kind) && namespace(container.namespace)
}

function readResource(text: string): { readonly resource: Resource } | { readonly kind: string } {
  const resource = RESOURCES.find((candidate) => candidate === text.toLowerCase())
  if (resource !== undefined) return { resource }
  const kind = kindNamed(text)
  if (kind !== null) return { kind }
  throw new Problem({
    code: 'unknown-resource',
    exit: 2,
    message: `There is no resource or kind "${text}"`,
    hint: `Write cpu, memory, or a kind of workload: ${KINDS.join(', ')}.`,
  })
}

function readSeverity(text: string): Severity {
  const severity = SEVERITIES.find((candidate) => candidate === text.toUpperCase())
  if (severity !== undefined) return severity
  throw new Problem({
    code: 'unknown-severity',
    exit: 2,
    message: `There is no severity "${text}"`,
    hint: `Write one of ${SEVERITIES.join(', ')}.`,
  })
}

const FILTERED = 'It was left out by the filters of this run'
const LOOSEN = 'Loosen --cluster, --namespace, --workload or --resource to see it.'

/** What passes, and a skip (`filtered`, `below-severity`) in the place of everything that does not. */
export function applyFilters(sifted: Sifted, filters: Filters): Sifted {
  if (!filters.active) return sifted
  const recommendations: Recommendation[] = []
  const skipped: Skip[] = []
  const outside = new Set<string>()
  const leaveOut = (container: ContainerRef) => {
    const key = containerKey(container)
    if (outside.has(key)) return
    outside.add(key)
    skipped.push({ container, resource: null, code: 'filtered', message: FILTERED, hint: LOOSEN })
  }
  for (const skip of sifted.skipped) {
    if (!filters.matches(skip.container)) leaveOut(skip.container)
    else if (skip.resource === null || filters.wants(skip.resource)) skipped.push(skip)
    else skipped.push({ ...skip, code: 'filtered', message: FILTERED, hint: LOOSEN })
  }
  for (const recommendation of sifted.recommendations) {
    const { container, severity } = recommendation
    if (!filters.matches(container)) leaveOut(container)
    else if (filters.minSeverity !== null && severityRank(severity) < severityRank(filters.minSeverity)) {
      skipped.push(...belowSeverity(recommendation, filters.minSeverity))
    } else {
      const only = onlyWanted(recommendation, filters)
      skipped.push(...only.skipped)
      if (only.recommendation !== null) recommendations.push(only.recommendation)
    }
  }
  return { recommendations, skipped }
}

/** A resource that krr does not know has its skip already. */
function belowSeverity({ container, severity, resources }: Recommendation, least: Severity): readonly Skip[] {
  const known = RESOURCES.filter((resource) => resources[resource].request.type !== 'unknown')
  return (known.length === RESOURCES.length ? [null] : known).map((resource) => ({
    container,
    resource,
    code: 'below-severity',
    message: `krr rates it ${severity}, below ${least}`,
    hint: 'Lower --min-severity or select.minSeverity to see it.',
  }))
}

function onlyWanted(
  recommendation: Recommendation,
  filters: Filters,
): { readonly recommendation: Recommendation | null; readonly skipped: readonly Skip[] } {
  const known = RESOURCES.filter((resource) => recommendation.resources[resource].request.type !== 'unknown')
  const unwanted = known.filter((resource) => !filters.wants(resource))
  if (unwanted.length === 0) return { recommendation, skipped: [] }
  const skipped = unwanted.map((resource) => ({
    container: recommendation.container,
    resource,
    code: 'filtered',
    message: FILTERED,
    hint: LOOSEN,
  }))
  if (unwanted.length === known.length) return { recommendation: null, skipped }
  const without = (resource: Resource) => {
    const advice = recommendation.resources[resource]
    if (filters.wants(resource)) return advice
    return { ...advice, request: UNKNOWN, limit: UNKNOWN, atFloor: false }
  }
  return {
    recommendation: { ...recommendation, resources: { cpu: without('cpu'), memory: without('memory') } },
    skipped,
  }
}

const UNKNOWN = { type: 'unknown' } as const
