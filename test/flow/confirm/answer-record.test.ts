import { describe, expect, it } from 'vitest'
import { answerName, readRecord, renderRecord } from '../../../src/flow/confirm/answer-record.ts'
import { marker } from '../../../src/flow/propose/comment-once.ts'
import type { PullRequestFacts, SeenComment } from '../../../src/ports/life.ts'
import { factsOf, openLifeWorld } from '../confirm-world.ts'

const RECORD = {
  comment: 7,
  command: 'snooze',
  head: 'abc',
  accepted: true,
  until: '2026-05-01T00:00:00.000Z',
} as const

async function withAnswer(body: string, more: Partial<SeenComment> = {}): Promise<PullRequestFacts> {
  const world = await openLifeWorld()
  const facts = await factsOf(world, world.shop)
  const answer: SeenComment = {
    ...{ id: 9, author: 'krr-gitops[bot]', authorType: 'Bot', byBot: true, createdAt: new Date(0), edited: false },
    ...{ ownReactions: [], body: `${body}\n${marker(answerName(7))}\n` },
    ...more,
  }
  return { ...facts, comments: [answer] }
}

describe('the record of an answer', () => {
  it('reads back', async () => {
    expect(readRecord(await withAnswer(`${renderRecord(RECORD)}\nDone.`), 7)).toEqual(RECORD)
    const short = { comment: 7, command: null, head: 'abc', accepted: false }
    expect(readRecord(await withAnswer(`${renderRecord(short)}\nWhat?`), 7)).toEqual(short)
  })

  it('is the first one: what is quoted below says nothing', async () => {
    const body = `${renderRecord(RECORD)}\n${renderRecord({ ...RECORD, command: 'bypass' })}`
    expect(readRecord(await withAnswer(body), 7)).toEqual(RECORD)
  })

  it.each([
    ['edited since', renderRecord(RECORD), { edited: true }],
    ['by somebody else', renderRecord(RECORD), { byBot: false }],
    ['about another comment', renderRecord({ ...RECORD, comment: 8 }), {}],
    ['gone', 'Done.', {}],
    ['no JSON', '<!-- krr-gitops:record {7} -->', {}],
    ['of another shape', '<!-- krr-gitops:record {"comment":7,"accepted":"yes","head":"abc"} -->', {}],
  ])('that is %s says nothing', async (_, body, more) => {
    expect(readRecord(await withAnswer(body, more), 7)).toBeNull()
  })
})
