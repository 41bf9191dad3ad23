/** The first step: what is there already, read with as few requests as possible. */
import { Problem } from '../../core/problem.ts'
import { BRANCH_PREFIX } from '../../core/pull-request/branch-name.ts'
import { type BranchView, viewBranch } from '../../core/pull-request/branch-view.ts'
import type { ClosedView, Observation, OpenView } from '../../core/pull-request/decide.ts'
import { BOT_LABEL } from '../../core/pull-request/labels.ts'
import { readClosing, readRefresh } from '../../core/pull-request/marks.ts'
import type { Proposal } from '../../core/pull-request/proposal.ts'
import { beforeDigest } from '../../core/pull-request/proposed-change.ts'
import type { PullRequestSettings } from '../../core/pull-request/settings.ts'
import { parseState } from '../../core/pull-request/state.ts'
import { parseSealedCommit } from '../../core/pull-request/trailers.ts'
import type { Forge, ForgeRepository, PullRequest } from '../../ports/forge.ts'

/** A merge that is older than this is in every checkout. */
const MERGE_MEMORY_MS = 7 * 86_400_000

/** Between noting a closing and the forge's own time of it, on two clocks. */
const SAME_CLOSING_MS = 3_600_000

export interface Look {
  readonly repository: ForgeRepository
  /** The commit that was planned on, which the new commits are built on. */
  readonly base: string
  readonly branches: ReadonlyMap<string, string>
  readonly open: readonly PullRequest[]
  readonly closed: readonly PullRequest[]
}

/** Throws `no-base` or `base-not-on-default-branch`, both exit 2. */
export async function look(
  forge: Forge,
  base: string | null,
  proposals: readonly Proposal[],
  settings: PullRequestSettings,
  now: Date,
): Promise<Look> {
  const repository = await forge.repository.describe()
  await requireBase(forge, base, repository)
  const open = await forge.pullRequests.listOpen(BRANCH_PREFIX)
  const branches = await forge.branches.list(BRANCH_PREFIX)
  const without = proposals.map(({ branch }) => branch).filter((branch) => !open.some((pull) => pull.branch === branch))
  const since = new Date(now.getTime() - Math.max(settings.snoozeMs, MERGE_MEMORY_MS))
  const closed = await forge.pullRequests.listClosed(without, since)
  return { repository, base: base ?? repository.head, branches, open, closed }
}

async function requireBase(forge: Forge, base: string | null, repository: ForgeRepository): Promise<void> {
  const { head, defaultBranch } = repository
  if (base === head || (base !== null && (await forge.repository.isAncestor(base, head)))) return
  throw new Problem({
    code: base === null ? 'no-base' : 'base-not-on-default-branch',
    exit: 2,
    message:
      base === null
        ? 'The plan was not made from a commit.'
        : `The plan was made from ${base.slice(0, 12)}, which is not on the branch ${defaultBranch}.`,
    hint: `Check out ${defaultBranch}, bring it up to date, and plan again.`,
  })
}

/** Everything about one proposal that a decision needs. */
export async function observe(
  forge: Forge,
  seen: Look,
  proposal: Proposal,
  more: { readonly opened: number; readonly now: Date },
): Promise<Observation> {
  const head = seen.branches.get(proposal.branch) ?? null
  const branch = head === null ? viewBranch(null) : viewBranch(await forge.commits.readCommit(head))
  const pull = seen.open.find((found) => found.branch === proposal.branch)
  const closed = seen.closed.find((found) => found.branch === proposal.branch)
  return {
    branch,
    open: pull === undefined ? null : await viewOpen(forge, seen, pull, branch, proposal),
    closed: pull !== undefined || closed === undefined ? null : await viewClosed(forge, closed),
    base: seen.base,
    fresh: seen.base === seen.repository.head,
    openCount: seen.open.length,
    openedByThisRun: more.opened,
    now: more.now,
  }
}

async function viewOpen(
  forge: Forge,
  seen: Look,
  pull: PullRequest,
  branch: BranchView,
  proposal: Proposal,
): Promise<OpenView> {
  const { number, body, labels } = pull
  const state = parseState(body)
  // Asked only when it may be: other text in the edited files, and a base on which an update could help.
  const mayConflict =
    branch.type === 'ours' &&
    branch.statement.base !== seen.base &&
    branch.statement.before !== beforeDigest(proposal.plan.edits)
  return {
    number,
    bodyPlan: state.type === 'valid' ? state.state.plan : null,
    // The label comes last when a pull request is made; a person may have taken it off since.
    finished: labels.includes(BOT_LABEL) || (await forge.labels.wasLabelled(number, BOT_LABEL)),
    conflicts: mayConflict && (await forge.pullRequests.mergeable(number)) === false,
    refresh: readRefresh(body),
  }
}

/**
 * A pull request that somebody asked to leave closed for longer than usual, or for good; `null` when there is none. One
 * request, so it is asked only about branches that would get a pull request now.
 */
export async function findLongClosed(
  forge: Forge,
  branch: string,
): Promise<{ readonly pull: PullRequest; readonly view: ClosedView } | null> {
  const [latest] = await forge.pullRequests.listClosed([branch], new Date(0))
  if (latest === undefined || latest.state === 'merged') return null
  const view = await viewClosed(forge, latest)
  return view.byBot === 'snoozed' || view.byBot === 'ignored' ? { pull: latest, view } : null
}

async function viewClosed(forge: Forge, pull: PullRequest): Promise<ClosedView> {
  const commit = await forge.commits.readCommit(pull.head)
  const statement = commit === null ? null : parseSealedCommit(commit.message)
  const at = pull.closedAt ?? pull.createdAt
  const closing = readClosing(pull.body)
  // A person may have opened it again since, and closed it again. Who asks for a revert again wants it now.
  const sameClosing = closing !== null && Math.abs(at.getTime() - Date.parse(closing.at)) < SAME_CLOSING_MS
  const spoken = sameClosing && statement?.reverts === undefined ? closing : null
  return {
    ...{ number: pull.number, merged: pull.state === 'merged', at, statement },
    byBot: spoken?.reason ?? null,
    until: spoken?.until === undefined ? null : new Date(spoken.until),
  }
}

/** The same look after something about one branch turned out to be different. */
export async function lookAgain(forge: Forge, seen: Look, branch: string): Promise<Look> {
  const head = await forge.branches.head(branch)
  const branches = new Map(seen.branches)
  if (head === null) branches.delete(branch)
  else branches.set(branch, head)
  return { ...seen, branches, open: await forge.pullRequests.listOpen(BRANCH_PREFIX) }
}
