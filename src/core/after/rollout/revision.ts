/**
 * Commits in the words of Flux and Argo CD: `main@sha1:5a0c…` (Flux 2), `main/5a0c…` (Flux before 0.36), `sha1:5a0c…`
 * (a detached head), `5a0c…` (Argo CD). The digest of an OCI artifact is no commit.
 */
const COMMIT = /(?:^|[@/]|sha1:|sha256:)([0-9a-f]{40}|[0-9a-f]{64})$/

/** The full hash of the commit, or `null` when the revision does not name one. */
export function commitOf(revision: string): string | null {
  if (/@sha256:/.test(revision)) return null
  return COMMIT.exec(revision)?.[1] ?? null
}

/** For sentences: the first ten digits of a commit, or the revision as it is. */
export function shortRevision(revision: string | null): string {
  if (revision === null || revision === '') return 'nothing'
  return commitOf(revision)?.slice(0, 10) ?? revision
}
