/** The folded parts of a body: proof, evidence, and what was left out. They shrink first when a body is too long. */
import type { Skip } from '../../problem.ts'
import type { ProvedBuild } from '../../prove/verified-plan.ts'
import { containerKey } from '../../workload.ts'
import { plural } from '../amounts.ts'
import { code, fenced, prose } from '../escape.ts'
import type { BodyFacts } from './facts.ts'

/** `budget` is the most characters a part may have; a part that cannot say anything in it is `null`. */
type FoldedPart = (facts: BodyFacts, budget: number) => string | null

/** The rendered difference of every build that changed, whole builds and then whole lines as far as they fit. */
export const renderProof: FoldedPart = ({ builds, digest }, budget) => {
  const changed = builds.filter((build) => build.changed)
  const same = builds.length - changed.length
  const title = `Rendered difference: ${plural(changed.length, 'kustomization')} changed as intended${same === 0 ? '' : `, ${same} checked to stay the same`}`
  const proof = `Proof (sha256 of both renders): ${code(digest)}`
  const frame = folded(title, proof).length
  if (frame > budget) return null
  const parts: string[] = []
  let left = budget - frame
  for (const build of changed) {
    const part = fitDiff(build, left - 2)
    if (part === null) break
    parts.push(part)
    left -= part.length + 2
  }
  const missing = changed.length - parts.length
  const note = missing === 0 ? [] : [`${plural(missing, 'more build')} left out here: too long for GitHub.`]
  const whole = folded(title, [...parts, ...note, proof].join('\n\n'))
  return whole.length <= budget ? whole : folded(title, proof)
}

function fitDiff(build: ProvedBuild, budget: number): string | null {
  const heading = build.overlay === '' ? 'the repository root' : code(build.overlay)
  const whole = `${heading}\n\n${fenced(build.diff, 'diff')}`
  if (whole.length <= budget) return whole
  const lines = build.diff.split('\n')
  // Escaping may lengthen a line, so the cut is found by trying, halving each time.
  for (let keep = Math.floor(lines.length / 2); keep >= 8; keep = Math.floor(keep / 2)) {
    const cut = `${heading} (the first ${keep} of ${lines.length} lines)\n\n${fenced(lines.slice(0, keep).join('\n'), 'diff')}`
    if (cut.length <= budget) return cut
  }
  return null
}

/** Where krr's numbers come from, and how each workload was found in the repository. */
export const renderEvidence: FoldedPart = ({ workloads }, budget) => {
  const lines = workloads.map(({ target, changes }) => {
    const { namespace, kind, name } = target.container
    const evidence = changes[0]?.recommendation.evidence
    const krr = evidence === undefined ? [] : [krrEvidence(evidence)]
    const sentences = [...krr, ...target.evidence.map((sentence) => prose(sentence))]
    return `- ${code(`${namespace}/${kind}/${name}`)}: ${sentences.join('; ')}`
  })
  return fitLines(`Evidence: ${plural(workloads.length, 'workload')}`, lines, budget)
}

function krrEvidence(
  evidence: BodyFacts['workloads'][number]['changes'][number]['recommendation']['evidence'],
): string {
  const history = evidence.historyHours === null ? '' : ` over ${Math.round(evidence.historyHours)} h of history`
  const version = evidence.krrVersion === null ? '' : ` ${prose(evidence.krrVersion)}`
  const pods = plural(evidence.pods, 'running pod')
  return `KRR${version} (${prose(evidence.strategy)})${history}, ${pods}, read ${prose(evidence.generatedAt)}`
}

/** Grouped by code: why, what to do, and who. */
export const renderLeftOut: FoldedPart = ({ skipped }, budget) => {
  if (skipped.length === 0) return null
  const groups = new Map<string, Skip[]>()
  for (const skip of skipped) groups.set(skip.code, [...(groups.get(skip.code) ?? []), skip])
  const sorted = [...groups].sort(([a, x], [b, y]) => y.length - x.length || (a < b ? -1 : 1))
  const title = `Left out: ${plural(skipped.length, 'recommendation')}, ${plural(groups.size, 'reason')}`
  const lines = sorted.flatMap(([name, skips]) => [
    `- ${code(name)} (${skips.length}): ${prose(skips[0]?.hint ?? '')}`,
    ...skips.map((skip) => `  - ${code(containerKey(skip.container))}${resourceOf(skip)}: ${prose(skip.message)}`),
  ])
  const short = sorted.map(([name, skips]) => `- ${code(name)} (${skips.length}): ${prose(skips[0]?.hint ?? '')}`)
  const whole = folded(title, lines.join('\n'))
  return whole.length <= budget ? whole : fitLines(title, short, budget)
}

function resourceOf(skip: Skip): string {
  return skip.resource === null ? '' : ` ${skip.resource}`
}

function fitLines(title: string, lines: readonly string[], budget: number): string | null {
  const whole = folded(title, lines.join('\n'))
  if (whole.length <= budget) return whole
  const note = (left: number) => `- ${left} more`
  const kept: string[] = []
  let left = budget - folded(title, note(lines.length)).length
  for (const line of lines) {
    left -= line.length + 1
    if (left < 0) break
    kept.push(line)
  }
  return kept.length === 0 ? null : folded(title, [...kept, note(lines.length - kept.length)].join('\n'))
}

function folded(title: string, content: string): string {
  return `<details><summary>${title}</summary>\n\n${content}\n\n</details>`
}
