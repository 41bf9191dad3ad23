/** The body of a pull request: for a reviewer who has one minute, and for the tools that read it later. */
import { renderConfirm, renderUndo } from './sections/confirm.ts'
import type { BodyFacts } from './sections/facts.ts'
import { renderEvidence, renderLeftOut, renderProof } from './sections/folded.ts'
import { renderRisk } from './sections/risk.ts'
import { renderSummary } from './sections/summary.ts'
import { renderTable } from './sections/table.ts'
import { type ProposalState, renderState } from './state.ts'

/** GitHub refuses more than 65,536 characters; the rest is left for people who edit. */
export const LONGEST_BODY = 65_000

const SEPARATOR = '\n\n'

/**
 * Writes the body so that it is never longer than `limit` characters (UTF-16 units).
 *
 * When it is too long, this goes first: the rendered difference, then the evidence, then the list of what was left out
 * (to its reasons, then whole), then the words of warnings (to counts), then the changes in the state block (they are
 * all in the commit), and last the rows of the least risky changes. The table and the state block always stay.
 */
export function renderBody(facts: BodyFacts, state: ProposalState, limit = LONGEST_BODY): string {
  const fixed = fixedParts(facts, state, limit)
  let left = limit - [...fixed.before, fixed.state].join(SEPARATOR).length
  const fold = (render: (facts: BodyFacts, budget: number) => string | null, share: number): string[] => {
    const part = render(facts, Math.floor(left * share) - SEPARATOR.length)
    if (part === null) return []
    left -= part.length + SEPARATOR.length
    return [part]
  }
  // What is written last gives way first.
  const leftOut = fold(renderLeftOut, 0.5)
  const evidence = fold(renderEvidence, 0.5)
  const proof = fold(renderProof, 1)
  return [...fixed.before, ...proof, ...leftOut, ...evidence, fixed.state].join(SEPARATOR)
}

function fixedParts(facts: BodyFacts, state: ProposalState, limit: number): { before: string[]; state: string } {
  const parts = (brief: boolean, table: string) => [
    renderSummary(facts),
    table,
    renderRisk(facts, brief),
    renderConfirm(facts),
    renderUndo(facts),
  ]
  const wholeTable = renderTable(facts.workloads, Number.POSITIVE_INFINITY)
  const wholeState = renderState(state)
  const shortState = renderState({ ...state, changes: null })
  const candidates = [
    { before: parts(false, wholeTable), state: wholeState },
    { before: parts(true, wholeTable), state: wholeState },
    { before: parts(true, wholeTable), state: shortState },
  ]
  const found = candidates.find(({ before, state: block }) => [...before, block].join(SEPARATOR).length <= limit)
  if (found !== undefined) return found
  const others = [...parts(true, ''), shortState].join(SEPARATOR).length
  return { before: parts(true, renderTable(facts.workloads, limit - others)), state: shortState }
}
