/** Labels of the bot's pull requests. They are for people to filter by; nothing is decided from what they say. */
import type { Risk } from '../change/change.ts'

export const BOT_LABEL = 'krr-gitops'
const RISK_PREFIX = 'risk/'

const RISK_COLORS: Readonly<Record<Risk, string>> = { low: '0e8a16', medium: 'fbca04', high: 'd93f0b' }
const RISK_TEXT: Readonly<Record<Risk, string>> = {
  low: 'Nothing speaks against this resource change',
  medium: 'This resource change deserves a second look',
  high: 'This resource change can hurt a running service',
}

export function riskLabel(risk: Risk): string {
  return `${RISK_PREFIX}${risk}`
}

/** `krr-gitops`, `risk/<level>` and those of the configuration, each once. */
export function labelsFor(risk: Risk, more: readonly string[]): string[] {
  return [...new Set([BOT_LABEL, riskLabel(risk), ...more])]
}

/** Risk labels on a pull request that say another level. */
export function outdatedRiskLabels(labels: readonly string[], risk: Risk): string[] {
  return labels.filter((label) => /^risk\/(low|medium|high)$/.test(label) && label !== riskLabel(risk))
}

/** How a label looks when the repository does not have it yet. */
export function describeLabel(name: string): { name: string; color: string; description: string } {
  const risk = (['low', 'medium', 'high'] as const).find((level) => name === riskLabel(level))
  if (risk !== undefined) return { name, color: RISK_COLORS[risk], description: RISK_TEXT[risk] }
  if (name === BOT_LABEL) return { name, color: '1d76db', description: 'Opened by krr-gitops' }
  return { name, color: 'ededed', description: '' }
}
