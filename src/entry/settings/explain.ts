/** Turns zod's issues into sentences: where, what was found, what is allowed, what was probably meant. */
import type { z } from 'zod'
import { nearest } from './did-you-mean.ts'
import type { ConfigDocument, Finding, KeyPath } from './document.ts'
import { keysAt, placesOfKey } from './schema-keys.ts'

type Issue = z.core.$ZodIssue

const TYPE_WORDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping (keys with values)',
  record: 'a mapping (keys with values)',
}

/** Words for the issues that carry no text of their own. Texts complete the sentence "… must be". */
export function describeIssue(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'invalid_type') return TYPE_WORDS[issue.expected] ?? issue.expected
  if (issue.code === 'invalid_value') return `one of ${issue.values.map(String).join(', ')}`
  return undefined
}

/** One finding per issue; one per key where several keys are unknown. Sorted by place. */
export function explainIssues(issues: readonly Issue[], document: ConfigDocument): Finding[] {
  const findings = issues.flatMap((issue) => {
    const path = toKeyPath(issue.path)
    if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey([...path, key], document))
    if (issue.code === 'invalid_key') return [wrongKey(path, issue, document)]
    return [wrongValue(path, issue, document)]
  })
  return findings.sort(
    (a, b) => (a.place.line ?? 0) - (b.place.line ?? 0) || (a.place.column ?? 0) - (b.place.column ?? 0),
  )
}

function toKeyPath(path: readonly PropertyKey[]): KeyPath {
  return path.map((step) => (typeof step === 'number' ? step : String(step)))
}

function unknownKey(path: KeyPath, document: ConfigDocument): Finding {
  const key = String(path.at(-1))
  const around = path.slice(0, -1)
  const known = keysAt(around)
  const message = `"${formatPath(path)}" is no setting.`
  return { place: document.placeOfKey(path), path: formatPath(path), message, hint: keyHint(key, known) }
}

function keyHint(key: string, known: readonly string[]): string {
  const meant = nearest(key, known)
  if (meant !== null) return `Did you mean "${meant}"?`
  const elsewhere = placesOfKey(key)
  if (elsewhere.length > 0 && elsewhere.length <= 3)
    return `Did you mean ${elsewhere.map((at) => `"${at}"`).join(' or ')}?`
  return known.length === 0 ? 'Remove it.' : `Allowed here: ${known.join(', ')}.`
}

function wrongKey(path: KeyPath, issue: Issue, document: ConfigDocument): Finding {
  const inner = 'issues' in issue ? issue.issues[0]?.message : undefined
  const message = `The key "${formatPath(path)}" must be ${inner ?? 'different'}.`
  return { place: document.placeOfKey(path), path: formatPath(path), message, hint: null }
}

function wrongValue(path: KeyPath, issue: Issue, document: ConfigDocument): Finding {
  const found = valueAt(document.value, path)
  const name = path.length === 0 ? 'The configuration' : `"${formatPath(path)}"`
  const place = document.placeOfValue(path)
  if (found === undefined) {
    const example = path.length === 1 && path[0] === 'version' ? 'Write "version: 1" at the top of the file.' : null
    return { place, path: formatPath(path), message: `${name} is missing; it must be ${issue.message}.`, hint: example }
  }
  const message = `${name} is ${describeValue(found)}, but must be ${issue.message}.`
  return { place, path: formatPath(path), message, hint: valueHint(found, issue, path) }
}

function valueHint(found: unknown, issue: Issue, path: KeyPath): string | null {
  if (found === null && path.length > 0) return 'Give it a value, or remove the key to use the default.'
  if (issue.code === 'invalid_value' && typeof found === 'string') {
    if (issue.values.some((value) => typeof value !== 'string' && String(value) === found))
      return 'Write it without quotes.'
    const meant = nearest(found, issue.values.map(String))
    return meant === null ? null : `Did you mean "${meant}"?`
  }
  if (typeof found === 'number' && /percentage/.test(issue.message)) return `Write "${found}%".`
  return null
}

function valueAt(value: unknown, path: KeyPath): unknown {
  return path.reduce<unknown>((inside, step) => {
    return typeof inside === 'object' && inside !== null ? (inside as Record<string, unknown>)[String(step)] : undefined
  }, value)
}

/** A value as it may appear in a sentence: short, on one line, without the password of a URL. */
function describeValue(value: unknown): string {
  if (value === null) return 'empty'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'object') return Object.keys(value).length === 0 ? 'an empty mapping' : 'a mapping'
  const text = JSON.stringify(value).replace(/\/\/[^/@\s]*@/, '//***@')
  return text.length > 60 ? `${text.slice(0, 57)}…"` : text
}

/** `policy.rules[0].match`. */
export function formatPath(path: KeyPath): string {
  return path.map((step, index) => (typeof step === 'number' ? `[${step}]` : index === 0 ? step : `.${step}`)).join('')
}
