/** Requests and answers judged by GitHub's own OpenAPI description. */
import { readFileSync } from 'node:fs'
import { Ajv, type ValidateFunction } from 'ajv'

type Json = unknown
interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly format?: string
  readonly enum?: readonly Json[]
  readonly required?: readonly string[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly allOf?: readonly Schema[]
  readonly minItems?: number
}
interface Operation {
  readonly id: string
  readonly query: Readonly<Record<string, Schema>>
  readonly body?: Schema
  readonly responses: Readonly<Record<string, Schema | null>>
}
interface Description {
  readonly operations: Readonly<Record<string, Operation>>
  readonly schemas: Readonly<Record<string, Schema>>
}

const description = JSON.parse(readFileSync(new URL('openapi.json', import.meta.url), 'utf8')) as Description

const ajv = new Ajv({ strict: false })
ajv.addFormat('date-time', /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[-+]\d\d:\d\d)$/)
ajv.addFormat('uri', (text) => URL.canParse(text))
ajv.addSchema({ $id: 'github', ...description })

const compiled = new Map<string, ValidateFunction>()

function check(path: readonly string[], value: Json): string | null {
  const pointer = path.map((part) => encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'))).join('/')
  const validate = compiled.get(pointer) ?? ajv.compile({ $ref: `github#/${pointer}` })
  compiled.set(pointer, validate)
  if (validate(value) === true) return null
  const error = validate.errors?.[0]
  return `${error?.instancePath ?? ''} ${error?.message ?? ''} ${JSON.stringify(error?.params)}`
}

export const operationKeys: readonly string[] = Object.keys(description.operations)

/** What is wrong with a request; `null` when GitHub describes it so. Unknown parameters and properties are wrong too. */
export function requestViolation(key: string, query: URLSearchParams, body: Json): string | null {
  const operation = description.operations[key]
  if (operation === undefined) return 'no such operation'
  for (const [name, text] of query) {
    const schema = operation.query[name]
    if (schema === undefined) return `query: unknown parameter ${name}`
    const value = schema.type === 'integer' ? Number(text) : text
    const problem = check(['operations', key, 'query', name], value)
    if (problem !== null) return `query ${name}: ${problem}`
  }
  if (operation.body === undefined) return body === undefined ? null : 'body: none expected'
  const problem = check(['operations', key, 'body'], body ?? {})
  if (problem !== null) return `body: ${problem}`
  const known = propertiesOf(operation.body)
  const unknown = Object.keys((body ?? {}) as object).filter((name) => !known.has(name))
  return unknown.length === 0 ? null : `body: unknown properties ${unknown.join(', ')}`
}

function propertiesOf(schema: Schema): Set<string> {
  const target = follow(schema)
  const more = [...(target.anyOf ?? []), ...(target.allOf ?? [])].flatMap((part) => [...propertiesOf(part)])
  return new Set([...Object.keys(target.properties ?? {}), ...more])
}

function follow(schema: Schema): Schema {
  if (schema.$ref === undefined) return schema
  return description.schemas[schema.$ref.slice('#/schemas/'.length)] ?? {}
}

/** How many answers of each kind are checked. */
const OFTEN = 25
const checked = new Map<string, number>()

/** Fills in what GitHub promises and nobody here looks at, and checks the whole. Throws when the answer is wrong. */
export function completeResponse(key: string, status: number, value: Json): Json {
  const schema = description.operations[key]?.responses[status]
  if (schema === undefined) throw new Error(`GitHub describes no ${status} for ${key}`)
  if (schema === null) return value
  const whole = complete(schema, value)
  // The shape of an answer depends on the operation alone; the sweeps make many thousand of them.
  const known = `${key} ${status}`
  const count = (checked.get(known) ?? 0) + 1
  checked.set(known, count)
  if (count > OFTEN) return whole
  const problem = check(['operations', key, 'responses', String(status)], whole)
  if (problem !== null) throw new Error(`the answer ${status} to ${key} is not what GitHub describes: ${problem}`)
  return whole
}

/** What stands for a value that nobody gave. Shared, never changed. */
const fillers = new WeakMap<Schema, { readonly value: Json }>()

function complete(given: Schema, value: Json): Json {
  if (value !== undefined) return completeValue(given, value)
  const known = fillers.get(given) ?? { value: completeValue(given, undefined) }
  fillers.set(given, known)
  return known.value
}

function completeValue(given: Schema, value: Json): Json {
  const schema = follow(given)
  const options = schema.anyOf ?? []
  if (options.length > 0) {
    const nullable = options.some((option) => follow(option).type === 'null')
    if (value === null || (value === undefined && nullable)) return null
    const objects = options.filter((option) => follow(option).type !== 'null')
    // Of several shapes the first that the completed value fits; all are tried, the last one is what the check reports.
    const tries = objects.map((option) => complete(option, value))
    return tries[0]
  }
  if (schema.allOf !== undefined) return schema.allOf.reduce((result: Json, part) => complete(part, result), value)
  if (schema.properties !== undefined && (value === undefined || (typeof value === 'object' && value !== null))) {
    return completeObject(schema, (value ?? {}) as Record<string, Json>)
  }
  if (Array.isArray(value) && schema.items !== undefined)
    return value.map((item) => complete(schema.items as Schema, item))
  return value === undefined ? filler(schema) : value
}

function completeObject(schema: Schema, value: Record<string, Json>): Json {
  const result: Record<string, Json> = {}
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    if (value[name] !== undefined || schema.required?.includes(name)) result[name] = complete(property, value[name])
  }
  return { ...value, ...result }
}

function filler(schema: Schema): Json {
  if (schema.enum !== undefined) return schema.enum[0]
  if (schema.type === 'string') {
    if (schema.format === 'uri') return 'https://github.invalid/'
    return schema.format === 'date-time' ? '2026-01-01T00:00:00Z' : ''
  }
  if (schema.type === 'integer' || schema.type === 'number') return 0
  if (schema.type === 'boolean') return false
  if (schema.type === 'array') return []
  return {}
}
