/** The evidence behind a target, one plain sentence per piece, strongest first. */
import { describeDelivery } from './delivery.ts'
import type { Found, Question } from './question.ts'
import { directoryName } from './skips.ts'
import { describeTracking, isTrackedBy } from './tracking.ts'

export function explainEvidence({ candidate, match }: Found, { container, set }: Question): string[] {
  const { delivery, overlay, rank } = candidate
  const sentences: string[] = []
  const tracking = delivery === null ? undefined : set.tracking.find((each) => isTrackedBy(delivery, each))
  if (tracking !== undefined) sentences.push(`The workload says that ${describeTracking(tracking)} delivers it.`)
  if (delivery !== null) {
    const file = delivery.file === null ? '' : ` (${delivery.file})`
    const to = delivery.cluster === null ? '' : ` to cluster ${delivery.cluster}`
    sentences.push(`${describeDelivery(delivery)}${file} delivers ${directoryName(overlay)}${to}.`)
  }
  if (rank === 'possible') sentences.push(`No other overlay of this repository renders it.`)
  const { kind, name, namespace } = match.object.id
  sentences.push(`${directoryName(overlay)} renders ${kind} ${name} with container ${container.container}.`)
  if (match.referredBy !== null) {
    sentences.push(`Rollout ${match.referredBy.id.name} takes its pod template from that ${kind}.`)
  }
  if (match.namespace === 'unknown') sentences.push('Nothing in this repository says its namespace.')
  else if (namespace === null || delivery?.forcedNamespace) {
    const who = delivery === null ? 'the delivery' : describeDelivery(delivery)
    sentences.push(`Its namespace ${container.namespace} comes from ${who}.`)
  }
  if (match.name === 'pattern' || match.namespace === 'pattern') {
    sentences.push('Variables in its name were compared as patterns, because their values are not in this repository.')
  }
  return sentences
}
