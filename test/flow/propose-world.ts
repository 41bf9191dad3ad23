/** Proposals that fit the files of a world, and the end state of a world as a value. */
import { createHash } from 'node:crypto'
import type { Proposal } from '../../src/core/pull-request/proposal.ts'
import { DEFAULT_PULL_REQUEST_SETTINGS, type PullRequestSettings } from '../../src/core/pull-request/settings.ts'
import { toProposal } from '../../src/core/pull-request/to-proposal.ts'
import { type ProposeInput, type ProposeResult, propose } from '../../src/flow/propose.ts'
import type { Forge } from '../../src/ports/forge.ts'
import { silentLogger, silentProgress } from '../../src/ports/runtime.ts'
import type { FakeState } from '../fake-github/state.ts'
import { verifiedPlan, type WorkloadOptions } from '../helpers/verified-plan.ts'

export const FILES = {
  '.github/CODEOWNERS': '* @acme/platform\n/apps/shop/ @bob\n',
  'apps/shop/kustomization.yaml': 'resources:\n  - deployment.yaml\n',
  'apps/pay/kustomization.yaml': 'resources:\n  - deployment.yaml\n',
} as const

export interface Wish {
  /** `shop` and `pay` are in FILES. */
  readonly app?: string
  /** Millicores that are proposed. */
  readonly to?: number
  readonly risk?: WorkloadOptions['risk']
  /** How many more files the proposal writes. */
  readonly files?: number
  readonly before?: string
  /** Names of further workloads in the same proposal. */
  readonly others?: readonly string[]
}

/** A proposal for one app: its patch file, and one line in its kustomization. */
export function proposalOf(wish: Wish = {}): Proposal {
  const {
    app = 'shop',
    to = 350,
    risk = 'low',
    files = 0,
    before = FILES['apps/shop/kustomization.yaml'],
    others = [],
  } = wish
  const overlay = `apps/${app}`
  const more = Array.from({ length: files }, (_, index) => ({
    ...{ path: `${overlay}/krr/more-${index}.yaml`, before: null, after: `index: ${index}\n` },
  }))
  const plan = verifiedPlan({
    ...{ group: overlay, workloads: [app, ...others].map((name) => ({ overlay, name, risk, changes: [{ to }] })) },
    edits: [
      {
        path: `${overlay}/kustomization.yaml`,
        before,
        after: `${before}patches:\n  - path: krr/deployment-${app}.yaml\n`,
      },
      { path: `${overlay}/krr/deployment-${app}.yaml`, before: null, after: `cpu: ${to}m\n` },
      ...more,
    ],
  })
  const savings = { cpu: 500 - to, memory: 0, monthly: null, currency: null }
  return toProposal(plan, { skipped: [], settings: SETTINGS, savings, now: new Date('2026-03-02T09:00:00Z') })
}

export const SETTINGS: PullRequestSettings = DEFAULT_PULL_REQUEST_SETTINGS

export interface RunOptions extends Partial<Omit<ProposeInput, 'proposals' | 'settings'>> {
  readonly settings?: Partial<PullRequestSettings>
  readonly now?: () => Date
}

/** One run over the current default branch. */
export async function run(
  forge: Forge,
  proposals: readonly Proposal[],
  options: RunOptions = {},
): Promise<readonly ProposeResult[]> {
  const { settings = {}, now = () => new Date('2026-03-02T10:00:00Z'), ...input } = options
  const base = input.base === undefined ? (await forge.repository.describe()).head : input.base
  const codeowners = FILES['.github/CODEOWNERS']
  return propose(
    { skipped: [], codeowners, ...input, proposals, base, settings: { ...SETTINGS, ...settings } },
    { forge, clock: { now }, logger: silentLogger, progress: silentProgress },
  )
}

/** Everything that a person could see, without times and without what hangs on them (hashes of commits). */
export function endState(state: FakeState): object {
  const { objects } = state
  const short = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 12)
  const commit = (sha: string) => {
    const found = objects.readCommit(sha)
    return found === null
      ? null
      : { tree: found.tree, message: found.message, by: found.author.name, parents: found.parents.length }
  }
  return {
    branches: [...objects.listRefs('refs/heads/')].map(([ref, sha]) => [ref, commit(sha)]),
    pulls: state.pulls.map((pull) => ({
      ...{ number: pull.number, state: pull.state, title: pull.title, body: short(pull.body), branch: pull.branch },
      ...{ labels: [...pull.labels].sort(), reviewers: [...pull.reviewers].sort(), teams: [...pull.teams].sort() },
      head: commit(pull.head),
    })),
    comments: state.comments.map(({ issue, author, body }) => ({ issue, author, body })),
    labels: [...state.labels.values()].sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
}
