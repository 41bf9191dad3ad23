/** Where each kind keeps its containers. */

const TEMPLATE = ['spec', 'template', 'spec'] as const

/** Path of the pod's spec within each kind that krr reports on, and API groups that the kind may have. */
const POD_SPECS: Readonly<Record<string, { readonly path: readonly string[]; readonly groups: readonly string[] }>> = {
  Deployment: { path: TEMPLATE, groups: ['apps', 'extensions'] },
  StatefulSet: { path: TEMPLATE, groups: ['apps'] },
  DaemonSet: { path: TEMPLATE, groups: ['apps', 'extensions'] },
  ReplicaSet: { path: TEMPLATE, groups: ['apps', 'extensions'] },
  ReplicationController: { path: TEMPLATE, groups: [''] },
  Job: { path: TEMPLATE, groups: ['batch'] },
  CronJob: { path: ['spec', 'jobTemplate', ...TEMPLATE], groups: ['batch'] },
  Rollout: { path: TEMPLATE, groups: ['argoproj.io'] },
  DeploymentConfig: { path: TEMPLATE, groups: ['apps.openshift.io', ''] },
  Pod: { path: ['spec'], groups: [''] },
}

/** Kinds that a target can have. */
export const WORKLOAD_KINDS: readonly string[] = Object.keys(POD_SPECS)

/** Path of the pod's spec; `null` for a kind whose pods this program does not know. */
export function podSpecPath(kind: string): readonly string[] | null {
  return Object.hasOwn(POD_SPECS, kind) ? (POD_SPECS[kind]?.path ?? null) : null
}

/** True when the API group belongs to the kind that krr means: a `Deployment` of another group is another thing. */
export function isGroupOf(kind: string, apiVersion: string): boolean {
  const group = apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : ''
  return Object.hasOwn(POD_SPECS, kind) && (POD_SPECS[kind]?.groups.includes(group) ?? false)
}
