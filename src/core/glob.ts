/** The one place that knows picomatch. */
import picomatch from 'picomatch'

/** Compiles globs into one predicate: true when any matches. An empty list matches nothing. */
export function matchAny(globs: readonly string[]): (value: string) => boolean {
  if (globs.length === 0) return () => false
  return picomatch([...globs], { dot: true })
}

/** One glob whose star crosses slashes, as Argo CD's `directory.include` has it; what cannot be read matches nothing. */
export function matchAcrossFolders(glob: string): (value: string) => boolean {
  return picomatch(glob, { dot: true, bash: true })
}
