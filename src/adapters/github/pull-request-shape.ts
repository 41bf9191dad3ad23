/** A pull request as REST gives it. */
import type { PullRequest } from '../../ports/forge.ts'

/** What of GitHub's two shapes of a pull request (in a list, and alone) is read. */
interface Shape {
  readonly number: number
  readonly html_url: string
  readonly state: string
  readonly draft?: boolean | undefined
  readonly title: string
  readonly body: string | null
  readonly head: { readonly ref: string; readonly sha: string; readonly repo: { readonly full_name: string } | null }
  readonly base: { readonly ref: string; readonly repo: { readonly full_name: string } }
  readonly labels: readonly { readonly name?: string | undefined }[]
  readonly user: { readonly login: string } | null
  readonly created_at: string
  readonly closed_at: string | null
  readonly merged_at: string | null
}

/** Not from a fork. The fork may be gone (`repo` is null then). */
export function isFromHere({ head, base }: Shape): boolean {
  return head.repo?.full_name === base.repo.full_name
}

export function toPullRequest(shape: Shape): PullRequest {
  const { number, title, head, base } = shape
  const date = (text: string | null) => (text === null ? null : new Date(text))
  return {
    ...{ number, title, url: shape.html_url, draft: shape.draft ?? false, body: shape.body ?? '' },
    state: shape.merged_at !== null ? 'merged' : shape.state === 'open' ? 'open' : 'closed',
    ...{ branch: head.ref, base: base.ref, head: head.sha },
    labels: shape.labels.map((label) => label.name ?? '').filter((name) => name !== ''),
    author: shape.user?.login ?? 'ghost',
    createdAt: new Date(shape.created_at),
    ...{ closedAt: date(shape.closed_at), mergedAt: date(shape.merged_at) },
  }
}
