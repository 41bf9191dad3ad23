/** Which changes travel in one pull request. */
import type { WorkloadChange } from '../change/change.ts'
import type { GroupBy } from './settings.ts'

/**
 * Stable name of the group that a workload's changes belong to. Workloads with the same name go into one pull request.
 *
 * `overlay`: the directory (`apps/shop/overlays/prod`; `''` for the repository itself); `namespace`: the namespace;
 * `application`: the Argo CD Application, Flux Kustomization or config path (`argocd/shop`), or the overlay where none is
 * known; `cluster`: the cluster that the application delivers to, else the one that krr reports, else `default`;
 * `workload`: overlay and workload (`apps/shop/overlays/prod/deployment-cart`).
 */
export function groupKey(workload: WorkloadChange, groupBy: GroupBy): string {
  const { overlay, application, container } = workload.target
  switch (groupBy) {
    case 'overlay':
      return overlay
    case 'namespace':
      return container.namespace
    case 'application':
      return application === null ? overlay : application.name
    case 'cluster':
      return application?.cluster ?? container.cluster ?? 'default'
    case 'workload':
      return [...(overlay === '' ? [] : [overlay]), `${container.kind.toLowerCase()}-${container.name}`].join('/')
  }
}
