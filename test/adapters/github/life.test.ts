import { describe, expect, it } from 'vitest'
import { BASE_FILES } from '../../contract/forge.ts'
import { moveBranch } from '../../fake-github/branches.ts'
import { commitFiles, PERSON_TOKEN } from '../../fake-github/state.ts'
import { look, propose } from './proposed.ts'
import { type GitHubWorld, openGitHubWorld } from './world.ts'

const BOT = 'krr-gitops[bot]'
const open = () => openGitHubWorld(BASE_FILES, { wire: false })

describe('a look at a pull request', () => {
  it('shows the pull request as REST does', async () => {
    await using world = await open()
    const pull = await propose(world)
    await world.forge.labels.addLabels(pull.number, [{ name: 'risk/low', color: '0e8a16', description: '' }])
    const facts = await look(world, pull.number)
    expect(facts.pull).toEqual(await world.forge.pullRequests.get(pull.number))
    expect(facts.pull.author).toBe(BOT)
    expect(facts).toMatchObject({
      ...{ mergeCommit: null, mergedBy: null, reviews: [], comments: [], checks: [], requiredChecks: [] },
      ...{ mergeable: true, behind: false, mergeQueue: false, queued: false },
      commits: [{ sha: pull.head, byBot: true, people: [BOT], message: 'Less CPU for krr-gitops/shop\n\nMore.' }],
    })
  })

  it('shows reviews with who gave them, of which commit, and whether they may push', async () => {
    await using world = await open()
    const { people, fake } = world
    const { number, head } = await propose(world)
    const early = people.approve('alice', number)
    const theirs = people.push('bob', 'krr-gitops/shop', { 'README.md': 'mine\n' })
    const refused = people.requestChanges('carol', number)
    people.review('eve', number, 'COMMENTED')
    const bot = people.approve('renovate[bot]', number)
    people.dismiss('ann', refused)
    fake.state.reviews.push({
      ...{ id: 900, pull: number, author: null, state: 'APPROVED', commit: '0'.repeat(40), submittedAt: null },
    })
    const { reviews } = await look(world, number)
    expect(reviews).toMatchObject([
      { id: early, author: 'alice', authorType: 'User', state: 'APPROVED', commit: head, authorCanPush: true },
      { id: refused, author: 'carol', state: 'DISMISSED', commit: theirs, authorCanPush: true },
      { author: 'eve', state: 'COMMENTED', authorCanPush: false },
      { id: bot, author: 'renovate[bot]', authorType: 'Bot', state: 'APPROVED' },
      { id: 900, author: null, authorType: 'Ghost', commit: '', submittedAt: null, authorCanPush: false },
    ])
    expect(reviews[0]?.submittedAt).toBeInstanceOf(Date)
  })

  it('shows comments, whether they were edited, and the own reactions', async () => {
    await using world = await open()
    const { people, forge } = world
    const { number } = await propose(world)
    const command = people.comment('alice', number, '/krr-gitops merge')
    const edited = people.comment('eve', number, 'hello')
    people.editComment('ann', edited, '/krr-gitops bypass now')
    people.react('alice', command, 'rocket')
    const own = await forge.comments.add(number, 'Done.')
    await forge.reactions.react(command, '+1')
    await forge.reactions.react(command, '+1')
    await forge.reactions.react(command, 'eyes')
    const { comments } = await look(world, number)
    expect(comments).toMatchObject([
      { id: command, author: 'alice', authorType: 'User', byBot: false, edited: false, ownReactions: ['+1', 'eyes'] },
      { id: edited, author: 'eve', body: '/krr-gitops bypass now', edited: true, ownReactions: [] },
      { id: own.id, author: BOT, authorType: 'Bot', byBot: true, body: 'Done.', edited: false },
    ])
    await forge.reactions.editComment(own.id, 'Done indeed.')
    expect((await look(world, number)).comments[2]).toMatchObject({ body: 'Done indeed.', edited: true })
    await forge.comments.remove(own.id)
    await forge.reactions.editComment(own.id, 'Nobody reads this.')
    await forge.reactions.react(own.id, 'eyes')
    expect((await look(world, number)).comments).toHaveLength(2)
  })

  it.each(['protection', 'ruleset'] as const)(
    'shows the checks that a %s requires, reported or not',
    async (requiredBy) => {
      await using world = await open()
      const { people, fake } = world
      const { number, head } = await propose(world)
      const names = ['ci', 'lint', 'slow', 'again', 'deploy', 'never']
      Object.assign(fake.state.rules, { requiredBy, requiredChecks: names })
      people.checkRun('github-actions', head, 'ci', 'success')
      people.checkRun('github-actions', head, 'lint', 'failure')
      people.checkRun('github-actions', head, 'slow', null)
      people.checkRun('github-actions', head, 'again', 'failure')
      people.checkRun('circleci', head, 'again', 'success')
      people.checkRun('github-actions', head, 'optional', 'failure')
      people.status('bob', head, { context: 'deploy', state: 'pending' })
      const { requiredChecks, checks } = await look(world, number)
      expect(Object.fromEntries(requiredChecks.map(({ name, result }) => [name, result]))).toEqual({
        ...{ ci: 'passed', lint: 'failed', slow: 'pending', again: 'passed', deploy: 'pending', never: 'missing' },
      })
      expect(checks).toEqual([])
    },
  )

  it('knows what stands in the way of a merge', async () => {
    await using world = await open()
    const { people, fake } = world
    const { number } = await propose(world)
    fake.state.rules.strict = true
    people.push('ann', 'main', { 'README.md': 'other\n' })
    expect(await look(world, number)).toMatchObject({ mergeable: true, behind: true })
    people.push('ann', 'main', { 'apps/shop/krr.yaml': 'cpu: 2\n' })
    expect(await look(world, number)).toMatchObject({ mergeable: false, behind: false })
    fake.state.rules.mergeQueue = true
    Object.assign(fake.state.pulls[0] ?? {}, { autoMerge: true })
    expect(await look(world, number)).toMatchObject({ mergeQueue: true, queued: true })
  })

  it.each(['squash', 'merge', 'rebase'] as const)(
    'shows what was merged by %s, and how it came to be',
    async (method) => {
      await using world = await open()
      const pull = await propose(world)
      people(world).push('ann', 'main', { 'README.md': 'other\n' })
      const sha = people(world).merge('bob', pull.number, { method })
      people(world).push('ann', 'main', { 'README.md': 'more\n' })
      const facts = await look(world, pull.number)
      expect(facts).toMatchObject({ mergeCommit: sha, mergedBy: 'bob', pull: { state: 'merged', head: pull.head } })
      expect(facts.commits?.map((commit) => commit.sha)).toEqual([pull.head])
      expect(facts.pull).toEqual(await world.forge.pullRequests.get(pull.number))
    },
  )

  it('leaves out numbers that are none, and pull requests from forks', async () => {
    await using world = await open()
    const first = await propose(world)
    const second = await propose(world, { branch: 'krr-gitops/b', files: { b: 'b' } })
    const found = await world.forge.life.look([second.number, 404, first.number])
    expect(found.map(({ pull }) => pull.number)).toEqual([second.number, first.number])
    world.fake.state.pulls.push({
      ...(world.fake.state.pulls[0] as (typeof world.fake.state.pulls)[0]),
      ...{ number: 70, fork: 'eve/fleet' },
    })
    expect(await world.forge.life.look([70, 404])).toEqual([])
    expect(await world.forge.life.look([])).toEqual([])
  })
})

