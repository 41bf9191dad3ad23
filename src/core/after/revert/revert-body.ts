/** The body of a revert: what comes back and why, first; proof and what was left out, folded; the state last. */
import { duration } from '../../pull-request/amounts.ts'
import { LONGEST_BODY } from '../../pull-request/body.ts'
import { renderConfirm } from '../../pull-request/sections/confirm.ts'
import type { BodyFacts } from '../../pull-request/sections/facts.ts'
import { renderLeftOut, renderProof } from '../../pull-request/sections/folded.ts'
import { type ProposalState, renderState } from '../../pull-request/state.ts'
import { type RevertFacts, renderRevertSections } from './revert-text.ts'

export interface RevertBody {
  readonly facts: RevertFacts
  readonly proof: BodyFacts
  readonly preapproved: boolean
  /** True when the former texts come back, byte for byte. */
  readonly byText: boolean
  /** `rollback.hold` in milliseconds. */
  readonly holdMs: number
}

const SEPARATOR = '\n\n'
const PREAPPROVED = [
  '### To confirm',
  '',
  'Approved in advance: the configuration says `rollback.preApproved: true`. Whoever requests changes stops it.',
].join('\n')

/**
 * Never longer than `limit` characters: the folded parts go first, then the changes of the state block, then rows of the
 * table (every change is a trailer of the commit).
 */
export function renderRevertBody(body: RevertBody, state: ProposalState, limit = LONGEST_BODY): string {
  const { fixed, block } = fittingParts(body, state, limit)
  let left = limit - [...fixed, block].join(SEPARATOR).length
  const folded = [renderProof, renderLeftOut].flatMap((render) => {
    const part = render(body.proof, left - SEPARATOR.length)
    if (part === null) return []
    left -= part.length + SEPARATOR.length
    return [part]
  })
  return [...fixed, ...folded, block].join(SEPARATOR)
}

function fittingParts(body: RevertBody, state: ProposalState, limit: number): { fixed: string[]; block: string } {
  const whole = { fixed: parts(body, body.facts), block: renderState(state) }
  if (length(whole) <= limit) return whole
  const block = renderState({ ...state, changes: null })
  for (let rows = Math.max(body.facts.undo.length, 1); ; rows = Math.floor(rows / 2)) {
    const shorter = { fixed: parts(body, shortened(body.facts, rows)), block }
    if (length(shorter) <= limit || rows === 0) return shorter
  }
}

function length({ fixed, block }: { fixed: string[]; block: string }): number {
  return [...fixed, block].join(SEPARATOR).length
}

function shortened(facts: RevertFacts, rows: number): RevertFacts {
  const { undo, left, conflicts, evidence } = facts
  return {
    ...facts,
    ...{ undo: undo.slice(0, rows), left: left.slice(0, rows), conflicts: conflicts.slice(0, rows) },
    evidence: evidence.slice(0, rows),
  }
}

function parts({ facts: whole, proof, preapproved, byText, holdMs }: RevertBody, facts: RevertFacts): string[] {
  const missing = whole.undo.length - facts.undo.length
  const how = byText
    ? 'The former texts come back, byte for byte.'
    : 'The values come back through patches, because the same lines were changed since.'
  return [
    renderRevertSections(facts),
    ...(missing === 0
      ? []
      : [`${missing} more values come back; every one is a \`Krr-Gitops-Change\` line of the commit.`]),
    how,
    preapproved ? PREAPPROVED : renderConfirm(proof),
    [
      '### Afterwards',
      '',
      `The same recommendations stay away for ${duration(holdMs)}, or until they are milder. A revert is not reverted.`,
    ].join('\n'),
  ]
}
