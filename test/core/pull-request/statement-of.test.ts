import { expect, it } from 'vitest'
import { statementOf } from '../../../src/core/pull-request/statement-of.ts'
import { renderCommitMessage, sealCommitMessage } from '../../../src/core/pull-request/trailers.ts'

const message = (plan: string) =>
  sealCommitMessage(
    renderCommitMessage('S', [], { plan, digest: 'd', before: 'b', group: 'g', risk: 'low', changes: [] }),
    { base: 'B', tree: 'T' },
  )

it('takes the last commit of the bot, whoever committed on top', () => {
  const commits = [
    { sha: '1', message: message('one'), byBot: true },
    { sha: '2', message: message('two'), byBot: true },
    { sha: '3', message: 'By hand', byBot: false },
    { sha: '4', message: message('forged'), byBot: false },
  ]
  expect(statementOf(commits)).toMatchObject({ sha: '2', statement: { plan: 'two' } })
  expect(statementOf(commits.slice(2))).toBeNull()
  expect(statementOf(null)).toBeNull()
})
