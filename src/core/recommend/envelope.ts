/** Whether a JSON value is a krr report at all, and what it is instead. */
import { Problem } from '../problem.ts'
import { type RawEnvelope, rawEnvelopeSchema, rawScanSchema } from './raw-report.ts'

export interface Envelope extends RawEnvelope {
  readonly scans: unknown[]
}

/** Reads what surrounds the entries, which are still unchecked; there is at least one. */
export function toEnvelope(value: unknown, source: string): Envelope {
  if (typeof value !== 'object' || value === null || !('scans' in value) || !Array.isArray(value.scans)) {
    throw otherTool(value, source)
  }
  const parsed = rawEnvelopeSchema.safeParse(value)
  if (!parsed.success) throw wrongShape(parsed.error.issues[0], '', source)
  if (value.scans.length > 0) return { ...parsed.data, scans: value.scans }
  throw new Problem({
    code: 'report-no-containers',
    exit: 2,
    message: 'The report holds no container',
    hint: 'krr never writes such a report: check what made this file, and run krr again.',
    place: { file: source },
  })
}

/** Says what is wrong with an entry that the guard refused. */
export function explainScan(scan: unknown, index: number, source: string): Problem {
  return wrongShape(rawScanSchema.safeParse(scan).error?.issues[0], `scans[${index}]`, source)
}

interface Issue {
  readonly path: readonly PropertyKey[]
  readonly message: string
}

function wrongShape(issue: Issue | undefined, prefix: string, source: string): Problem {
  const path = (issue?.path ?? []).reduce<string>(
    (text, key) => (typeof key === 'number' ? `${text}[${key}]` : `${text}${text === '' ? '' : '.'}${String(key)}`),
    prefix,
  )
  return new Problem({
    code: 'report-shape',
    exit: 2,
    message: `The report is not as krr writes it at ${path}: ${issue?.message ?? 'unexpected value'}`,
    hint: 'Supported are reports of krr 1.7 and later, written with `-f json`.',
    place: { file: source },
  })
}

function otherTool(value: unknown, source: string): Problem {
  return new Problem({
    code: 'report-not-krr',
    exit: 2,
    message: `This JSON is no krr report: ${describe(value)}`,
    hint: 'Give the file that krr wrote with `-f json --logtostderr >report.json`.',
    place: { file: source },
  })
}

function describe(value: unknown): string {
  if (Array.isArray(value)) return `it is a list of ${value.length} items`
  if (typeof value !== 'object' || value === null) return `it is a single value`
  if ('kind' in value && typeof value.kind === 'string') return `it is a Kubernetes object of kind ${value.kind}`
  if ('proposals' in value && 'schemaVersion' in value) return 'it is a plan of this program'
  const keys = Object.keys(value)
  if (keys.length === 0) return 'it is an empty object'
  return `it has no "scans" but ${keys
    .slice(0, 5)
    .map((key) => JSON.stringify(key))
    .join(', ')}`
}
