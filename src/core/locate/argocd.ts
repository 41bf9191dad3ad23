/**
 * Argo CD Applications as deliveries.
 *
 * Rule: Argo CD `Application` v1alpha1 (`spec.source`, `spec.sources`, `spec.destination`, `source.kustomize`).
 */
import type { Declaration } from './declarations.ts'
import type { Delivery } from './delivery.ts'
import { KUSTOMIZATION_NAMES } from './graph-node.ts'
import { argoReading } from './raw-reading.ts'
import { directoryHere, type SourceBook } from './sources.ts'
import { isOpen } from './template.ts'
import type { FileTree } from './tree.ts'
import { listAt, recordAt, textAt } from './values.ts'

/** Argo CD's own name for the cluster that it runs in; the report calls it something else. */
const IN_CLUSTER = 'in-cluster'

/** One delivery per source of an Application that has a path or a chart. */
export function readApplication(declaration: Declaration, tree: FileTree, sources: SourceBook): Delivery[] {
  const { body } = declaration
  const several = listAt(body, 'spec', 'sources')
  const single = recordAt(body, 'spec', 'source')
  return (several.length > 0 ? several : single === null ? [] : [single]).flatMap((source) => {
    const chart = textAt(source, 'chart')
    const path = textAt(source, 'path')
    // A source with `ref` only lends its files to another one.
    return chart === null && path === null ? [] : [readSource(declaration, source, tree, sources)]
  })
}

function readSource(declaration: Declaration, source: unknown, tree: FileTree, sources: SourceBook): Delivery {
  const { body, file, declaredIn, namespace } = declaration
  const url = closed(textAt(source, 'repoURL'))
  const path = textAt(source, 'path') ?? ''
  const directory = sources.isHere(url) ? directoryHere(tree, path) : null
  const chart = textAt(source, 'chart') !== null || (directory !== null && isChart(tree, directory))
  const cluster = closed(textAt(body, 'spec', 'destination', 'name'))
  const objectName = closed(declaration.name)
  return {
    controller: 'argocd',
    name: [namespace, objectName ?? declaration.name].filter((part) => part !== null).join('/'),
    cluster: cluster === IN_CLUSTER ? null : cluster,
    clusterFrom: cluster === null || cluster === IN_CLUSTER ? null : 'object',
    namedExactly: false,
    path: directory ?? path,
    defaultNamespace: closed(textAt(body, 'spec', 'destination', 'namespace')),
    forcedNamespace: closed(textAt(source, 'kustomize', 'namespace')),
    suspended: false,
    file,
    declaredIn,
    objectName,
    objectNamespace: namespace,
    place: chart ? 'helm' : directory === null ? 'elsewhere' : 'here',
    namePrefix: closed(textAt(source, 'kustomize', 'namePrefix')) ?? '',
    nameSuffix: closed(textAt(source, 'kustomize', 'nameSuffix')) ?? '',
    patches: listAt(source, 'kustomize', 'patches').map((patch) => JSON.stringify(patch)),
    substitution: null,
    source: url,
    // Every repository has a top folder: without an address, that it exists here says nothing.
    raw:
      chart || directory === null || (directory === '' && !sources.isKnown)
        ? null
        : argoReading(source, tree, directory),
  }
}

/** Argo CD looks for a kustomization first only when there is no chart in the folder. */
function isChart(tree: FileTree, directory: string): boolean {
  const has = (name: string) => tree.real(directory === '' ? name : `${directory}/${name}`) !== undefined
  return has('Chart.yaml') && !KUSTOMIZATION_NAMES.some(has)
}

/** A text without placeholders of a template; `null` otherwise. */
function closed(text: string | null): string | null {
  return text === null || isOpen(text) ? null : text
}
