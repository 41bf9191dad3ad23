/** What the fake server remembers beside the git repository. One field per concern; new concerns add their own. */
import { type CommitObject, type Objects, openObjects, type Signature } from './objects.ts'

export interface User {
  readonly id: number
  readonly login: string
  readonly name: string
  readonly email: string
  readonly type: 'User' | 'Bot'
}

export interface Pull {
  readonly number: number
  title: string
  body: string
  state: 'open' | 'closed'
  draft: boolean
  readonly branch: string
  readonly base: string
  /** Moves with the branch while open. */
  head: string
  readonly author: string
  labels: string[]
  reviewers: string[]
  teams: string[]
  readonly createdAt: Date
  updatedAt: Date
  closedAt: Date | null
  mergedAt: Date | null
  /** Comes from this fork; `null` = from a branch of the repository. */
  readonly fork: string | null
}

export interface IssueComment {
  readonly id: number
  readonly issue: number
  readonly author: string
  body: string
  readonly createdAt: Date
}

export interface IssueEvent {
  readonly id: number
  readonly issue: number
  readonly event: 'labeled' | 'unlabeled' | 'review_requested' | 'closed' | 'merged'
  readonly actor: string
  readonly label?: string
  readonly at: Date
}

export interface FakeState {
  readonly owner: string
  readonly repo: string
  readonly defaultBranch: string
  readonly objects: Objects
  readonly users: Map<string, User>
  /** Token -> login. */
  readonly tokens: Map<string, string>
  /** Who may be asked for a review. */
  readonly collaborators: Set<string>
  readonly teams: Set<string>
  readonly labels: Map<string, { readonly name: string; readonly color: string; readonly description: string }>
  readonly pulls: Pull[]
  readonly comments: IssueComment[]
  readonly events: IssueEvent[]
  archived: boolean
  /** False: like a server whose GraphQL does not know `updateRefs`. */
  updateRefs: boolean
  /** Recursive trees are cut off, as GitHub does over 100,000 entries. */
  truncateTrees: boolean
  nextId: number
  nextNumber: number
  now: () => Date
}

export interface FakeOptions {
  /** Folder for the bare repository; `null` = in memory. */
  readonly directory: string | null
  readonly now: () => Date
  /** Files of the first commit, by path; a mode other than 100644 as `[mode, text]`. */
  readonly files: Readonly<Record<string, string | readonly [mode: string, text: string]>>
}

export const BOT_TOKEN = 'ghs_0000000000000000000000000000000000bot'
export const PERSON_TOKEN = 'ghp_00000000000000000000000000000000person'
export const BOT = 'krr-gitops[bot]'

export function createState({ directory, now, files }: FakeOptions): FakeState {
  const users = [
    { id: 1, login: 'ann', name: 'Ann', email: 'ann@example.com', type: 'User' },
    { id: 2, login: 'bob', name: 'Bob', email: 'bob@example.com', type: 'User' },
    { id: 3, login: BOT, name: BOT, email: `3+${BOT}@users.noreply.github.com`, type: 'Bot' },
    { id: 4, login: 'web-flow', name: 'GitHub', email: 'noreply@github.com', type: 'User' },
  ] as const
  const state: FakeState = {
    ...{ owner: 'acme', repo: 'fleet', defaultBranch: 'main', objects: openObjects(directory), now },
    users: new Map(users.map((user) => [user.login, user])),
    tokens: new Map([
      [BOT_TOKEN, BOT],
      [PERSON_TOKEN, 'ann'],
    ]),
    collaborators: new Set(['ann', 'bob']),
    teams: new Set(['platform']),
    ...{ labels: new Map(), pulls: [], comments: [], events: [], nextId: 1, nextNumber: 1 },
    ...{ archived: false, updateRefs: true, truncateTrees: false },
  }
  state.objects.writeRef('refs/heads/main', commitFiles(state, { parent: null, files, by: 'ann', message: 'First\n' }))
  return state
}

export function signatureOf(state: FakeState, login: string): Signature {
  const user = state.users.get(login)
  return { name: user?.name ?? login, email: user?.email ?? `${login}@example.com`, date: state.now() }
}

/** A commit as a person would make it, pushed nowhere yet. */
export function commitFiles(
  state: FakeState,
  options: {
    readonly parent: string | null
    readonly files: FakeOptions['files']
    readonly by: string
    readonly message: string
  },
): string {
  const { objects } = state
  const parent = options.parent === null ? null : objects.readCommit(options.parent)
  const writes = new Map(
    Object.entries(options.files).map(([path, value]) => {
      const [mode, text] = typeof value === 'string' ? (['100644', value] as const) : value
      return [path, { mode, sha: objects.write('blob', Buffer.from(text)) }]
    }),
  )
  const who = signatureOf(state, options.by)
  return objects.writeCommit({
    ...{ tree: objects.withFiles(parent?.tree ?? null, writes), message: options.message, author: who, committer: who },
    parents: options.parent === null ? [] : [options.parent],
  })
}

/** Moves a branch, and what hangs on it, as a push does. False where git would refuse the name. */
export function moveBranch(state: FakeState, branch: string, sha: string | null): boolean {
  if (!state.objects.writeRef(`refs/heads/${branch}`, sha)) return false
  for (const pull of state.pulls) {
    if (pull.state !== 'open' || pull.fork !== null || pull.branch !== branch) continue
    if (sha === null) closePull(state, pull, false)
    else if (pull.head !== sha) Object.assign(pull, { head: sha, updatedAt: state.now() })
  }
  return true
}

export function closePull(state: FakeState, pull: Pull, merged: boolean): void {
  const at = state.now()
  Object.assign(pull, { state: 'closed', closedAt: at, updatedAt: at, ...(merged ? { mergedAt: at } : {}) })
}

/** Merges as the button does, with a merge commit. The files of the branch win: the fake merges no text. */
export function mergePull(state: FakeState, number: number, by: string): void {
  const pull = state.pulls.find((found) => found.number === number)
  const { objects } = state
  const base = objects.readRef(`refs/heads/${state.defaultBranch}`)
  const head = pull === undefined ? null : objects.readCommit(pull.head)
  if (pull === undefined || base === null || head === null) throw new Error(`cannot merge #${number}`)
  const who = signatureOf(state, by)
  const sha = objects.writeCommit({
    ...{ tree: head.tree, parents: [base, head.sha], author: who, committer: who },
    message: `Merge pull request #${number}\n`,
  })
  closePull(state, pull, true)
  objects.writeRef(`refs/heads/${state.defaultBranch}`, sha)
}

export function loginOf(state: FakeState, signature: Signature): string | null {
  return [...state.users.values()].find((user) => user.email === signature.email)?.login ?? null
}

export function head(state: FakeState, branch: string): CommitObject | null {
  const sha = state.objects.readRef(`refs/heads/${branch}`)
  return sha === null ? null : state.objects.readCommit(sha)
}
