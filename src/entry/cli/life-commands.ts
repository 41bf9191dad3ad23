/** The commands for what comes after the merge, and for looking back. */
import type { Command } from 'commander'
import type { HistoryOptions } from './commands/history.ts'
import type { RevertOptions } from './commands/revert.ts'
import type { WatchOptions } from './commands/watch.ts'
import type { ConfirmOptions } from './options.ts'
import type { Action } from './program.ts'

export interface LifeCommands {
  readonly run: (action: Action) => Promise<void>
  readonly parsePullRequest: (text: string) => number
}

export function addLifeCommands(program: Command, { run, parsePullRequest }: LifeCommands): void {
  program
    .command('confirm')
    .description('say whether people confirmed a pull request, and what is missing')
    .argument('<pr>', 'number of the pull request', parsePullRequest)
    .option('--merge', 'merge it when it is confirmed')
    .addHelpText('after', EXAMPLES.confirm)
    .action((pullRequest: number, options: ConfirmOptions) =>
      run(async (context) => (await import('./commands/confirm.ts')).runConfirm(context, pullRequest, options)),
    )
  program
    .command('sweep')
    .description('look at everything that is open or was merged lately, and do what is due')
    .addHelpText('after', EXAMPLES.sweep)
    .action(() => run(async (context) => (await import('./commands/sweep.ts')).runSweep(context)))
  program
    .command('watch')
    .description('look at the rollout of a merged pull request; opens a revert when it went wrong')
    .argument('<pr>', 'number of the pull request', parsePullRequest)
    .option('--wait', 'look again and again until it is settled')
    .addHelpText('after', EXAMPLES.watch)
    .action((pullRequest: number, options: WatchOptions) =>
      run(async (context) => (await import('./commands/watch.ts')).runWatch(context, pullRequest, options)),
    )
  program
    .command('revert')
    .description('open the pull request that undoes a merged one, proved by render')
    .argument('<pr>', 'number of the pull request', parsePullRequest)
    .option('--why <reason>', 'reason, shown to the reviewers')
    .option(
      '--requested-by <login>',
      'who asks for it, and may not confirm it (default: GITHUB_ACTOR, or git user.name)',
    )
    .addHelpText('after', EXAMPLES.revert)
    .action((pullRequest: number, options: RevertOptions) =>
      run(async (context) => (await import('./commands/revert.ts')).runRevert(context, pullRequest, options)),
    )
  program
    .command('history')
    .description('show what was proposed, who confirmed it, and what became of it')
    .option('--csv', 'print CSV: one row a changed value')
    .option('--since <time>', 'something happened since: a duration such as 30d, or a day such as 2026-03-01')
    .option('--namespace <name>', 'changes in this namespace (name or glob)')
    .option('--workload <name>', 'changes of this workload (name, kind/name or glob)')
    .option('--state <state>', 'open, confirmed, merged, healthy, degraded, reverted, closed, unconfirmed, bypassed, …')
    .option('--person <login>', 'this person proposed, asked, confirmed, refused, bypassed or merged')
    .addHelpText('after', EXAMPLES.history)
    .action((options: HistoryOptions) =>
      run(async (context) => (await import('./commands/history.ts')).runHistory(context, options)),
    )
}

const EXAMPLES = {
  confirm: `
Examples:
  krr-gitops confirm 12             exits with 4 when it is not confirmed
  krr-gitops confirm 12 --merge     exits with 4 when it is not merged

The policy is the configuration on the default branch.`,
  sweep: `
Answers commands in comments, says on each pull request what confirms it, merges what may be
merged, closes what expired, and watches what was merged. Running it again changes nothing.

Examples:
  krr-gitops sweep --repo acme/fleet
  krr-gitops sweep --json`,
  watch: `
Examples:
  krr-gitops watch 12
  krr-gitops watch 12 --wait     exits with 4 when it is degraded or overdue`,
  revert: `
Examples:
  krr-gitops revert 12 --why 'checkout is slow since'`,
  history: `
Examples:
  krr-gitops history --since 30d
  krr-gitops history --state unconfirmed --json
  krr-gitops history --person ada --csv > ada.csv`,
} as const
