/** What stands in the way of rendering a kustomization, as far as reading it tells. */
export type GraphProblemKind =
  /** A base, resource or patch that is fetched from somewhere. */
  | 'remote'
  /** `helmCharts` and friends, or a Helm generator. */
  | 'helm'
  /** No kustomize could read this file, or there are two kustomization files in one folder. */
  | 'unparsable'
  /** A path, or a link on the way, leaves the repository. */
  | 'outside-repository'
  /** The configuration of a plugin has words that may be paths out of the repository; it cannot be told by reading. */
  | 'unchecked'
  /** A path that is not among the repository's files (missing, ignored by git, a submodule). */
  | 'missing'

export interface GraphProblem {
  readonly kind: GraphProblemKind
  /** Directory and file of the kustomization that has it. */
  readonly dir: string
  readonly file: string
  /** What stands there: the URL, the path, the chart; `''` when the whole file is meant. */
  readonly reference: string
  /** One plain clause without a full stop, about the kustomization as "it". */
  readonly message: string
}
