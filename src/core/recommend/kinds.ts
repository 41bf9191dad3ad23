/** The kinds of workload that krr scans, as krr spells them; it takes them in any case. */
export const KINDS: readonly string[] = [
  'Deployment',
  'Rollout',
  'StrimziPodSet',
  'DeploymentConfig',
  'StatefulSet',
  'DaemonSet',
  'Job',
  'CronJob',
  'GroupedJob',
]

/** kubectl's short names and plurals. */
const ALIASES: Readonly<Record<string, string>> = {
  deploy: 'Deployment',
  ro: 'Rollout',
  sps: 'StrimziPodSet',
  dc: 'DeploymentConfig',
  sts: 'StatefulSet',
  ds: 'DaemonSet',
  cj: 'CronJob',
}

/** krr's spelling of a kind in any case, in the plural or as kubectl's short name; `null` for anything else. */
export function kindNamed(text: string): string | null {
  const lower = text.toLowerCase()
  const known = KINDS.find((kind) => kind.toLowerCase() === lower || `${kind.toLowerCase()}s` === lower)
  return known ?? (Object.hasOwn(ALIASES, lower) ? (ALIASES[lower] ?? null) : null)
}
