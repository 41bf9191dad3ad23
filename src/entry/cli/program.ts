/** The command line: every command, option and example. What a command does stands in `commands/`. */
import { Command, InvalidArgumentError, Option } from 'commander'
import type { CommandContext } from './context.ts'
import type { Io } from './io.ts'
import { addLifeCommands } from './life-commands.ts'
import { addLocalCommands } from './local-commands.ts'
import type {
  DemoOptions,
  GlobalOptions,
  InitOptions,
  PlanOptions,
  ProposeOptions,
  SelectionOptions,
} from './options.ts'
import { VERSION } from './version.ts'

/** Runs one command; the number is its exit code. */
export type Action = (context: CommandContext) => Promise<number>

export interface ActionOptions {
  /** It runs until it is told to stop, and that is no interruption. */
  readonly stopsBySignal: boolean
}

type Start = (globals: GlobalOptions, action: Action, options: ActionOptions) => Promise<void>

/** Builds the program; what was asked for is handed to `start` once the arguments are understood. */
export function buildProgram(io: Io, start: Start): Command {
  const program = new Command('krr-gitops')
    .description('Turns Robusta KRR recommendations into proved kustomize patches and opens them as pull requests.')
    .version(VERSION, '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show help')
    .helpCommand('help [command]', 'show help of a command')
    .option('--config <file>', 'configuration file (default: .github/krr-gitops.yaml of the repository)')
    .option('--repo <dir|owner/name>', 'repository with the manifests (default: the current directory)')
    .addOption(
      new Option('--forge <forge>', 'where pull requests live (default: by the origin remote)').choices([
        'github',
        'local',
      ]),
    )
    .option('--json', 'print one JSON document on stdout')
    .option('-q, --quiet', 'no progress, errors only')
    .option('-v, --verbose', 'say more, with stack traces')
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false, helpWidth: 100 })
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      // Commander's complaints are printed by our own error printer.
      writeErr: () => undefined,
      getOutHelpWidth: () => 100,
      getErrHelpWidth: () => 100,
      getOutHasColors: () => false,
      getErrHasColors: () => false,
    })
    .exitOverride()
    .showSuggestionAfterError(true)
    .addHelpText('after', EXAMPLES.program)
  const run = (action: Action, options: ActionOptions = { stopsBySignal: false }) =>
    start({ json: false, quiet: false, verbose: false, ...program.opts<Partial<GlobalOptions>>() }, action, options)

  selection(program.command('scan'))
    .description('show what krr recommends')
    .addHelpText('after', EXAMPLES.scan)
    .action((options: SelectionOptions) =>
      run(async (context) => (await import('./commands/scan.ts')).runScan(context, options)),
    )
  selection(program.command('plan'))
    .description('show what would be changed, proved by render; changes nothing unless --write is given')
    .option('--write', 'apply the edits to the working tree (no commit)')
    .option('--diff', 'show the edits as unified diffs')
    .option('--html <file>', 'write a report for people as one HTML file')
    .addHelpText('after', EXAMPLES.plan)
    .action((options: PlanOptions) =>
      run(async (context) => (await import('./commands/plan.ts')).runPlan(context, options)),
    )
  selection(program.command('propose'))
    .description('open or update pull requests; running it again changes nothing')
    .option('--requested-by <login>', 'who asks for it, and may not confirm it', parseLogin)
    .addHelpText('after', EXAMPLES.propose)
    .action((options: ProposeOptions) =>
      run(async (context) => (await import('./commands/propose.ts')).runPropose(context, options)),
    )
  program
    .command('list')
    .description('list the pull requests of krr-gitops')
    .action(() => run(async (context) => (await import('./commands/list.ts')).runList(context)))
  program
    .command('show')
    .description('show one pull request')
    .argument('<pr>', 'number of the pull request', parsePullRequest)
    .action((pullRequest: number) =>
      run(async (context) => (await import('./commands/show.ts')).runShow(context, pullRequest)),
    )
  addLifeCommands(program, { run, parsePullRequest })
  addLocalCommands(program, { run, parsePullRequest })
  program
    .command('serve')
    .description('run the GitHub App: answer webhooks, and sweep its repositories again and again')
    .addHelpText('after', EXAMPLES.serve)
    .action(() =>
      run(async (context) => (await import('./commands/serve.ts')).runServe(context), { stopsBySignal: true }),
    )
  program
    .command('validate')
    .description('check the configuration file')
    .addHelpText('after', EXAMPLES.validate)
    .action(() => run(async (context) => (await import('./commands/validate.ts')).runValidate(context)))
  program
    .command('init')
    .description('write a commented configuration and a workflow into the repository')
    .option('--force', 'overwrite files that are there already')
    .action((options: InitOptions) =>
      run(async (context) => (await import('./commands/init.ts')).runInit(context, options)),
    )
  program
    .command('doctor')
    .description('check that everything krr-gitops needs is there and works')
    .action(() => run(async (context) => (await import('./commands/doctor.ts')).runDoctor(context)))
  program
    .command('demo')
    .description('try it: a small fleet, a krr report, and real pull requests in a local repository')
    .option('--dir <dir>', 'folder to make the demo in; must not exist or be empty (default: a temporary folder)')
    .action((options: DemoOptions) =>
      run(async (context) => (await import('./commands/demo.ts')).runDemo(context, options)),
    )
  return program
}

