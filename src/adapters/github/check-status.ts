/**
 * A check as a commit status, for tokens of people: only an App may make check runs. A status has four states and one line
 * of text; what does not fit stands behind the `#` of its link, so that it is read back as it was published.
 */
import type { CheckConclusion, CheckReportToPublish, PublishedCheck } from '../../ports/life.ts'

export type StatusState = 'success' | 'failure' | 'pending'

export interface StatusToPublish {
  readonly context: string
  readonly state: StatusState
  readonly description: string
  readonly target_url: string
}

/** GitHub's limit. */
const LONGEST_DESCRIPTION = 140

const STATES: Readonly<Record<CheckConclusion, StatusState>> = {
  ...{ success: 'success', failure: 'failure', pending: 'pending', neutral: 'success' },
  // Not done: a protected branch must not merge.
  action_required: 'pending',
}

/** @param page what people see when they follow the link */
export function toStatus({ name, conclusion, title }: CheckReportToPublish, page: string): StatusToPublish {
  const short = title.length <= LONGEST_DESCRIPTION
  const rest = new URLSearchParams({ conclusion, ...(short ? {} : { title }) })
  return {
    ...{ context: name, state: STATES[conclusion], target_url: `${page}#${rest}` },
    description: short ? title : `${title.slice(0, LONGEST_DESCRIPTION - 1)}…`,
  }
}

/** GraphQL's words for a status. */
export interface SeenStatus {
  readonly context: string
  readonly state: string
  readonly description: string | null
  readonly targetUrl: string | null
}

export function readStatus({ context, state, description, targetUrl }: SeenStatus): PublishedCheck {
  const rest = new URLSearchParams(
    targetUrl === null || !targetUrl.includes('#') ? '' : targetUrl.replace(/^[^#]*#/, ''),
  )
  const said = Object.keys(STATES).find((each): each is CheckConclusion => each === rest.get('conclusion'))
  const fits = said !== undefined && STATES[said].toUpperCase() === state
  return {
    ...{ id: null, name: context, summary: '', title: rest.get('title') ?? description ?? '' },
    conclusion: fits
      ? said
      : state === 'SUCCESS'
        ? 'success'
        : state === 'FAILURE' || state === 'ERROR'
          ? 'failure'
          : 'pending',
  }
}