const people = (world: GitHubWorld) => world.people

describe('who wrote a commit', () => {
  const pushed = async (world: GitHubWorld, by: string, committer: string | undefined, message: string) => {
    const { fake } = world
    const parent = fake.state.objects.readRef('refs/heads/krr-gitops/shop')
    const more = committer === undefined ? {} : { committer }
    const sha = commitFiles(fake.state, { parent, files: { x: message }, by, message, ...more })
    moveBranch(fake.state, 'krr-gitops/shop', sha, 'eve')
    return sha
  }

  it.each([
    ['a person', 'eve', undefined, 'Mine\n', { byBot: false, people: ['eve'] }],
    ['a person in the name of the bot', BOT, 'eve', 'M\n', { byBot: false, people: [BOT, 'eve'] }],
    ['a person as GitHub, unsigned', BOT, 'web-flow', 'M\n', { byBot: false, people: [BOT, 'web-flow'] }],
    ['another App', 'renovate[bot]', undefined, 'M\n', { byBot: false, people: [null] }],
    ['somebody unknown', 'nobody', undefined, 'M\n', { byBot: false, people: [null] }],
    [
      'several people',
      'eve',
      'bob',
      'M\n\nCo-authored-by: Alice <alice@example.com>\nCo-authored-by: X <x@nowhere.test>\n',
      { byBot: false, people: ['eve', 'alice', null, 'bob'] },
    ],
  ] as const)('%s', async (_, by, committer, message, expected) => {
    await using world = await open()
    const { number } = await propose(world)
    const sha = await pushed(world, by, committer, message)
    const { commits } = await look(world, number)
    expect(commits?.[1]).toMatchObject({ sha, ...expected })
  })

  it('is unknown where too many may have', async () => {
    await using world = await open()
    const { number } = await propose(world)
    const others = Array.from({ length: 12 }, () => 'Co-authored-by: Alice <alice@example.com>\n').join('')
    await pushed(world, 'eve', undefined, `M\n\n${others}`)
    expect((await look(world, number)).commits?.[1]?.people).toEqual(['eve', 'alice', null])
    for (let count = 0; count < 10; count += 1) await pushed(world, 'eve', undefined, `More ${count}\n`)
    expect((await look(world, number)).commits).toBeNull()
  })

  it('is the owner of a personal token too', async () => {
    await using world = await open()
    const forge = world.connect({ token: PERSON_TOKEN })
    const { number } = await propose({ forge })
    expect(await look({ forge }, number)).toMatchObject({
      pull: { author: 'ann' },
      commits: [{ byBot: true, people: ['ann'] }],
    })
    expect((await look(world, number)).commits).toMatchObject([{ byBot: false, people: ['ann'] }])
  })
})
