/** The first lines: what it brings, where, and how risky it is. */
import { freedAndAsked, money, plural, sentenceList } from '../amounts.ts'
import { code, prose } from '../escape.ts'
import type { BodyFacts } from './facts.ts'

export function renderSummary(facts: BodyFacts): string {
  const { group, application, workloads, risk, savings } = facts
  const { freed, asked } = freedAndAsked(savings)
  const effect = [
    ...(freed.length === 0 ? [] : [`frees ${sentenceList(freed)}`]),
    ...(asked.length === 0 ? [] : [`asks for ${sentenceList(asked)} more`]),
  ].join(' and ')
  const price = money(savings)
  const monthly = savings.monthly ?? 0
  const cost =
    price === null || monthly === 0 ? '' : ` ${monthly > 0 ? 'Saves' : 'Costs'} about **${prose(price)} a month**.`
  const opening = effect === '' ? 'Changes no request in sum.' : `${effect.charAt(0).toUpperCase()}${effect.slice(1)}.`
  const containers = new Set(workloads.flatMap(({ changes }) => changes.map(({ target }) => containerName(target))))
  const where = group === '' ? 'the root of the repository' : code(group)
  const delivery =
    application === null ? '' : `, delivered by ${code(application.name)}${clusterOf(application.cluster)}`
  const size = `${plural(containers.size, 'container')} of ${plural(workloads.length, 'workload')} in ${where}${delivery}`
  return `**${opening}**${cost} ${size}. Risk: **${risk}**.`
}

function containerName(target: BodyFacts['workloads'][number]['target']): string {
  const { namespace, kind, name, container } = target.container
  return JSON.stringify([target.overlay, namespace, kind, name, container])
}

function clusterOf(cluster: string | null): string {
  return cluster === null ? '' : ` to ${code(cluster)}`
}
