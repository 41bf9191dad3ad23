/**
 * Whose report on GitHub is about our application.
 *
 * Flux's notification-controller posts commit statuses as `kustomization/<name>/<first part of the provider's uid>` (before
 * 0.28 without the last part), in lower case. Argo CD Notifications has no default: its documentation shows
 * `continuous-delivery/<app>`, most installations use `argocd/<app>`, and nearly all link to `…/applications/[<ns>/]<app>`.
 */
import type { Application } from '../../locate/target.ts'

const FLUX = /^kustomization\/([^/]+)(?:\/[^/]+)?$/i
const ARGO = /^(?:argocd|argo-cd|argo|continuous-delivery)\/(?:.+\/)?([^/]+)$/i
const ARGO_LINK = /\/applications\/(?:[^/?#]+\/)?([^/?#]+)/

export type ReportedBy = 'argocd' | 'flux'

/** `name`: the Kustomization or Application that the report is of. */
export interface DeliveryReport {
  readonly by: ReportedBy
  readonly name: string
}

/** What a commit status or deployment says about delivery; `null` when it is about something else. */
export function readReporter(label: string, link: string | null): DeliveryReport | null {
  const flux = FLUX.exec(label)?.[1]
  if (flux !== undefined) return { by: 'flux', name: flux }
  const argo = ARGO_LINK.exec(link ?? '')?.[1] ?? ARGO.exec(label)?.[1]
  return argo === undefined ? null : { by: 'argocd', name: argo }
}

/**
 * True when the report is of the application that delivers the change. Where no Argo CD or Flux object names one (paths of
 * the configuration), every delivery report of the repository counts.
 */
export function concerns(report: DeliveryReport, application: Application | null): boolean {
  if (application === null || application.controller === 'config') return true
  const name = application.name.slice(application.name.lastIndexOf('/') + 1)
  return report.by === application.controller && report.name.toLowerCase() === name.toLowerCase()
}