function selection(command: Command): Command {
  return command
    .option(
      '--report <file>',
      'finished krr report (-f json) instead of running krr; repeatable, "-" is stdin',
      collect,
    )
    .addOption(new Option('--strategy <strategy>', "krr's strategy").choices(['simple', 'simple-limit']))
    .option('--cluster <name>', 'only this cluster; names the cluster of a report that has none; repeatable', collect)
    .option('--namespace <name>', 'only this namespace (name or glob); repeatable', collect)
    .option('--workload <name>', 'only this workload (name, kind/name or glob); repeatable', collect)
    .option('--resource <resource>', 'only this resource (cpu, memory) or kind of workload; repeatable', collect)
    .option('--min-severity <severity>', 'only this severity or worse: GOOD, OK, WARNING, CRITICAL')
    .option('--no-cache', 'run krr even if a recent result is at hand')
}

function collect(value: string, before: readonly string[] | undefined): string[] {
  if (value === '') throw new InvalidArgumentError('It must not be empty.')
  return [...(before ?? []), value]
}

function parsePullRequest(text: string): number {
  if (!/^#?[1-9]\d{0,8}$/.test(text))
    throw new InvalidArgumentError('It must be the number of a pull request, such as 12.')
  return Number(text.replace('#', ''))
}

function parseLogin(text: string): string {
  if (!/^@?[A-Za-z0-9_][A-Za-z0-9_.-]{0,99}(\[bot\])?$/.test(text))
    throw new InvalidArgumentError('It must be the login of an account, such as ada.')
  return text.replace('@', '')
}

const EXAMPLES = {
  program: `
Examples:
  krr-gitops demo                          try it without a cluster or GitHub
  krr-gitops init                          write a configuration and a workflow
  krr-gitops plan --report krr.json        show what would be changed and why
  krr-gitops propose --report krr.json     open pull requests

Environment:
  GITHUB_TOKEN    token for GitHub            KUSTOMIZE   path of kustomize
  GITHUB_API_URL  API of GitHub Enterprise    KRR         command that runs krr
  PROMETHEUS_AUTH_HEADER  Authorization header that krr sends to Prometheus
  LOG_LEVEL, LOG_FORMAT (json or pretty), NO_COLOR

Exit codes: 0 done, 1 a bug, 2 wrong input, 3 an outside program or server failed,
4 refused by policy, 130 interrupted.`,
  scan: `
Examples:
  krr-gitops scan --report krr.json
  krr-gitops scan --cluster prod-eu --namespace 'shop-*' --min-severity CRITICAL
  krr simple -f json -q | krr-gitops scan --report - --json`,
  plan: `
Examples:
  krr-gitops plan --report krr.json
  krr-gitops plan --report krr.json --namespace shop --diff
  krr-gitops plan --report krr.json --html savings.html
  krr-gitops plan --report eu.json --report us.json --json > plan.json
  krr-gitops plan --report krr.json --workload Deployment/cart --write`,
  propose: `
Examples:
  krr-gitops propose --report krr.json
  krr-gitops propose --repo acme/fleet --cluster prod-eu
  krr-gitops propose --report krr.json --forge local`,
  serve: `
Paths:
  /api/github/webhooks   signed deliveries of the App
  /healthz, /readyz      the process answers; GitHub, kustomize and git can be used

Environment:
  APP_ID                 number of the App
  PRIVATE_KEY_PATH       file with its private key, or PRIVATE_KEY with the key itself
  WEBHOOK_SECRET         secret that deliveries are signed with
  HOST, PORT             where to listen (default: localhost, 3000)
  GHE_HOST, GHE_PROTOCOL, GITHUB_API_URL, GITHUB_SERVER_URL
                         GitHub Enterprise Server
  SWEEP_INTERVAL         pause between sweeps over everything (default: 1h; off)
  CONCURRENCY            repositories worked on at once (default: 4)
  STOP_TIMEOUT           how long a stop waits for what runs (default: 25s)
  LOG_LEVEL, LOG_FORMAT  (default: info, json where no terminal is)

See docs/github-app.md.`,
  validate: `
Examples:
  krr-gitops validate
  krr-gitops validate --config draft.yaml --json`,
} as const
