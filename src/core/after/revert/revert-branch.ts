/** The branch of a revert: one for each merged pull request, so that two runs cannot open two. */
import { BRANCH_PREFIX } from '../../pull-request/branch-name.ts'

/** No group has a branch with three dashes in a row, see `branchName`. */
export const REVERT_PREFIX = `${BRANCH_PREFIX}revert---`
/** For people to filter by, as all labels. */
export const REVERT_LABEL = 'krr-gitops/revert'

export function revertBranch(number: number): string {
  return `${REVERT_PREFIX}${number}`
}

/** Number of the pull request that a branch undoes; `null` for any other branch. */
export function revertedNumber(branch: string): number | null {
  const text = branch.startsWith(REVERT_PREFIX) ? branch.slice(REVERT_PREFIX.length) : ''
  return /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null
}
