/**
 * The branch of a group.
 *
 * `/` becomes `--`: a branch `krr-gitops/apps` and a branch `krr-gitops/apps/prod` cannot both exist in git, because a
 * ref is a file and its parent a folder, but both can be groups. Names are lower case, because refs that differ only in
 * case are one file on some disks. A group that this cannot write exactly gets a hash of its name at the end, so that two
 * groups never share a branch; a name that could be mistaken for such a one gets a hash too.
 */
import { createHash } from 'node:crypto'

export const BRANCH_PREFIX = 'krr-gitops/'

const SEPARATOR = '--'
const LONGEST = 100
const HASH = /-[0-9a-f]{10}$/
/** One folder or name that can be written as it is: git allows it in a ref, and no separator can begin or end in it. */
const EXACT_PART = /^[a-z0-9]+(?:[-._][a-z0-9]+)*$/

/** Same group, same branch; other group, other branch. Passes `git check-ref-format --branch`. */
export function branchName(group: string): string {
  return `${BRANCH_PREFIX}${exact(group) ?? hashed(group)}`
}

/** The group that a branch was named for; `null` when the name holds only a hash of it, or is not one of ours. */
export function groupOfBranch(branch: string): string | null {
  if (!branch.startsWith(BRANCH_PREFIX)) return null
  const group = branch.slice(BRANCH_PREFIX.length).split(SEPARATOR).join('/')
  return branchName(group) === branch ? group : null
}

function exact(group: string): string | null {
  const parts = group.split('/')
  if (!parts.every((part) => EXACT_PART.test(part))) return null
  const name = parts.join(SEPARATOR)
  return name.length > LONGEST || name.endsWith('.lock') || HASH.test(name) ? null : name
}

function hashed(group: string): string {
  const readable = group
    .toLowerCase()
    .split('/')
    .map((part) => part.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, ''))
    .filter((part) => part !== '')
    .join(SEPARATOR)
    .slice(0, LONGEST)
    .replace(/-+$/, '')
  const hash = createHash('sha256').update(group).digest('hex').slice(0, 10)
  return `${readable === '' ? 'repository' : readable}-${hash}`
}
