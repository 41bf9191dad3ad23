/** Where a container's runtime gets its options from: command, args, environment, ConfigMaps of the same overlay. */
import type { Target } from '../../locate/target.ts'
import { at, listOf, type Mapping, textOf, textsOf } from '../manifest.ts'
import type { Neighbourhood } from './neighbourhood.ts'

export interface RuntimeOptions {
  /** Command and args as one line, variables filled in as far as they are known. */
  readonly commandLine: string
  /** Environment with values that Git shows, variables filled in. */
  readonly env: Readonly<Record<string, string>>
  /** Variables that are taken from the container's own resources: name -> `limits.memory`. */
  readonly fromResources: Readonly<Record<string, string>>
  /** Names of variables whose values Git does not show: Secrets, ConfigMaps from elsewhere, the pod's own fields. */
  readonly hidden: readonly string[]
  /** True when whole sets of variables are not shown (`envFrom` of a Secret or an unknown ConfigMap). */
  readonly hiddenSets: boolean
  readonly image: string
}

type Entry =
  | { readonly type: 'value'; readonly name: string; readonly value: string }
  | { readonly type: 'resource'; readonly name: string; readonly value: string }
  | { readonly type: 'hidden'; readonly name: string }

/** Collects the options of the target's container. Later entries win over earlier ones, `env` over `envFrom`, as in Kubernetes. */
export function readRuntimeOptions(target: Target, neighbourhood: Neighbourhood): RuntimeOptions {
  const container = listOf(at(target.object.body(), ...target.containersPath))[target.index]
  const data = (name: unknown): Mapping | null => {
    const found = neighbourhood.find(target, ['ConfigMap']).find(({ object }) => object.id.name === name)
    return found === undefined ? null : textsOf(found.object.body().data)
  }
  const sets = listOf(at(container, 'envFrom')).map((source) => readSet(source, data))
  const entries = [
    ...sets.flatMap((set) => set ?? []),
    ...listOf(at(container, 'env')).map((entry) => readEntry(entry, data)),
  ]
  const last = [...new Map(entries.map((entry) => [entry.name, entry])).values()]
  const raw = pick(last, 'value')
  const words = ['command', 'args'].flatMap((key) => listOf(at(container, key)).map((word) => textOf(word) ?? ''))
  return {
    commandLine: expand(words.join(' '), raw),
    env: Object.fromEntries(Object.entries(raw).map(([name, value]) => [name, expand(value, raw)])),
    fromResources: pick(last, 'resource'),
    hidden: last.filter((entry) => entry.type === 'hidden').map((entry) => entry.name),
    hiddenSets: sets.includes(null),
    image: textOf(at(container, 'image')) ?? '',
  }
}

function pick(entries: readonly Entry[], type: 'value' | 'resource'): Record<string, string> {
  return Object.fromEntries(entries.flatMap((entry) => (entry.type === type ? [[entry.name, entry.value]] : [])))
}

/** `null` = a set whose names Git does not show. */
function readSet(source: unknown, data: (name: unknown) => Mapping | null): Entry[] | null {
  const texts = data(at(source, 'configMapRef', 'name'))
  if (texts === null) return null
  const prefix = textOf(at(source, 'prefix')) ?? ''
  return Object.entries(textsOf(texts)).map(([key, value]) => ({ type: 'value', name: `${prefix}${key}`, value }))
}

function readEntry(entry: unknown, data: (name: unknown) => Mapping | null): Entry {
  const name = textOf(at(entry, 'name')) ?? ''
  const from = at(entry, 'valueFrom')
  if (from === undefined) return { type: 'value', name, value: textOf(at(entry, 'value')) ?? '' }
  const resource = textOf(at(from, 'resourceFieldRef', 'resource'))
  if (resource !== null) return { type: 'resource', name, value: resource }
  const reference = at(from, 'configMapKeyRef')
  const value = textOf(data(at(reference, 'name'))?.[String(at(reference, 'key'))])
  return value === null ? { type: 'hidden', name } : { type: 'value', name, value }
}

const VARIABLE = /\$\((\w+)\)|\$\{(\w+)\}|\$(\w+)/g

/** Fills in `$(NAME)` (Kubernetes) and `${NAME}`, `$NAME` (a shell); unknown names stay as they are. */
function expand(text: string, env: Readonly<Record<string, string>>): string {
  return text.replace(VARIABLE, (whole: string, ...names: (string | undefined)[]) => {
    const name = names.slice(0, 3).find((candidate) => candidate !== undefined) as string
    return Object.hasOwn(env, name) ? (env[name] as string) : whole
  })
}
