/**
 * Every request of every operation fails once, in every way: what comes back is the right answer or a Problem, and asking
 * again by another process leads to the same end as if nothing had happened.
 */
import { expect, it } from 'vitest'
import { Problem } from '../../../src/core/problem.ts'
import type { LivingForge } from '../../../src/ports/life.ts'
import { BASE_FILES } from '../../contract/forge.ts'
import { FAULTS, type Fault, failOnce } from '../../fake-github/faults.ts'
import type { FakeState } from '../../fake-github/model.ts'
import { propose } from './proposed.ts'
import { type GitHubWorld, openGitHubWorld } from './world.ts'

interface Place {
  readonly number: number
  readonly head: string
  readonly merged: number
  readonly merge: string
  readonly comment: number
}

type Operation = (forge: LivingForge, place: Place) => Promise<unknown>

const report = { name: 'krr-gitops/rollout', conclusion: 'success', title: 'T', summary: 'S' } as const
const SINCE = new Date(0)

/** Each may be asked again from the start, as the flows do: look, then act. */
const OPERATIONS: Readonly<Record<string, Operation>> = {
  describe: (forge) => forge.repository.describe(),
  look: (forge, { number, merged }) => forge.life.look([number, merged, 404]),
  listMerged: (forge) => forge.life.listMerged('krr-gitops/', SINCE),
  listAll: (forge) => forge.life.listAll('krr-gitops/', SINCE),
  permission: (forge) => forge.people.permission('alice'),
  team: (forge) => forge.people.team('platform'),
  'checks.read': (forge, { head, merge }) => forge.checks.read([head, merge]),
  'checks.publish': async (forge, { merge }) => {
    const [seen = null] = (await forge.checks.read([merge])).get(merge) ?? []
    if (seen?.title !== report.title) await forge.checks.publish(merge, report, seen)
  },
  merge: async (forge, { number, head }) => {
    const [facts] = await forge.life.look([number])
    const request = { number, sha: head, how: 'merge', title: 'T', message: 'M' } as const
    if (facts?.pull.state === 'open') expect(await forge.merging.merge(request)).toEqual({ outcome: 'merged' })
  },
  enqueue: (forge, { number, head }) =>
    forge.merging.merge({ number, sha: head, how: 'queue', title: 'T', message: 'M' }),
  deliveries: (forge, { merge }) => forge.deliveries.read([{ commit: merge, mergedAt: SINCE }]),
  edits: (forge, { merge }) => forge.history.edits(merge),
  fileAt: (forge, { merge }) => forge.history.fileAt(merge, 'apps/pay/krr.yaml'),
  changedBy: (forge) => forge.history.changedBy('apps/pay/krr.yaml', SINCE),
  issue: async (forge) => {
    const found = await forge.issues.find('dashboard')
    if (found === null) await forge.issues.open({ title: 'T', body: 'B', labels: ['dashboard'] })
    else if (found !== 'off') await forge.issues.edit(found.number, { body: 'B' })
  },
  react: (forge, { comment }) => forge.reactions.react(comment, '+1'),
  editComment: (forge, { comment }) => forge.reactions.editComment(comment, 'New'),
}

async function openPlace(name: string): Promise<{ world: GitHubWorld; place: Place }> {
  const world = await openGitHubWorld(BASE_FILES, { wire: false })
  const { people, forge, fake } = world
  const other = await propose(world, { branch: 'krr-gitops/pay', files: { 'apps/pay/krr.yaml': 'cpu: 1\n' } })
  const merge = people.merge('bob', other.number)
  const { number, head } = await propose(world)
  people.approve('alice', number)
  people.status('bob', merge, { context: 'kustomization/pay/1', state: 'success' })
  people.deploy('bob', merge, 'prod', { state: 'success' })
  const { id: comment } = await forge.comments.add(number, 'Old')
  if (name === 'enqueue') fake.state.rules.mergeQueue = true
  return { world, place: { number, head, merged: other.number, merge, comment } }
}

/** What is left behind, without times and numbers that a second try makes different. */
function endState(state: FakeState): unknown {
  return {
    pulls: state.pulls.map(({ number, state: open, queued, mergedBy }) => ({ number, open, queued, mergedBy })),
    files: [
      ...state.objects.flatten(state.objects.readCommit(state.objects.readRef('refs/heads/main') ?? '')?.tree ?? ''),
    ],
    comments: state.comments.map(({ body, reactions }) => ({ body, reactions })),
    checks: state.checkRuns.map(({ commit, name, title, conclusion }) => ({ commit, name, title, conclusion })),
    issues: state.issues.map(({ title, body }) => ({ title, body })),
    statuses: state.statuses.length,
  }
}

/** Texts of dates differ by the second in which they were asked for. */
const plain = (value: unknown) =>
  JSON.stringify(value instanceof Map ? [...value] : value, (key, inner) => (/At$|^id$/.test(key) ? null : inner))

let cases = 0

it.each(Object.keys(OPERATIONS))(
  '%s survives every fault',
  async (name) => {
    const operation = OPERATIONS[name] as Operation
    const clean = await openPlace(name)
    clean.world.fake.log.length = 0
    const answer = plain(await operation(clean.world.connect(), clean.place))
    const requests = clean.world.fake.log.length
    expect(requests).toBeGreaterThan(0)
    const end = endState(clean.world.fake.state)
    await clean.world[Symbol.asyncDispose]()

    const run = async (at: number, fault: Fault) => {
      const { world, place } = await openPlace(name)
      const { fake } = world
      fake.log.length = 0
      fake.faults = failOnce(at, fault)
      try {
        expect(plain(await operation(world.connect(), place))).toBe(answer)
      } catch (error) {
        expect(error, `${name}: ${fault} at request ${at}`).toBeInstanceOf(Problem)
        expect(error).toMatchObject({ exit: 3, code: expect.stringMatching(/^github-/) })
      }
      fake.faults = () => null
      await operation(world.connect(), place)
      expect(endState(fake.state), `${name}: ${fault} at request ${at}`).toEqual(end)
      await world[Symbol.asyncDispose]()
      cases += 1
    }
    for (let at = 0; at < requests; at += 1) for (const fault of FAULTS) await run(at, fault)
  },
  90_000,
)

it('was tried often', () => {
  process.stdout.write(`GitHub adapter: ${cases} faults\n`)
  expect(cases).toBeGreaterThan(200)
})
