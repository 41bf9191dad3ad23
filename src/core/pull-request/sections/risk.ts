/** Why it is risky, and what a reviewer should know. */
import type { Warning } from '../../problem.ts'
import { plural } from '../amounts.ts'
import { code, prose } from '../escape.ts'
import type { BodyFacts } from './facts.ts'

/** @param brief only counts by code, for a body that would be too long */
export function renderRisk(facts: BodyFacts, brief: boolean): string {
  const risky = facts.workloads.filter(({ riskReasons }) => riskReasons.length > 0)
  const reasons = risky.flatMap(({ target, risk, riskReasons }) => {
    const { namespace, kind, name } = target.container
    return `- ${code(`${namespace}/${kind}/${name}`)} is **${risk}** risk: ${riskReasons.map((reason) => prose(reason)).join('; ')}`
  })
  const warnings = facts.warnings.map(({ code: name, message }) => `- ${code(name)}: ${prose(message)}`)
  const lines = brief ? [...counts(risky.length), ...byCode(facts.warnings)] : [...reasons, ...warnings]
  const body = lines.length === 0 ? 'Nothing speaks against these changes.' : lines.join('\n')
  return `### Risk and warnings\n\n${body}`
}

function counts(risky: number): string[] {
  return risky === 0 ? [] : [`- ${plural(risky, 'workload')} with a raised risk`]
}

function byCode(warnings: readonly Warning[]): string[] {
  const found = new Map<string, number>()
  for (const warning of warnings) found.set(warning.code, (found.get(warning.code) ?? 0) + 1)
  return [...found].map(([name, count]) => `- ${code(name)}: ${plural(count, 'time')}`)
}
