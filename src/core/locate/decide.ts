/**
 * The ladder of evidence: for one container exactly one target, or the reason why there is none.
 *
 * Stronger evidence is looked at first, and weaker evidence only when the stronger finds nothing. Where nobody says which
 * cluster an overlay serves, every overlay that may hold the workload counts, also one that cannot be rendered here:
 * choosing among them would be a guess.
 */
import type { Candidate, CandidateSet, Rank } from './candidates.ts'
import { findContainer } from './containers.ts'
import { matchRender } from './match.ts'
import { explainNothing, explainTracked } from './not-found.ts'
import { podSpecPath } from './pod-template.ts'
import type { Blocked, Decision, Found, Knowledge, Question } from './question.ts'
import { settle } from './settle.ts'
import { directoryName, locateSkip } from './skips.ts'
import { describeTracking, isTrackedBy } from './tracking.ts'

const TIERS: readonly (readonly Rank[])[] = [['tracked'], ['cluster'], ['possible', 'foreign']]

/** Answers with what is known now; asks for builds when that is not enough. */
export function decide(question: Question, knowledge: Knowledge): Decision {
  const { container, set } = question
  const helm = set.tracking.find((each) => each.by === 'helm')
  if (helm !== undefined) {
    const message = `${describeTracking(helm)} deploys this workload from a Helm chart, not from a kustomization`
    return skip(question, 'helm', message, 'Set the resources in the values of that HelmRelease.')
  }
  if (podSpecPath(container.kind) === null) {
    const message = `the pods of a ${container.kind} are made by its operator`
    return skip(question, 'unsupported-kind', message, `Set the resources where the ${container.kind} declares them.`)
  }
  const elsewhere = explainTracked(question, knowledge)
  if (elsewhere !== null) return { type: 'skip', skip: elsewhere }

  for (const ranks of TIERS) {
    const candidates = set.candidates.filter(({ rank }) => ranks.includes(rank))
    const missing = candidates.map(({ overlay }) => overlay).filter((overlay) => !knowledge.renders.has(overlay))
    if (missing.length > 0) return { type: 'build', overlays: [...new Set(missing)] }
    const { found, blocked } = look(question, candidates, knowledge)
    if (found.length > 0)
      return settle({ question, found, blocked, knowledge, certainCluster: !ranks.includes('possible') })
    const speaking = ({ candidate }: Blocked) =>
      candidate.rank !== 'possible' || knowledge.mentions(candidate.overlay, container.kind, container.name)
    const first = blocked.find(speaking)
    if (first !== undefined) return blockedSkip(question, first, blocked.filter(speaking))
    // The workload names its delivery, so whatever else renders it is not what runs.
    if (ranks.includes('tracked') && isCertainHere(set)) break
  }
  return { type: 'skip', skip: explainNothing(question, knowledge) }
}

function isCertainHere({ tracking, trackedDeliveries }: CandidateSet): boolean {
  const certain = tracking.filter((each) => each.certain)
  return trackedDeliveries.some((delivery) => certain.some((each) => isTrackedBy(delivery, each)))
}

function look({ container }: Question, candidates: readonly Candidate[], knowledge: Knowledge) {
  const found: Found[] = []
  const blocked: Blocked[] = []
  for (const candidate of candidates) {
    const state = knowledge.renders.get(candidate.overlay)
    if (state === undefined) continue
    if (!state.ok) {
      blocked.push({ candidate, code: state.code, message: state.message })
      continue
    }
    const { delivery } = candidate
    const context = { delivery, variables: knowledge.variablesOf(delivery) }
    for (const match of matchRender(state.render, container, context)) {
      found.push({ candidate, match, place: findContainer(match.object, container.container) })
    }
  }
  return { found, blocked }
}

function blockedSkip(question: Question, first: Blocked, blocked: readonly Blocked[]): Decision {
  const where = directoryName(first.candidate.overlay)
  const others = new Set(blocked.map(({ candidate }) => candidate.overlay)).size - 1
  const more = others > 0 ? ` (and ${others} more such ${others === 1 ? 'overlay' : 'overlays'})` : ''
  return skip(
    question,
    first.code,
    `${where} cannot be rendered here: ${first.message}${more}`,
    HINTS[first.code] ?? BUILD_HINT,
  )
}

const BUILD_HINT =
  'Make kustomize build this directory without network and plugins; without a render nothing can be proved.'
const HINTS: Readonly<Record<string, string>> = {
  'remote-base': 'Copy the base into this repository, or allow fetching with render.allowRemote: true.',
  helm: 'Set the resources in the values of the chart.',
  'outside-repository': 'Keep everything that this kustomization reads inside the repository.',
}

function skip(question: Question, ...words: [Parameters<typeof locateSkip>[1], string, string]): Decision {
  return { type: 'skip', skip: locateSkip(question.container, ...words) }
}
