/** Names of clamps, rules and skips in words for somebody who has never seen the configuration. Unknown names stay as they are. */
const REASONS: Readonly<Record<string, string>> = {
  'max-decrease': 'one step down at a time',
  'max-increase': 'one step up at a time',
  floor: 'the least that the policy allows',
  ceiling: 'the most that the policy allows',
  'limit-follows-request': 'the limit must not lie below the request',
  'remove-cpu': 'the CPU limit is removed, as krr advises',
  'unset-before': 'was not set before',
  'limit-range': 'bounded by the LimitRange of the namespace',
  'heap-floor': 'room for the heap of the runtime',
  'largest-of-clusters': 'the largest of the clusters that share it',
  rounded: 'rounded to whole MiB',
}

const SKIPS: Readonly<Record<string, string>> = {
  'already-right': 'already right',
  'below-min-change': 'too small a change',
  'below-severity': 'not urgent enough',
  'not-selected': 'not selected',
  'container-not-found': 'container not in the repository',
  'not-found': 'workload not in the repository',
  'no-data': 'no measurements',
  'not-enough-data': 'too few measurements yet',
  hpa: 'scaled by an autoscaler',
  'hpa-detected': 'scaled by an autoscaler',
  'hpa-unknown': 'maybe scaled by an autoscaler',
  helm: 'deployed by Helm',
  ambiguous: 'several places could be meant',
  protected: 'protected by the policy',
  ignored: 'ignored by annotation',
  filtered: 'filtered out',
  'build-failed': 'manifests cannot be rendered',
  'unexpected-difference': 'an edit would change something else',
}

export function reasonWords(code: string): string {
  return REASONS[code] ?? code.replaceAll('-', ' ')
}

export function skipWords(code: string): string {
  return SKIPS[code] ?? code.replaceAll('-', ' ')
}
