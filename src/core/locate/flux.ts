/**
 * Flux Kustomizations as deliveries.
 *
 * Rule: kustomize-controller `Kustomization` v1 (`spec.path`, `targetNamespace`, `suspend`, `postBuild`, `patches`,
 * `namePrefix`, `nameSuffix`, `sourceRef`).
 */
import type { Declaration } from './declarations.ts'
import type { Delivery } from './delivery.ts'
import { fluxReading } from './raw-reading.ts'
import { directoryHere, directoryInArtifact, type SourceBook } from './sources.ts'
import { readSubstitution } from './substitute.ts'
import type { FileTree } from './tree.ts'
import { listAt, textAt, valueAt } from './values.ts'

/** Kinds of sources whose paths start somewhere inside the repository that they were packed from. */
const PACKED = ['OCIRepository', 'Bucket']

export function readFluxKustomization(declaration: Declaration, tree: FileTree, sources: SourceBook): Delivery[] {
  const { body, file, declaredIn, name, namespace } = declaration
  const path = textAt(body, 'spec', 'path') ?? ''
  const kind = textAt(body, 'spec', 'sourceRef', 'kind') ?? 'GitRepository'
  const sourceName = textAt(body, 'spec', 'sourceRef', 'name')
  // A patch for Kustomizations, or somebody else's object.
  if (sourceName === null) return []
  const url = sources.urlOf(kind, textAt(body, 'spec', 'sourceRef', 'namespace') ?? namespace, sourceName)
  const here = kind === 'GitRepository' && !sources.isHere(url) ? null : directoryHere(tree, path)
  const directory = here ?? (PACKED.includes(kind) ? directoryInArtifact(tree, path, file) : null)
  return [
    {
      controller: 'flux',
      name: [namespace, name].filter((part) => part !== null).join('/'),
      cluster: null,
      clusterFrom: null,
      namedExactly: false,
      path: directory ?? path,
      defaultNamespace: null,
      forcedNamespace: textAt(body, 'spec', 'targetNamespace'),
      suspended: valueAt(body, 'spec', 'suspend') === true,
      file,
      declaredIn,
      objectName: name,
      objectNamespace: namespace,
      place: directory === null ? 'elsewhere' : 'here',
      namePrefix: textAt(body, 'spec', 'namePrefix') ?? '',
      nameSuffix: textAt(body, 'spec', 'nameSuffix') ?? '',
      patches: ['patches', 'patchesStrategicMerge', 'patchesJson6902'].flatMap((key) =>
        listAt(body, 'spec', key).map((patch) => JSON.stringify(patch)),
      ),
      substitution: readSubstitution(valueAt(body, 'spec', 'postBuild'), namespace),
      source: url ?? `${kind} ${sourceName}`,
      raw: directory === null ? null : fluxReading(tree, directory),
    },
  ]
}
