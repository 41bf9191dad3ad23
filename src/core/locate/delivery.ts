/** Units of delivery with everything that decides whether, where and under which names they deploy a render. */
import type { Substitution } from './substitute.ts'
import type { Application } from './target.ts'

export interface Delivery extends Application {
  /** `metadata.name`; `null` when a template leaves it open. */
  readonly objectName: string | null
  /** `metadata.namespace`; `null` when it is not written down. */
  readonly objectNamespace: string | null
  /**
   * `here`: the path is in this repository; `elsewhere`: another repository, or a path that does not exist here;
   * `helm`: a Helm chart.
   */
  readonly place: 'here' | 'elsewhere' | 'helm'
  /** Who says which cluster: the object's own destination, or the configuration; `null` = nobody. */
  readonly clusterFrom: 'object' | 'config' | null
  /** True when the configuration names this very path for the cluster, not only a directory above it. */
  readonly namedExactly: boolean
  /** Directory of the kustomization that renders this object; `null` for a file of its own. */
  readonly declaredIn: string | null
  /** Added to every rendered name by the controller. */
  readonly namePrefix: string
  readonly nameSuffix: string
  /** Patches that the controller applies after the build, as text. */
  readonly patches: readonly string[]
  /** `null` = nothing is replaced. */
  readonly substitution: Substitution | null
  /** Where its source is, as written. */
  readonly source: string | null
}

/** Something in the repository that could not be followed by reading alone. */
export interface Limitation {
  readonly file: string
  /** `ApplicationSet argocd/shop`. */
  readonly object: string
  /** One plain clause without a full stop. */
  readonly message: string
}

/** `Application argocd/shop`, `Kustomization flux-system/apps`, `path clusters/prod`. */
export function describeDelivery(delivery: Application): string {
  if (delivery.controller === 'argocd') return `Application ${delivery.name}`
  return delivery.controller === 'flux' ? `Kustomization ${delivery.name}` : `clusters[].paths (${delivery.name})`
}
