/** Pull requests as lines for a person. */
import { money } from '../amounts.ts'
import { type PullRequestDocument, visibleBody } from '../pull-request-document.ts'
import { printable, type Style } from './style.ts'
import { textTable } from './text-table.ts'

export function formatPullRequests(pullRequests: readonly PullRequestDocument[], style: Style, now: Date): string {
  if (pullRequests.length === 0) return 'There is no open pull request of krr-gitops.\n'
  const rows = pullRequests.map((each) => [
    `#${each.number}`,
    each.draft ? 'draft' : each.state,
    each.risk ?? '',
    printable(each.title),
    monthly(each),
    age(each.createdAt, now),
  ])
  const columns = [
    { title: '' },
    { title: 'STATE' },
    { title: 'RISK' },
    { title: 'TITLE', most: 110 },
    { title: 'SAVES A MONTH', align: 'right' as const },
    { title: 'AGE' },
  ]
  const lines = textTable(columns, rows)
  return `${lines.map((line, index) => (index === 0 ? style('dim', line) : line)).join('\n')}\n`
}

export function formatPullRequest(pullRequest: PullRequestDocument, body: string, style: Style): string {
  const { number, title, state, draft, branch, base, head, labels, url } = pullRequest
  return `${[
    style('bold', printable(`#${number} ${title}`)),
    style('dim', printable(`${draft ? 'draft, ' : ''}${state}: ${branch} into ${base}, head ${head.slice(0, 12)}`)),
    ...(labels.length === 0 ? [] : [style('dim', printable(`labels: ${labels.join(', ')}`))]),
    style('dim', printable(url)),
    '',
    printable(visibleBody(body)),
  ].join('\n')}\n`
}

function monthly({ savings }: PullRequestDocument): string {
  return savings?.monthly == null ? '' : money(savings.monthly, savings.currency ?? 'USD')
}

function age(createdAt: string, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - Date.parse(createdAt)) / 60_000))
  if (minutes < 60) return `${minutes} min`
  if (minutes < 60 * 48) return `${Math.floor(minutes / 60)} h`
  return `${Math.floor(minutes / 1440)} d`
}
