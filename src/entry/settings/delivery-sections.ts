/** `approvals`, `pullRequests`, `rollout`, `rollback` and `stages`: who confirms, and what happens around a merge. */
import { z } from 'zod'
import { windows } from './schedule.ts'
import { choice, duration, globs, percentage, section, share, wholeNumber, word, yesNo } from './values.ts'

const TEAM = 'the name of a team (platform, or org/platform)'

function teams() {
  return z.array(word(TEAM), { error: 'a list of team names' }).prefault([])
}

export function approvalsSection() {
  return section({
    low: wholeNumber(1, 20).prefault(1).describe('Approving reviews that a low-risk pull request needs.'),
    medium: wholeNumber(1, 20).prefault(1).describe('Approving reviews that a medium-risk pull request needs.'),
    high: wholeNumber(1, 20).prefault(2).describe('Approving reviews that a high-risk pull request needs.'),
    teams: section({
      low: teams().describe('Teams of which one member must approve at low risk.'),
      medium: teams().describe('Teams of which one member must approve at medium risk.'),
      high: teams().describe('Teams of which one member must approve at high risk.'),
    })
      .prefault({})
      .describe('Teams that must be among the reviewers, by risk.'),
    bypassTeam: word(`${TEAM}, or null`)
      .nullable()
      .prefault(null)
      .describe('Members of this team may bypass the confirmation in an emergency, with a reason; null allows nobody.'),
  })
    .prefault({})
    .describe(
      'What it takes to confirm a pull request. Reviews of older commits, of the author and of the bot never count.',
    )
}

export function pullRequestsSection() {
  return section({
    groupBy: choice(['overlay', 'namespace', 'application', 'workload', 'cluster'])
      .prefault('overlay')
      .describe('What shares one pull request.'),
    maxOpen: wholeNumber(1, 1000).prefault(10).describe('Most pull requests open at a time.'),
    perRun: wholeNumber(1, 1000).prefault(5).describe('Most pull requests opened by one run.'),
    schedule: windows('When pull requests may be opened or updated.'),
    expireAfter: duration().prefault('14d').describe('An unanswered pull request is closed after this time.'),
    snooze: duration()
      .prefault('30d')
      .describe('A pull request that a person closed does not come back for this time …'),
    reopenWhen: percentage()
      .prefault('20%')
      .describe('… unless a recommended value moved by this much. The same band keeps an open pull request as it is.'),
    labels: z
      .array(word('a label'), { error: 'a list of labels' })
      .prefault([])
      .describe('Further labels, besides krr-gitops and risk/<level>.'),
    reviewers: z
      .union(
        [
          choice(['codeowners', 'none']),
          z.array(word('a user, or a team as team:NAME'), { error: 'a list of reviewers' }),
        ],
        { error: 'codeowners, none, or a list of users and teams (team:NAME)' },
      )
      .prefault('codeowners')
      .describe(
        'Who is asked for a review: the code owners of the edited files, nobody, or these users and teams (team:NAME).',
      ),
    draft: yesNo().prefault(false).describe('Open pull requests as drafts.'),
    dashboard: yesNo()
      .prefault(true)
      .describe('Keep one issue that shows everything: what is open, waits, is held or left out, and why.'),
    merge: choice(['manual', 'when-confirmed'])
      .prefault('manual')
      .describe(
        'manual: people merge. when-confirmed: the bot merges what the reviews confirmed, at exactly the reviewed commit.',
      ),
    mergeWindow: windows('When the bot may merge.'),
    freeze: z
      .array(
        section({
          from: day().describe('First day.'),
          to: day().describe('Last day, included.'),
          reason: word('a short reason')
            .describe('Shown where something waits for the end of the freeze.')
            .exactOptional(),
        }),
        { error: 'a list of periods (from, to, reason)' },
      )
      .prefault([])
      .describe('Days on which nothing is opened or merged.')
      .meta({ examples: [[{ from: '2026-12-18', to: '2027-01-03', reason: 'end of the year' }]] }),
  })
    .prefault({})
    .describe('How pull requests are grouped, limited and merged.')
}

function day() {
  const words = 'a day such as 2026-12-24'
  return z.string({ error: words }).regex(/^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/, { error: words })
}

export function rolloutSection() {
  return section({
    watch: choice(['github', 'kubernetes', 'none'])
      .prefault('github')
      .describe(
        'github: read what Argo CD or Flux posts on the merge commit. kubernetes: read the cluster. none: do not watch.',
      ),
    soak: duration().prefault('1h').describe('How long a rollout must stay healthy to count as done.'),
    timeout: duration().prefault('24h').describe('A rollout that is not healthy after this time is overdue.'),
    guards: z
      .array(
        section({
          name: word('a name').describe('Shown where the guard fails.'),
          query: word('a PromQL query').describe('PromQL; a result other than empty or 0 means degraded.'),
        }),
        { error: 'a list of guards (name, query)' },
      )
      .prefault([])
      .describe('Further conditions of health, as PromQL.')
      .meta({ examples: [[{ name: 'errors', query: 'sum(rate(http_requests_total{code=~"5.."}[5m])) > 5' }]] }),
  })
    .prefault({})
    .describe('How a merged change is watched.')
}

export function rollbackSection() {
  return section({
    open: choice(['auto', 'manual'])
      .prefault('auto')
      .describe('auto: a degraded or overdue rollout opens a revert pull request. manual: only on request.'),
    preApproved: yesNo().prefault(false).describe('A revert opened by the bot needs no further confirmation.'),
    hold: duration().prefault('30d').describe('A reverted recommendation does not come back for this time.'),
  })
    .prefault({})
    .describe('How a change is undone.')
}

export function stagesSection() {
  return z
    .array(
      section({
        name: word('a name').describe('Name of the stage.'),
        paths: globs('path')
          .prefault([])
          .describe('Overlays of this stage; an empty list means the same as the stage before.'),
        after: word('the name of an earlier stage').describe('Stage that must be healthy first.').exactOptional(),
        soak: duration().prefault('24h').describe('How long the stage must be healthy before the next one starts.'),
        canary: share().describe('Only this share of the workloads at first.').exactOptional(),
      }),
      { error: 'a list of stages' },
    )
    .prefault([])
    .describe('Order in which overlays are changed, for example dev before prod; an empty list has no order.')
    .meta({
      examples: [
        [
          { name: 'dev', paths: ['apps/*/overlays/dev'], soak: '24h' },
          { name: 'prod', paths: ['apps/*/overlays/prod'], after: 'dev', canary: '10%' },
        ],
      ],
    })
}
