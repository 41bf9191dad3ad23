/** Where a container lives in Git: the values that locate hands on. */
import type { ContainerRef } from '../workload.ts'
import type { RawReading } from './raw-reading.ts'
import type { RenderedObject } from './render.ts'

export type Controller = 'argocd' | 'flux' | 'config'

/** One unit of delivery: an Argo CD Application, a Flux Kustomization, or a path named in the config. */
export interface Application {
  readonly controller: Controller
  /** `argocd/shop`, `flux-system/apps`; for a path of the config, the path. */
  readonly name: string
  /** Name of the cluster that it delivers to, as far as the repository or the config tells; `null` = unknown. */
  readonly cluster: string | null
  /** Repository-relative directory, no leading or trailing slash; `''` is the repository itself. */
  readonly path: string
  /** Namespace that objects without one get (Argo CD destination). */
  readonly defaultNamespace: string | null
  /** Namespace that all objects get, whatever they say (Flux `targetNamespace`). */
  readonly forcedNamespace: string | null
  readonly suspended: boolean
  /** File that declares it, repository-relative; `null` for the config's paths. */
  readonly file: string | null
  /** How it applies files of its path as they stand; missing or `null` when it builds a kustomization or a chart. */
  readonly raw?: RawReading | null
}

/** One container of one workload as one overlay renders it. */
export interface Target {
  /** The container as the report names it (cluster, live namespace, kind, name, container). */
  readonly container: ContainerRef
  /** Repository-relative directory of the kustomization to edit. */
  readonly overlay: string
  readonly application: Application | null
  /** The workload as this overlay renders it, before any edit. */
  readonly object: RenderedObject
  /** `spec.template.spec.containers` as path segments; CronJob and others differ. */
  readonly containersPath: readonly string[]
  /** Position of the container in that list. */
  readonly index: number
  /** One plain sentence per piece of evidence that led here. */
  readonly evidence: readonly string[]
}

/** Identity of a target's workload within the repository: two clusters served by one overlay share it. */
export function targetWorkloadKey(target: Target): string {
  const { apiVersion, kind, namespace, name } = target.object.id
  return `${target.overlay}|${apiVersion}|${kind}|${namespace ?? ''}|${name}`
}
