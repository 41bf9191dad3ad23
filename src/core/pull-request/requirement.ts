/** What the policy asks for, which grows with the risk: a higher level never needs fewer people or teams than a lower one. */
import type { Risk } from '../change/change.ts'
import type { Approvals } from './settings.ts'

export interface Requirement {
  /** Different people who must approve; at least one, whatever the policy says. */
  readonly approvals: number
  /** Teams of which one member must be among them, as the policy writes them. */
  readonly teams: readonly string[]
}

const LEVELS: readonly Risk[] = ['low', 'medium', 'high']

export function requirementFor(risk: Risk, approvals: Approvals): Requirement {
  const levels = LEVELS.slice(0, LEVELS.indexOf(risk) + 1)
  return {
    approvals: Math.max(1, ...levels.map((level) => approvals[level])),
    teams: [...new Set(levels.flatMap((level) => approvals.teams[level] ?? []))],
  }
}
