/**
 * The message of the merge: what the confirmed commit says about itself, and who confirmed exactly that commit.
 *
 * A squash keeps this message only, so git alone still tells what was changed, proved and confirmed, and by whom.
 */
import { plain, token } from '../../pull-request/escape.ts'
import type { Confirmation } from '../confirmation/confirm.ts'

export interface MergeMessageFacts {
  readonly number: number
  /** Of the commit that is merged, whole. */
  readonly commitMessage: string
  readonly confirmation: Extract<Confirmation, { readonly head: string }>
}

/** Beyond this the single changes are left out; they stay in the commit and in the pull request. */
const LONGEST = 50_000

export function renderMergeMessage({ number, commitMessage, confirmation }: MergeMessageFacts): {
  readonly title: string
  readonly message: string
} {
  const text = commitMessage.trim().replaceAll('\r\n', '\n')
  const subject = text.replace(/\n[\s\S]*/, '')
  const whole = text.slice(subject.length).trim()
  const facts = whole.length <= LONGEST ? whole : whole.replace(/^Krr-Gitops-Change: .*\n?/gm, '').trimEnd()
  const trailers = [['Head', confirmation.head], ...confirmed(confirmation)]
  const block = trailers.map(([name, value]) => `Krr-Gitops-${name}: ${value}`).join('\n')
  return { title: `${subject} (#${number})`, message: `${facts}\n${block}\n` }
}

function confirmed(confirmation: MergeMessageFacts['confirmation']): (readonly [string, string])[] {
  switch (confirmation.state) {
    case 'confirmed':
      return confirmation.by.map((login) => ['Confirmed-By', token(login)] as const)
    case 'bypassed':
      return [
        ['Bypassed-By', token(confirmation.by)],
        ['Bypass-Reason', plain(confirmation.reason)],
        ...confirmation.over.map((login) => ['Bypassed-Over', token(login)] as const),
      ]
    case 'pre-approved':
      return [['Approved-In-Advance-With', String(confirmation.revertOf)]]
  }
}
