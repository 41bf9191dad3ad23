/**
 * The commit message: subject, a few words, and the facts about the proposal as git trailers.
 *
 * The commit is the truth about a proposal: unlike a body, a label or a title it cannot be edited without changing the
 * head. `Krr-Gitops-Base` and `Krr-Gitops-Tree` are added when the commit is made; they let anybody see that neither
 * the commit nor what lies under it was touched since.
 */
import type { Risk } from '../change/change.ts'
import type { Field, Resource } from '../workload.ts'
import { parsePlain, parseToken, plain, token } from './escape.ts'
import { formatAmount, type ProposedChange, parseAmount } from './proposed-change.ts'

/** What the commit says about its proposal. */
export interface CommitStatement {
  readonly plan: string
  /** Of the renders, as proved. */
  readonly digest: string
  /** Of the edited texts as they were. */
  readonly before: string
  readonly group: string
  readonly risk: Risk
  readonly changes: readonly ProposedChange[]
  /** Number of the merged pull request that this one undoes. */
  readonly reverts?: number
  /**
   * True when the bot opened the revert by itself, sure of its reason, and the configuration said `rollback.preApproved`
   * then. Whoever confirms asks the configuration that was merged all the same.
   */
  readonly preapproved?: true
  /** Login of whoever asked for it through the bot. */
  readonly requester?: string
}

export interface SealedStatement extends CommitStatement {
  readonly base: string
  readonly tree: string
}

const VERSION = '1'
const RISKS: readonly Risk[] = ['low', 'medium', 'high']

export function renderCommitMessage(
  subject: string,
  paragraphs: readonly string[],
  statement: CommitStatement,
): string {
  const trailers = [
    ['Version', VERSION],
    ['Plan', statement.plan],
    ['Digest', statement.digest],
    ['Before', statement.before],
    ['Group', plain(statement.group)],
    ['Risk', statement.risk],
    ...(statement.reverts === undefined ? [] : [['Reverts', String(statement.reverts)]]),
    ...(statement.preapproved === undefined ? [] : [['Preapproved', 'true']]),
    ...(statement.requester === undefined ? [] : [['Requester', token(statement.requester)]]),
    ...statement.changes.map((change) => ['Change', renderChange(change)]),
  ]
  const block = trailers.map(([name, value]) => `Krr-Gitops-${name}: ${value}`).join('\n')
  return `${[subject, ...paragraphs, block].join('\n\n')}\n`
}

export interface Seal {
  readonly base: string
  readonly tree: string
  /** Login of whoever asked for it, where the message does not name somebody already. */
  readonly requester?: string | null
}

/** Adds what is known only when the commit is made; it becomes part of the same trailer block. */
export function sealCommitMessage(message: string, { base, tree, requester = null }: Seal): string {
  const named = requester === null || readTrailers(message).has('Requester')
  const who = named ? '' : `Krr-Gitops-Requester: ${token(requester)}\n`
  return `${message.replace(/\n+$/, '')}\n${who}Krr-Gitops-Base: ${base}\nKrr-Gitops-Tree: ${tree}\n`
}

/** The statement of a commit; `null` when it makes none, or one that this version cannot read. */
export function parseCommitMessage(message: string): CommitStatement | null {
  const trailers = readTrailers(message)
  const one = (name: string): string | undefined => {
    const values = trailers.get(name) ?? []
    return values.length === 1 ? values[0] : undefined
  }
  const [plan, digest, before, group] = [one('Plan'), one('Digest'), one('Before'), one('Group')]
  const risk = RISKS.find((level) => level === one('Risk'))
  const changes = (trailers.get('Change') ?? []).map(parseChange)
  if (one('Version') !== VERSION || risk === undefined) return null
  if (plan === undefined || digest === undefined || before === undefined || group === undefined) return null
  if (!changes.every((change) => change !== null)) return null
  const more = readMore(trailers)
  return more === null ? null : { plan, digest, before, group: parsePlain(group), risk, changes, ...more }
}

