/** Argo CD ApplicationSets: the Applications that they generate, as far as the repository alone tells. */
import type { Declaration } from './declarations.ts'
import type { Limitation } from './delivery.ts'
import { isRecord } from './documents.ts'
import { ASSUMED, type Generated, type GeneratorContext, generate } from './generators.ts'
import { fillValue, isOpen, type Parameters } from './template.ts'
import { listAt, recordAt, textAt, valueAt } from './values.ts'

export interface GeneratedApplications {
  /** Applications as they would stand in a file; what stays open still holds its placeholder. */
  readonly applications: readonly Declaration[]
  readonly limitations: readonly Limitation[]
}

/** Expands one ApplicationSet. */
export function expandApplicationSet(
  set: Declaration,
  context: Omit<GeneratorContext, 'goTemplate'>,
): GeneratedApplications {
  const goTemplate = valueAt(set.body, 'spec', 'goTemplate') === true
  const template = recordAt(set.body, 'spec', 'template') ?? {}
  const applications: Declaration[] = []
  const reasons = new Set<string>()
  if (valueAt(set.body, 'spec', 'templatePatch') !== undefined) reasons.add('its templatePatch is not evaluated')
  for (const generator of listAt(set.body, 'spec', 'generators')) {
    const generated = generate(generator, { ...context, goTemplate })
    if (generated.limitation !== null) reasons.add(generated.limitation)
    const merged = mergeTemplate(template, templateOf(generator))
    for (const parameters of parameterSets(generated)) {
      const application = applicationOf(set, merged, parameters, goTemplate)
      if (pathsOf(application.body).some(isOpen)) reasons.add('its paths exist only when it runs')
      else applications.push(application)
    }
  }
  const object = `ApplicationSet ${[set.namespace, set.name].filter((part) => part !== null).join('/')}`
  return { applications, limitations: [...reasons].map((message) => ({ file: set.file, object, message })) }
}

/** When nothing is known about what is generated, the template itself may still name its path. */
function parameterSets({ parameters, limitation }: Generated): readonly Parameters[] {
  return parameters.length === 0 && limitation !== null ? [{}] : parameters
}

function applicationOf(
  set: Declaration,
  template: Record<string, unknown>,
  parameters: Parameters,
  goTemplate: boolean,
): Declaration {
  const filled = fillValue(template, parameters, goTemplate)
  const spec = recordAt(filled, 'spec') ?? {}
  const cluster = clusterName(template, parameters)
  const destination = { ...recordAt(spec, 'destination'), ...(cluster === null ? {} : { name: cluster }) }
  const body = { apiVersion: set.body.apiVersion, kind: 'Application', spec: { ...spec, destination } }
  const name = textAt(filled, 'metadata', 'name')
  const namespace = textAt(filled, 'metadata', 'namespace') ?? set.namespace
  return { kind: 'Application', name, namespace, body, file: set.file, declaredIn: set.declaredIn }
}

/**
 * Name of the cluster behind a templated `destination.server`: an element that carries a server's address names the
 * cluster beside it. A generated `destination.name` speaks for itself.
 */
function clusterName(template: Record<string, unknown>, parameters: Parameters): string | null {
  const server = textAt(template, 'spec', 'destination', 'server')
  if (server === null || !isOpen(server)) return null
  // A name that was only assumed says something when the path depends on it.
  if (parameters[ASSUMED] === true) {
    return pathsOf({ spec: template.spec }).some(isOpen) ? textAt(parameters, 'name') : null
  }
  return textAt(parameters, 'cluster') ?? textAt(parameters, 'clusterName')
}

function pathsOf(body: Readonly<Record<string, unknown>>): string[] {
  const sources = [valueAt(body, 'spec', 'source'), ...listAt(body, 'spec', 'sources')]
  return sources.flatMap((source) => textAt(source, 'path') ?? [])
}

function templateOf(generator: unknown): Record<string, unknown> {
  if (!isRecord(generator)) return {}
  const inner = Object.values(generator).find((value) => isRecord(value) && isRecord(value.template))
  return recordAt(inner, 'template') ?? {}
}

/** A generator's own template wins field by field, where it says something. */
function mergeTemplate(template: Record<string, unknown>, override: Record<string, unknown>): Record<string, unknown> {
  const merged: Record<string, unknown> = { ...template }
  for (const [key, value] of Object.entries(override)) {
    const below = merged[key]
    if (isRecord(value)) merged[key] = mergeTemplate(isRecord(below) ? below : {}, value)
    else if (value !== null && value !== '') merged[key] = value
  }
  return merged
}
