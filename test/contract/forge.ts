/** What every forge does, whatever it is made of. Run by test/adapters/github and test/adapters/local-forge. */
import { describe, expect, it } from 'vitest'
import type { FileWrite, Forge } from '../../src/ports/forge.ts'

export const BASE_FILES = {
  'apps/shop/kustomization.yaml': 'resources:\n  - deployment.yaml\n',
  'apps/shop/deployment.yaml': 'kind: Deployment\n',
  'apps/shop/run.sh': ['100755', '#!/bin/sh\n'],
  'apps/link': ['120000', 'shop'],
  'README.md': 'hello\n',
} as const

/** One repository holding BASE_FILES on its default branch `main`, and the people around it. */
export interface ForgeWorld extends AsyncDisposable {
  readonly forge: Forge
  /** Another instance over the same repository, as another process would have. */
  readonly again: () => Promise<Forge>
  /** A person commits on top of a branch and pushes. */
  readonly personCommits: (branch: string, files: Record<string, string>) => Promise<string>
  readonly personMerges: (number: number) => Promise<void>
  readonly personCloses: (number: number) => Promise<void>
  readonly deleteBranch: (branch: string) => Promise<void>
  /** Mode and text of a file of a commit; `null` when there is none. */
  readonly fileAt: (commit: string, path: string) => Promise<{ mode: string; text: string } | null>
  readonly now: () => Date
}

const EDIT: FileWrite = {
  path: 'apps/shop/kustomization.yaml',
  before: BASE_FILES['apps/shop/kustomization.yaml'],
  after: 'resources:\n  - deployment.yaml\npatches:\n  - path: krr/deployment-cart.yaml\n',
}
const NEW: FileWrite = { path: 'apps/shop/krr/deployment-cart.yaml', before: null, after: 'kind: Deployment # größe\n' }
const message = (tree: string) => `Subject\n\nKrr-Gitops-Tree: ${tree}\n`
const BRANCH = 'krr-gitops/shop'

async function proposed(world: ForgeWorld, branch = BRANCH, files: readonly FileWrite[] = [EDIT, NEW]) {
  const { head: parent } = await world.forge.repository.describe()
  const commit = await world.forge.branches.commit({ parent, files, message })
  expect(await world.forge.branches.point(branch, commit.sha, null)).toBe('done')
  const pull = await world.forge.pullRequests.open({
    branch,
    base: 'main',
    title: 'Title',
    body: 'Body\n',
    draft: false,
  })
  if (pull === 'exists') throw new Error('a pull request exists already')
  return { parent, commit, pull }
}