/** What only some commits say; `null` when one of it stands there twice, or otherwise than it is written. */
function readMore(
  trailers: ReadonlyMap<string, readonly string[]>,
): Pick<CommitStatement, 'reverts' | 'preapproved' | 'requester'> | null {
  const [reverts, preapproved, requester] = (['Reverts', 'Preapproved', 'Requester'] as const).map(
    (name) => trailers.get(name) ?? [],
  ) as [readonly string[], readonly string[], readonly string[]]
  if (Math.max(reverts.length, preapproved.length, requester.length) > 1) return null
  if (!reverts.every((value) => /^[1-9]\d{0,8}$/.test(value)) || !preapproved.every((value) => value === 'true')) {
    return null
  }
  const [number, login] = [reverts[0], requester[0]]
  return {
    ...(number === undefined ? {} : { reverts: Number(number) }),
    ...(preapproved.length === 0 ? {} : { preapproved: true }),
    ...(login === undefined ? {} : { requester: parseToken(login) }),
  }
}

/** As {@link parseCommitMessage}, for a commit that also names the base and the tree it was made with. */
export function parseSealedCommit(message: string): SealedStatement | null {
  const statement = parseCommitMessage(message)
  const trailers = readTrailers(message)
  const [base, ...bases] = trailers.get('Base') ?? []
  const [tree, ...trees] = trailers.get('Tree') ?? []
  if (statement === null || base === undefined || tree === undefined || bases.length + trees.length > 0) return null
  return { ...statement, base, tree }
}

function readTrailers(message: string): Map<string, string[]> {
  const found = new Map<string, string[]>()
  for (const line of message.split(/\r?\n/)) {
    const match = /^Krr-Gitops-([A-Za-z]+): ?(.*?)\s*$/.exec(line)
    if (match !== null) found.set(match[1] as string, [...(found.get(match[1] as string) ?? []), match[2] as string])
  }
  return found
}

/**
 * `<overlay> <cluster>/<namespace>/<kind>/<name>/<container> <resource>.<field> <from> <to> <recommended> <because>`,
 * every word percent-encoded; `-` stands for "not set", an unknown cluster, or no reason.
 */
function renderChange(change: ProposedChange): string {
  const { cluster, namespace, kind, name, container, resource, field } = change
  const who = [cluster === null ? '-' : token(cluster), ...[namespace, kind, name, container].map(token)].join('/')
  const amounts = [change.from, change.to, change.recommended].map((amount) => formatAmount(amount, resource))
  const because = change.because.length === 0 ? '-' : change.because.map(token).join(',')
  return [change.overlay.split('/').map(token).join('/'), who, `${resource}.${field}`, ...amounts, because].join(' ')
}

function parseChange(text: string): ProposedChange | null {
  const [overlay, who, what, ...rest] = text.split(' ')
  const because = rest[3]
  const names = who?.split('/').map(parseToken) ?? []
  const [, resource, field] = /^(cpu|memory)\.(requests|limits)$/.exec(what ?? '') ?? []
  const [cluster, namespace, kind, name, container] = names
  if (overlay === undefined || because === undefined || rest.length !== 4 || names.length !== 5) return null
  if (resource === undefined || field === undefined || cluster === undefined || namespace === undefined) return null
  if (kind === undefined || name === undefined || container === undefined) return null
  const [from, to, recommended] = rest.slice(0, 3).map((amount) => parseAmount(amount, resource as Resource))
  if (from === undefined || to === undefined || recommended === undefined) return null
  return {
    overlay: overlay.split('/').map(parseToken).join('/'),
    cluster: who?.startsWith('-/') ? null : cluster,
    ...{ namespace, kind, name, container, from, recommended, to },
    resource: resource as Resource,
    field: field as Field,
    because: because === '-' ? [] : because.split(',').map(parseToken),
  }
}
