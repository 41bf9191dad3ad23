/** The state of a new server, and the small things that everybody does with it. */
import type { FakeOptions, FakeState, Role, User } from './model.ts'
import { type CommitObject, openObjects, type Signature, type TreeEntry } from './objects.ts'

export type * from './model.ts'

export const BOT_TOKEN = 'ghs_0000000000000000000000000000000000bot'
export const PERSON_TOKEN = 'ghp_00000000000000000000000000000000person'
export const BOT = 'krr-gitops[bot]'
export const WEB_FLOW = 'web-flow'

export function createState({ directory, now, files }: FakeOptions): FakeState {
  const state: FakeState = {
    ...{ owner: 'acme', repo: 'fleet', defaultBranch: 'main', objects: openObjects(directory), now },
    users: new Map(),
    tokens: new Map([
      [BOT_TOKEN, BOT],
      [PERSON_TOKEN, 'ann'],
    ]),
    ...{ collaborators: new Set(), permissions: new Map(), teams: new Map(), signed: new Set(), forbidden: new Set() },
    ...{ labels: new Map(), pulls: [], reviews: [], comments: [], events: [], issues: [], checkRuns: [], statuses: [] },
    ...{ deployments: [], listeners: [], nextId: 1, nextNumber: 1, issuesEnabled: true, blobLimit: 512_000 },
    ...{ archived: false, updateRefs: true, truncateTrees: false },
    app: { id: 29_310, slug: 'krr-gitops', installation: 957_387 },
    rules: {
      ...{ methods: new Set(['squash', 'merge', 'rebase']), requiredChecks: [], requiredBy: 'protection' },
      ...{ strict: false, approvals: 0, dismissStale: false, mergeQueue: false, refuses: null },
    },
  }
  for (const login of ['ann', 'bob', 'alice', 'carol']) addUser(state, login, 'write')
  addUser(state, BOT, 'write')
  addUser(state, WEB_FLOW, 'none')
  addUser(state, 'eve', 'read')
  addUser(state, 'renovate[bot]', 'write')
  state.teams.set('platform', new Set(['bob', 'carol']))
  state.objects.writeRef('refs/heads/main', commitFiles(state, { parent: null, files, by: 'ann', message: 'First\n' }))
  return state
}

/** A login that ends in `[bot]` is that of an App. */
export function addUser(state: FakeState, login: string, role: Role): User {
  const id = state.users.size + 1
  const type = login.endsWith('[bot]') ? 'Bot' : 'User'
  const email = type === 'Bot' ? `${id}+${login}@users.noreply.github.com` : `${login}@example.com`
  const name = login.replace(/^./, (first) => first.toUpperCase())
  const user: User =
    login === WEB_FLOW
      ? { id, login, name: 'GitHub', email: 'noreply@github.com', type }
      : { id, login, name: type === 'Bot' ? login : name, email, type }
  state.users.set(login, user)
  if (role !== 'none') state.permissions.set(login, role)
  if (role !== 'none' && type === 'User') state.collaborators.add(login)
  return user
}

export function roleOf(state: FakeState, login: string | null): Role {
  const role = login === null ? undefined : state.permissions.get(login)
  return role === undefined ? 'none' : typeof role === 'string' ? role : role[1]
}

export function canPush(state: FakeState, login: string | null): boolean {
  return ['admin', 'maintain', 'write'].includes(roleOf(state, login))
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
    /** `null` removes. */
    readonly files: Readonly<Record<string, string | readonly [mode: string, text: string] | null>>
    readonly by: string
    /** Another committer than the author. */
    readonly committer?: string
    readonly message: string
  },
): string {
  const { objects } = state
  const parent = options.parent === null ? null : objects.readCommit(options.parent)
  const writes = new Map(
    Object.entries(options.files).map(([path, value]): [string, TreeEntry | null] => {
      if (value === null) return [path, null]
      const [mode, text] = typeof value === 'string' ? (['100644', value] as const) : value
      return [path, { mode, sha: objects.write('blob', Buffer.from(text)) }]
    }),
  )
  const who = signatureOf(state, options.by)
  return objects.writeCommit({
    ...{ tree: objects.withFiles(parent?.tree ?? null, writes), message: options.message, author: who },
    committer: options.committer === undefined ? who : signatureOf(state, options.committer),
    parents: options.parent === null ? [] : [options.parent],
  })
}

export function loginOf(state: FakeState, signature: Signature): string | null {
  return [...state.users.values()].find((user) => user.email === signature.email)?.login ?? null
}

export function head(state: FakeState, branch: string): CommitObject | null {
  const sha = state.objects.readRef(`refs/heads/${branch}`)
  return sha === null ? null : state.objects.readCommit(sha)
}
