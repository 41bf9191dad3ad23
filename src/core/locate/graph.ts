/**
 * Which kustomization reads which file, found without rendering.
 *
 * Everything here over-approximates: a file that a build might read counts as read. That is what makes it safe to
 * cache renders by the content of a closure, and to prove an edit by rebuilding the readers of the edited files.
 */
import type { Kustomization } from './kustomization.ts'

export type GraphProblemKind =
  /** A base, resource or patch that is fetched from somewhere. */
  | 'remote'
  /** `helmCharts` and friends, or a Helm generator. */
  | 'helm'
  /** A generator, transformer or validator that kustomize has to execute. */
  | 'plugin'
  /** No kustomize could read this file, or there are two kustomization files in one folder. */
  | 'unparsable'
  /** A path, or a link on the way, leaves the repository. */
  | 'outside-repository'
  /** A path that is not among the repository's files (missing, ignored by git, a submodule). */
  | 'missing'

export interface GraphProblem {
  readonly kind: GraphProblemKind
  /** Directory and file of the kustomization that has it. */
  readonly dir: string
  readonly file: string
  /** What stands there: the URL, the path, the chart; `''` when the whole file is meant. */
  readonly reference: string
  /** One plain sentence without a full stop. */
  readonly message: string
}

export interface KustomizationGraph {
  /** Every directory that holds a kustomization file, sorted. */
  directories(): readonly string[]
  /** The kustomization in a directory (links followed); `undefined` when there is none or it cannot be parsed. */
  get(dir: string): Kustomization | undefined
  /** Directories of all kustomizations that a build of `dir` includes, `dir` itself first. */
  includes(dir: string): readonly string[]
  /** Files (and links on the way) of the repository that a build of `dir` can read. */
  closure(dir: string): ReadonlySet<string>
  /** Directories whose kustomization names `dir` directly, sorted. */
  consumers(dir: string): readonly string[]
  /** Directories of all kustomizations whose build can read this file, directly or through others, sorted. */
  readersOf(path: string): readonly string[]
  /** Directories that no other kustomization includes, sorted. */
  roots(): readonly string[]
  /** What stands in the way of rendering `dir`, anywhere in what it includes. */
  problems(dir: string): readonly GraphProblem[]
}
