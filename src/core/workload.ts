/** Names of things in a cluster, as krr and Kubernetes use them. */

/** The two resources that krr recommends for. */
export type Resource = 'cpu' | 'memory'
export const RESOURCES: readonly Resource[] = ['cpu', 'memory']

/** Where in `resources:` a value stands. */
export type Field = 'requests' | 'limits'
export const FIELDS: readonly Field[] = ['requests', 'limits']

/** An amount: millicores for `cpu`, bytes for `memory`. Always a non-negative safe integer. */
export type Amount = number

export interface WorkloadRef {
  /** The kube context as krr reports it; `null` when the report names none. */
  readonly cluster: string | null
  readonly namespace: string
  readonly kind: string
  readonly name: string
}

export interface ContainerRef extends WorkloadRef {
  readonly container: string
}

/** `prod-eu/shop/Deployment/cart`, for messages and map keys. */
export function workloadKey(ref: WorkloadRef): string {
  return `${ref.cluster ?? '-'}/${ref.namespace}/${ref.kind}/${ref.name}`
}

/** `prod-eu/shop/Deployment/cart/app`. */
export function containerKey(ref: ContainerRef): string {
  return `${workloadKey(ref)}/${ref.container}`
}
