/** The group `local`: reviews, comments, merges and statuses where there is no server to give them on. */
import { type Command, Option } from 'commander'
import type { ActOptions, ReviewOptions, StatusOptions } from './commands/local.ts'
import type { Action } from './program.ts'

export interface LocalCommands {
  readonly run: (action: Action) => Promise<void>
  readonly parsePullRequest: (text: string) => number
}

const AS = ['--as <name>', 'who acts (default: git user.name)'] as const
const PR = ['<pr>', 'number of the pull request'] as const

export function addLocalCommands(program: Command, { run, parsePullRequest }: LocalCommands): void {
  const local = program
    .command('local')
    .description('review, comment, merge and report where pull requests are kept on disk (--forge local)')
    .addHelpText(
      'after',
      `
Whoever can write the repository may say who he is; nobody can be the bot.
To say who may do what, write .git/krr-gitops/people.json:
  {"people": {"alice": "write"}, "teams": {"platform": ["alice"]}}

Examples:
  krr-gitops local review 1 --approve --as alice
  krr-gitops local comment 1 "/krr-gitops merge" --as alice
  krr-gitops local status main --context kustomization/apps/1a2b3c4d --state success \\
    --description "reconciliation succeeded"`,
    )
  local
    .command('review')
    .description('approve a pull request, or request changes, at its head as it is now')
    .argument(...PR, parsePullRequest)
    .option('--approve', 'approve it')
    .option('--request-changes', 'refuse it until that is taken back')
    .option(...AS)
    .action((number: number, options: ReviewOptions) =>
      run(async (context) => (await import('./commands/local.ts')).runLocalReview(context, number, options)),
    )
  local
    .command('dismiss')
    .description('take back what the latest review of somebody said')
    .argument(...PR, parsePullRequest)
    .argument('<name>', 'whose review')
    .action((number: number, name: string) =>
      run(async (context) => (await import('./commands/local.ts')).runLocalDismiss(context, number, name)),
    )
  local
    .command('comment')
    .description('comment on a pull request')
    .argument(...PR, parsePullRequest)
    .argument('<text>', 'the comment')
    .option(...AS)
    .action((number: number, text: string, options: ActOptions) =>
      run(async (context) => (await import('./commands/local.ts')).runLocalComment(context, number, text, options)),
    )
  local
    .command('merge')
    .description('merge a pull request as a person does, confirmed or not')
    .argument(...PR, parsePullRequest)
    .option(...AS)
    .action((number: number, options: ActOptions) =>
      run(async (context) => (await import('./commands/local.ts')).runLocalMerge(context, number, options)),
    )
  local
    .command('status')
    .description('say about a commit what Argo CD or Flux would post')
    .argument('<commit>', 'a commit or a branch')
    .requiredOption('--context <context>', 'kustomization/<name>/<id>, argocd/<app>, …')
    .addOption(
      new Option('--state <state>', 'what is said')
        .choices(['success', 'failure', 'error', 'pending'])
        .makeOptionMandatory(),
    )
    .option('--description <text>', 'the reason')
    .action((commit: string, options: StatusOptions) =>
      run(async (context) => (await import('./commands/local.ts')).runLocalStatus(context, commit, options)),
    )
}
