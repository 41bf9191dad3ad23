/** Rendering and reading for the judge. Shares nothing with the program: its own child process, its own YAML parser. */
import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import { CORE_SCHEMA, loadAll } from 'js-yaml'

const execFileAsync = promisify(execFile)

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
export type JsonObject = { readonly [key: string]: Json }

/** The objects that `kubectl kustomize` prints for a directory, in order; throws kustomize's words when it does not build. */
export async function renderObjects(directory: string, loadRestrictorNone: boolean): Promise<JsonObject[]> {
  const restrict = loadRestrictorNone ? ['--load-restrictor', 'LoadRestrictionsNone'] : []
  const { stdout } = await execFileAsync('kubectl', ['kustomize', directory, ...restrict], { maxBuffer: 1 << 28 })
  // Numbers of manifests stay text-faithful enough for comparing: both sides go through the same parser.
  return (loadAll(stdout, undefined, { schema: CORE_SCHEMA }) as JsonObject[]).filter((object) => object !== null)
}

/** One container of a workload, as a judge finds it in a rendered object. */
export interface FoundContainer {
  readonly kind: string
  readonly namespace: string
  readonly name: string
  readonly container: string
  readonly requests: { readonly cpu: Json | undefined; readonly memory: Json | undefined }
  readonly limits: { readonly cpu: Json | undefined; readonly memory: Json | undefined }
  readonly hook: boolean
}

const KINDS = ['Deployment', 'StatefulSet', 'DaemonSet', 'CronJob', 'Rollout']

/** @param deliveredTo namespace that objects without one end up in */
export function containersOf(objects: readonly JsonObject[], deliveredTo = 'default'): FoundContainer[] {
  return objects.flatMap((object) => {
    const kind = String(object.kind)
    if (!KINDS.includes(kind)) return []
    const metadata = (object.metadata ?? {}) as JsonObject
    const annotations = (metadata.annotations ?? {}) as JsonObject
    const containers = at(object, [...podSpecPath(kind), 'containers'])
    if (!Array.isArray(containers)) return []
    return (containers as JsonObject[]).map((container) => {
      const resources = (container.resources ?? {}) as JsonObject
      const requests = (resources.requests ?? {}) as JsonObject
      const limits = (resources.limits ?? {}) as JsonObject
      return {
        kind,
        namespace: typeof metadata.namespace === 'string' ? metadata.namespace : deliveredTo,
        name: String(metadata.name),
        container: String(container.name),
        requests: { cpu: requests.cpu, memory: requests.memory },
        limits: { cpu: limits.cpu, memory: limits.memory },
        hook: 'argocd.argoproj.io/hook' in annotations,
      }
    })
  })
}

export function podSpecPath(kind: string): string[] {
  return kind === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template', 'spec'] : ['spec', 'template', 'spec']
}

export function at(value: Json | undefined, path: readonly (string | number)[]): Json | undefined {
  let here: Json | undefined = value
  for (const key of path) {
    if (here === null || typeof here !== 'object') return undefined
    here = (here as Record<string | number, Json>)[key]
  }
  return here
}