export function describeForge(name: string, open: () => Promise<ForgeWorld>): void {
  const inWorld = (run: (world: ForgeWorld) => Promise<void>) => async () => {
    await using world = await open()
    await run(world)
  }

  describe(`${name}: repository and commits`, () => {
    it(
      'describes itself',
      inWorld(async ({ forge }) => {
        const facts = await forge.repository.describe()
        expect(facts).toMatchObject({ defaultBranch: 'main', head: expect.stringMatching(/^[0-9a-f]{40}$/) })
        expect(facts.slug).not.toBe('')
        expect(facts.bot.login).toMatch(/krr-gitops/)
        expect(await forge.branches.head('main')).toBe(facts.head)
        expect(await forge.branches.head('nothing')).toBeNull()
      }),
    )

    it(
      'writes a commit that holds exactly the edits, keeps modes, and knows it for its own',
      inWorld(async (world) => {
        const { forge, fileAt } = world
        const script = { path: 'apps/shop/run.sh', before: '#!/bin/sh\n', after: '#!/bin/sh\ntrue\n' }
        const { parent, commit } = await proposed(world, BRANCH, [EDIT, NEW, script])
        expect(commit).toMatchObject({ parents: [parent], byBot: true })
        expect(await fileAt(commit.sha, EDIT.path)).toEqual({ mode: '100644', text: EDIT.after })
        expect(await fileAt(commit.sha, NEW.path)).toEqual({ mode: '100644', text: NEW.after })
        expect(await fileAt(commit.sha, script.path)).toEqual({ mode: '100755', text: script.after })
        expect(await fileAt(commit.sha, 'README.md')).toEqual({ mode: '100644', text: 'hello\n' })
        expect(await fileAt(commit.sha, 'apps/link')).toEqual({ mode: '120000', text: 'shop' })
        const read = await forge.commits.readCommit(commit.sha)
        expect(read).toMatchObject({ sha: commit.sha, tree: commit.tree, parents: [parent], byBot: true })
        expect(read?.message.trim()).toBe(message(commit.tree).trim())
        expect(await forge.commits.readCommit('0'.repeat(40))).toBeNull()
      }),
    )

    it.each([
      ['text that is another one', [{ ...EDIT, before: 'other\n' }], 'base-differs'],
      ['a file that is gone', [{ ...EDIT, path: 'apps/gone.yaml' }], 'base-differs'],
      ['a file that is already there', [{ ...NEW, path: 'README.md' }], 'base-differs'],
      ['a symlink', [{ path: 'apps/link', before: 'shop', after: 'x' }], 'not-a-file'],
      ['a folder below a symlink', [{ ...NEW, path: 'apps/link/x.yaml' }], 'not-a-file'],
      ['a folder', [{ path: 'apps/shop', before: 'x', after: 'y' }], 'not-a-file'],
      ['a path below a file', [{ ...NEW, path: 'README.md/x' }], 'not-a-file'],
      ['a path that leaves the repository', [{ ...NEW, path: '../x' }], 'not-a-file'],
      ['the inside of .git', [{ ...NEW, path: '.git/hooks/post-checkout' }], 'not-a-file'],
    ])('writes nothing over %s', (_, files, code) =>
      inWorld(async ({ forge }) => {
        const { head: parent } = await forge.repository.describe()
        await expect(forge.branches.commit({ parent, files, message })).rejects.toMatchObject({ code, exit: 2 })
      })(),
    )

    it(
      'removes a file, and only the one that it knows',
      inWorld(async (world) => {
        const script = { path: 'apps/shop/run.sh', before: '#!/bin/sh\n', after: null }
        const { parent, commit } = await proposed(world, BRANCH, [EDIT, script])
        expect(await world.fileAt(commit.sha, script.path)).toBeNull()
        expect(await world.fileAt(commit.sha, EDIT.path)).toEqual({ mode: '100644', text: EDIT.after })
        expect(await world.fileAt(commit.sha, 'README.md')).not.toBeNull()
        const other = { ...script, before: 'something else\n' }
        await expect(world.forge.branches.commit({ parent, files: [other], message })).rejects.toMatchObject({
          code: 'base-differs',
        })
      }),
    )

    it(
      'writes LF where git holds LF and the checkout showed CRLF',
      inWorld(async (world) => {
        const crlf = (text: string) => text.replaceAll('\n', '\r\n')
        const edit = { path: EDIT.path, before: crlf(EDIT.before ?? ''), after: crlf(EDIT.after ?? '') }
        const { commit } = await proposed(world, BRANCH, [edit])
        expect(await world.fileAt(commit.sha, EDIT.path)).toEqual({ mode: '100644', text: EDIT.after })
      }),
    )

    it(
      'knows ancestors, and that a person is not the bot',
      inWorld(async ({ forge, personCommits }) => {
        const { head } = await forge.repository.describe()
        const next = await personCommits('main', { 'README.md': 'changed\n' })
        const { isAncestor } = forge.repository
        expect([await isAncestor(head, next), await isAncestor(head, head)]).toEqual([true, true])
        expect([await isAncestor(next, head), await isAncestor('0'.repeat(40), head)]).toEqual([false, false])
        expect(await forge.commits.readCommit(next)).toMatchObject({ byBot: false, parents: [head] })
      }),
    )
  })

  describe(`${name}: branches as locks`, () => {
    it(
      'lists by prefix',
      inWorld(async (world) => {
        const { commit } = await proposed(world)
        expect(await world.forge.branches.list('krr-gitops/')).toEqual(new Map([[BRANCH, commit.sha]]))
        expect(await world.forge.branches.list('other/')).toEqual(new Map())
      }),
    )

    it(
      'moves a branch only from where it is believed to be',
      inWorld(async (world) => {
        const { forge } = world
        const { parent, commit } = await proposed(world)
        const next = await forge.branches.commit({ parent, files: [EDIT], message })
        expect(await forge.branches.point(BRANCH, next.sha, null)).toBe('moved')
        expect(await forge.branches.point(BRANCH, next.sha, parent)).toBe('moved')
        expect(await forge.branches.head(BRANCH)).toBe(commit.sha)
        expect(await forge.branches.point(BRANCH, next.sha, commit.sha)).toBe('done')
        expect(await forge.branches.head(BRANCH)).toBe(next.sha)
        // Said again after a cut connection: it is where it should be.
        expect(await forge.branches.point(BRANCH, next.sha, commit.sha)).toBe('done')
      }),
    )

    it(
      'never overwrites what a person pushed meanwhile',
      inWorld(async (world) => {
        const { parent, commit } = await proposed(world)
        const next = await world.forge.branches.commit({ parent, files: [EDIT], message })
        const theirs = await world.personCommits(BRANCH, { 'README.md': 'mine\n' })
        expect(await world.forge.branches.point(BRANCH, next.sha, commit.sha)).toBe('moved')
        expect(await world.forge.branches.head(BRANCH)).toBe(theirs)
      }),
    )

    it(
      'lets one of two runs win',
      inWorld(async (world) => {
        const [one, two] = [world.forge, await world.again()]
        const { head: parent } = await one.repository.describe()
        const commits = await Promise.all(
          [one, two].map((forge, index) =>
            forge.branches.commit({ parent, files: [EDIT], message: (tree) => `${message(tree)}Run: ${index}\n` }),
          ),
        )
        const results = await Promise.all(
          [one, two].map((forge, index) => forge.branches.point(BRANCH, commits[index]?.sha ?? '', null)),
        )
        expect(results.sort()).toEqual(['done', 'moved'])
      }),
    )
  })

  describe(`${name}: pull requests`, () => {
    it(
      'opens one per branch, numbered, and reads it back',
      inWorld(async (world) => {
        const { forge } = world
        const { commit, pull } = await proposed(world)
        expect(pull).toMatchObject({ state: 'open', branch: BRANCH, base: 'main', title: 'Title', body: 'Body\n' })
        expect(pull).toMatchObject({ head: commit.sha, draft: false, labels: [], closedAt: null, mergedAt: null })
        expect(pull.url).toContain(String(pull.number))
        const again = { branch: BRANCH, base: 'main', title: 'Other', body: '', draft: true }
        expect(await forge.pullRequests.open(again)).toBe('exists')
        expect(await (await world.again()).pullRequests.listOpen('krr-gitops/')).toEqual([pull])
        expect(await forge.pullRequests.get(pull.number)).toEqual(pull)
        expect(await forge.pullRequests.get(9999)).toBeNull()
        expect(await forge.pullRequests.listOpen('other/')).toEqual([])
        const second = await proposed(world, 'krr-gitops/second', [NEW])
        expect(second.pull.number).toBeGreaterThan(pull.number)
        const numbers = (await forge.pullRequests.listOpen('krr-gitops/')).map(({ number }) => number)
        expect(numbers).toEqual([pull.number, second.pull.number])
      }),
    )

    it(
      'opens drafts, and none without a commit of its own',
      inWorld(async ({ forge }) => {
        const { head: parent } = await forge.repository.describe()
        const commit = await forge.branches.commit({ parent, files: [EDIT], message })
        await forge.branches.point('krr-gitops/draft', commit.sha, null)
        const request = { base: 'main', title: 'T', body: '', draft: true }
        expect(await forge.pullRequests.open({ ...request, branch: 'krr-gitops/draft' })).toMatchObject({ draft: true })
        await forge.branches.point('krr-gitops/empty', parent, null)
        await expect(forge.pullRequests.open({ ...request, branch: 'krr-gitops/empty' })).rejects.toMatchObject({
          exit: 3,
        })
      }),
    )

    it(
      'edits title and body, and closes',
      inWorld(async (world) => {
        const { forge } = world
        const { pull } = await proposed(world)
        await forge.pullRequests.edit(pull.number, { title: 'New', body: 'New body' })
        expect(await forge.pullRequests.get(pull.number)).toMatchObject({
          title: 'New',
          body: 'New body',
          state: 'open',
        })
        await forge.pullRequests.edit(pull.number, { state: 'closed', body: 'Closed' })
        expect(await forge.pullRequests.get(pull.number)).toMatchObject({
          state: 'closed',
          body: 'Closed',
          mergedAt: null,
        })
        expect(await forge.pullRequests.listOpen('krr-gitops/')).toEqual([])
      }),
    )

    it(
      'follows its branch',
      inWorld(async (world) => {
        const { forge } = world
        const { pull } = await proposed(world)
        const theirs = await world.personCommits(BRANCH, { 'README.md': 'mine\n' })
        expect((await forge.pullRequests.listOpen('krr-gitops/'))[0]?.head).toBe(theirs)
        await world.deleteBranch(BRANCH)
        expect(await forge.pullRequests.get(pull.number)).toMatchObject({ state: 'closed', mergedAt: null })
      }),
    )

    it(
      'knows what was closed and what was merged, of which branch, since when',
      inWorld(async (world) => {
        const { forge, now } = world
        const first = await proposed(world)
        await world.personCloses(first.pull.number)
        const second = await proposed(world, 'krr-gitops/second', [NEW])
        await world.personMerges(second.pull.number)
        const branches = [BRANCH, 'krr-gitops/second']
        const since = new Date(now().getTime() - 3_600_000)
        const closed = await forge.pullRequests.listClosed(branches, since)
        expect(closed.map(({ number, state }) => [number, state])).toEqual(
          expect.arrayContaining([
            [first.pull.number, 'closed'],
            [second.pull.number, 'merged'],
          ]),
        )
        expect(closed).toHaveLength(2)
        expect(await forge.pullRequests.listClosed([BRANCH], since)).toMatchObject([
          { number: first.pull.number, head: first.commit.sha },
        ])
        expect(await forge.pullRequests.listClosed(branches, new Date(now().getTime() + 3_600_000))).toEqual([])
        expect(await forge.pullRequests.listClosed([], since)).toEqual([])
        expect(await forge.pullRequests.listOpen('krr-gitops/')).toEqual([])
      }),
    )

    it(
      'knows whether it merges',
      inWorld(async (world) => {
        const { pull } = await proposed(world)
        expect(await world.forge.pullRequests.mergeable(pull.number)).toBe(true)
        await world.personCommits('main', { [EDIT.path]: 'resources: []\n' })
        expect(await world.forge.pullRequests.mergeable(pull.number)).toBe(false)
      }),
    )
  })

  describe(`${name}: labels, reviewers, comments`, () => {
    const kind = (name: string) => ({ name, color: '0e8a16', description: 'About this' })

    it(
      'labels, and remembers that it did',
      inWorld(async (world) => {
        const { labels, pullRequests } = world.forge
        const { pull } = await proposed(world)
        await labels.addLabels(pull.number, [kind('krr-gitops'), kind('risk/low')])
        await labels.addLabels(pull.number, [kind('krr-gitops')])
        expect((await pullRequests.get(pull.number))?.labels).toEqual(['krr-gitops', 'risk/low'])
        await labels.removeLabel(pull.number, 'risk/low')
        await labels.removeLabel(pull.number, 'never')
        expect((await pullRequests.listOpen('krr-gitops/'))[0]?.labels).toEqual(['krr-gitops'])
        expect(await labels.wasLabelled(pull.number, 'risk/low')).toBe(true)
        expect(await labels.wasLabelled(pull.number, 'never')).toBe(false)
      }),
    )

    it(
      'asks for reviews',
      inWorld(async (world) => {
        const { pull } = await proposed(world)
        const { requestReviewers } = world.forge.reviewRequests
        expect(await requestReviewers(pull.number, { users: ['ann', 'bob'], teams: ['acme/platform'] })).toEqual([])
        expect(await requestReviewers(pull.number, { users: ['ann'], teams: [] })).toEqual([])
        expect(await requestReviewers(pull.number, { users: [], teams: [] })).toEqual([])
      }),
    )

    it(
      'comments',
      inWorld(async (world) => {
        const { comments } = world.forge
        const { pull } = await proposed(world)
        expect(await comments.list(pull.number)).toEqual([])
        const first = await comments.add(pull.number, 'One')
        const second = await comments.add(pull.number, 'Two')
        expect(second.id).toBeGreaterThan(first.id)
        expect(await comments.list(pull.number)).toEqual([first, second])
        expect(first).toMatchObject({ body: 'One', byBot: true })
        await comments.remove(first.id)
        await comments.remove(first.id)
        expect(await comments.list(pull.number)).toEqual([second])
      }),
    )
  })
}
