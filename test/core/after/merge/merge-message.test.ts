import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { type MergeMessageFacts, renderMergeMessage } from '../../../../src/core/after/merge/merge-message.ts'
import type { ProposedChange } from '../../../../src/core/pull-request/proposed-change.ts'
import {
  type CommitStatement,
  parseSealedCommit,
  renderCommitMessage,
  sealCommitMessage,
} from '../../../../src/core/pull-request/trailers.ts'

const HEAD = 'a'.repeat(40)
const CHANGE: ProposedChange = {
  ...{ overlay: 'apps/shop', cluster: null, namespace: 'shop', kind: 'Deployment', name: 'cart', container: 'app' },
  ...{ resource: 'cpu', field: 'requests', from: 500, recommended: 120, to: 350, because: [] },
}
const SAID: CommitStatement = {
  ...{ plan: 'p', digest: 'd', before: 'b', group: 'apps/shop', risk: 'low', changes: [CHANGE] },
}
const sealed = (said: CommitStatement) =>
  sealCommitMessage(renderCommitMessage('Right-size cart', ['Frees 0.15 cores.'], said), { base: 'B', tree: 'T' })

function trailersOf({ title, message }: { title: string; message: string }): string[] {
  const input = `${title}\n\n${message}`
  return execFileSync('git', ['interpret-trailers', '--parse'], { input, encoding: 'utf8' }).trim().split('\n')
}

const cases: readonly (readonly [MergeMessageFacts['confirmation'], readonly string[]])[] = [
  [
    { state: 'confirmed', head: HEAD, by: ['ada', 'grace'] },
    ['Krr-Gitops-Confirmed-By: ada', 'Krr-Gitops-Confirmed-By: grace'],
  ],
  [
    {
      ...{ state: 'bypassed', head: HEAD, by: 'grace', at: new Date(0), over: ['ada'] },
      reason: 'checkout is down, see #12 @all',
    },
    [
      'Krr-Gitops-Bypassed-By: grace',
      'Krr-Gitops-Bypass-Reason: checkout is down, see %2312 %40all',
      'Krr-Gitops-Bypassed-Over: ada',
    ],
  ],
  [{ state: 'pre-approved', head: HEAD, revertOf: 12 }, ['Krr-Gitops-Approved-In-Advance-With: 12']],
]

describe('the message of a merge', () => {
  it.each(cases)('says %j', (confirmation, expected) => {
    const words = renderMergeMessage({ number: 7, commitMessage: sealed(SAID), confirmation })
    expect(words.title).toBe('Right-size cart (#7)')
    expect(words.message.startsWith('Frees 0.15 cores.\n\nKrr-Gitops-Version: 1\n')).toBe(true)
    expect(trailersOf(words).slice(-expected.length - 1)).toEqual([`Krr-Gitops-Head: ${HEAD}`, ...expected])
    // A squash says all that the commit said.
    expect(parseSealedCommit(`${words.title}\n\n${words.message}`)).toEqual({ ...SAID, base: 'B', tree: 'T' })
  })

  it('leaves out single changes where there are too many', () => {
    const many = sealed({ ...SAID, changes: Array.from({ length: 2000 }, () => CHANGE) })
    const confirmation = { state: 'confirmed', head: HEAD, by: ['ada'] } as const
    const words = renderMergeMessage({ number: 7, commitMessage: many, confirmation })
    expect(words.message.length).toBeLessThan(1000)
    expect(trailersOf(words)).toContain('Krr-Gitops-Plan: p')
    expect(trailersOf(words)).toContain('Krr-Gitops-Confirmed-By: ada')
    expect(words.message).not.toContain('Krr-Gitops-Change')
  })
})
