/** A pull request of the forge as `list` and `show` print it. */
import { type ProposalState, parseState } from '../core/pull-request/state.ts'
import type { PullRequest } from '../ports/forge.ts'

export interface PullRequestDocument {
  readonly number: number
  readonly url: string
  readonly state: PullRequest['state']
  readonly draft: boolean
  readonly title: string
  readonly branch: string
  readonly base: string
  readonly head: string
  readonly labels: readonly string[]
  readonly risk: 'low' | 'medium' | 'high' | null
  readonly savings: ProposalState['savings'] | null
  readonly createdAt: string
  readonly closedAt: string | null
  readonly mergedAt: string | null
}

export function toPullRequestDocument(pullRequest: PullRequest): PullRequestDocument {
  const { number, url, state, draft, title, branch, base, head, labels, createdAt, closedAt, mergedAt } = pullRequest
  const reading = parseState(pullRequest.body)
  const known = reading.type === 'valid' ? reading.state : null
  return {
    number,
    url,
    state,
    draft,
    title,
    branch,
    base,
    head,
    labels,
    risk: known?.risk ?? null,
    savings: known?.savings ?? null,
    createdAt: createdAt.toISOString(),
    closedAt: closedAt?.toISOString() ?? null,
    mergedAt: mergedAt?.toISOString() ?? null,
  }
}

/** The body as a person should see it: without the block for programs. */
export function visibleBody(body: string): string {
  return body.replaceAll(/<!--[\s\S]*?-->/g, '').trim()
}
