/**
 * The part of ApplicationSet templates that can be filled in by reading: plain references to parameters.
 *
 * Rule: Argo CD `applicationset/utils` — fasttemplate (`{{path.basename}}`, keys flattened with dots, `{{path[0]}}`)
 * and, with `goTemplate: true`, Go templates. Of Go only field access, `index .a.b 1` and a few pipes are understood.
 */
import { isRecord } from './documents.ts'

export type Parameters = Readonly<Record<string, unknown>>

const PLACEHOLDER = /\{\{-?\s*([\s\S]*?)\s*-?\}\}/g

export interface Filled {
  readonly text: string
  /** False when something stays open; `text` then still holds those placeholders. */
  readonly complete: boolean
}

/** Fills in a template. Whatever is not understood stays as it is written. */
export function fillTemplate(template: string, parameters: Parameters, goTemplate: boolean): Filled {
  let complete = true
  const text = template.replace(PLACEHOLDER, (whole, expression: string) => {
    const value = goTemplate ? goValue(expression, parameters) : fastValue(expression, parameters)
    if (value !== null) return value
    complete = false
    return whole
  })
  return { text, complete }
}

/** Fills in every string of a value. */
export function fillValue(value: unknown, parameters: Parameters, goTemplate: boolean): unknown {
  if (typeof value === 'string') return fillTemplate(value, parameters, goTemplate).text
  if (Array.isArray(value)) return value.map((item) => fillValue(item, parameters, goTemplate))
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, fillValue(item, parameters, goTemplate)]))
}

/** True when a filled template still holds a placeholder. */
export function isOpen(text: string): boolean {
  return text.includes('{{')
}

function fastValue(expression: string, parameters: Parameters): string | null {
  const segment = /^(.+)\[(\d+)\]$/.exec(expression)
  if (segment !== null) return scalar(elementOf(lookUp(parameters, `${segment[1]}.segments`), segment[2]))
  const value = lookUp(parameters, expression)
  // `{{path}}` is the whole path; in Go templates the same parameter is a mapping.
  return scalar(isRecord(value) ? value.path : value)
}

function goValue(expression: string, parameters: Parameters): string | null {
  const [source = '', ...pipes] = expression.split('|').map((part) => part.trim())
  const indexed = /^index\s+\.([\w.]+)\s+(\d+)$/.exec(source)
  const named = /^index\s+\.([\w.]+)\s+"([^"]+)"$/.exec(source)
  const field = /^\.([\w.]+)$/.exec(source)
  const value =
    indexed !== null
      ? elementOf(lookUp(parameters, indexed[1] ?? ''), indexed[2])
      : named !== null
        ? memberOf(lookUp(parameters, named[1] ?? ''), named[2] ?? '')
        : lookUp(parameters, field?.[1] ?? '')
  return pipes.reduce<string | null>((text, pipe) => (text === null ? null : applyPipe(text, pipe)), scalar(value))
}

function applyPipe(text: string, pipe: string): string | null {
  if (pipe === 'lower') return text.toLowerCase()
  if (pipe === 'upper') return text.toUpperCase()
  if (pipe === 'trim') return text.trim()
  if (pipe === 'quote') return `"${text}"`
  if (pipe === 'normalize') return normalizeName(text)
  return null
}

/** Argo CD's `SanitizeName`: what may stand in a DNS label. */
export function normalizeName(text: string): string {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9.-]/g, '-')
    .slice(0, 253)
    .replace(/^[-.]+|[-.]+$/g, '')
}

/** A key of its own first (fasttemplate flattens `values.team`), then field by field. */
function lookUp(parameters: Parameters, path: string): unknown {
  if (Object.hasOwn(parameters, path)) return parameters[path]
  return path.split('.').reduce<unknown>(memberOf, parameters)
}

function memberOf(value: unknown, key: string): unknown {
  return isRecord(value) && Object.hasOwn(value, key) ? value[key] : undefined
}

function elementOf(value: unknown, index: string | undefined): unknown {
  return Array.isArray(value) ? value[Number(index)] : undefined
}

function scalar(value: unknown): string | null {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? String(value) : null
}
