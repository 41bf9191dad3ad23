/** `krr-gitops demo`: the real path from a report to pull requests, and from there to a revert, on a fleet that comes along. */
import { fileURLToPath } from 'node:url'
import { BRANCH_PREFIX } from '../../../core/pull-request/branch-name.ts'
import { createDemoRepository } from '../../demo-repository.ts'
import { openForge } from '../../forge.ts'
import { toPullRequestDocument } from '../../pull-request-document.ts'
import { readRepositoryArgument } from '../../repository-argument.ts'
import type { CommandContext } from '../context.ts'
import type { DemoOptions, SelectionOptions } from '../options.ts'
import { formatPullRequest, formatPullRequests } from '../pull-request-text.ts'
import { runDemoLoop } from './demo-loop.ts'
import { runPropose } from './propose.ts'

export async function runDemo(context: CommandContext, options: DemoOptions): Promise<number> {
  const { io, style, globals } = context
  const demo = await createDemoRepository({ directory: options.dir, cwd: io.cwd, now: io.now(), signal: io.signal })
  const { config: _, ...rest } = globals
  const inside: CommandContext = {
    ...context,
    globals: { ...rest, repo: demo.repository, forge: 'local' },
    // The documents of the parts become one document of the whole.
    printJson: () => undefined,
  }
  const selection: SelectionOptions = { report: [demo.report], cache: true }
  const heading = (text: string) => (globals.json ? undefined : context.print(`${style('bold', text)}\n\n`))
  heading(`A fleet of three apps in ${demo.repository}, and what krr says about it in ${demo.report}.`)
  heading('$ krr-gitops propose --report ../krr-report.json')
  const code = await runPropose(inside, selection)
  if (code !== 0) return code
  const forge = await openForge(inside, readRepositoryArgument(demo.repository, io.cwd))
  const listOpen = () => forge.pullRequests.listOpen(BRANCH_PREFIX)
  const open = await listOpen()
  const documents = open.map(toPullRequestDocument)
  const spaced = (text: string) => {
    if (!globals.json) context.print('\n')
    heading(text)
  }
  if (globals.json) {
    const quiet: CommandContext = { ...inside, print: () => undefined, globals: { ...inside.globals, json: false } }
    const loop = await runDemoLoop(quiet, open, listOpen, () => undefined)
    context.printJson({ schemaVersion: 1, ...demo, pullRequests: documents, loop })
    return 0
  }
  context.print('\n')
  heading('$ krr-gitops list')
  context.print(formatPullRequests(documents, style, io.now()))
  const first = open[0]
  if (first !== undefined) {
    context.print('\n')
    heading(`$ krr-gitops show ${first.number}`)
    context.print(formatPullRequest(toPullRequestDocument(first), first.body, style))
  }
  await runDemoLoop(inside, open, listOpen, spaced)
  context.print(nextSteps(demo.repository, first?.branch ?? null))
  return 0
}

/** The program as it runs now: it need not be installed. */
const PROGRAM = fileURLToPath(new URL('../../main.js', import.meta.url))

function nextSteps(repository: string, branch: string | null): string {
  const steps = [
    ['krr-gitops plan --report ../krr-report.json --diff', 'what changes in which file, and why the rest does not'],
    ['krr-gitops plan --report ../krr-report.json --html plan.html', 'the same for a manager'],
    ['krr-gitops propose --report ../krr-report.json', 'once more: nothing changes'],
    ...(branch === null ? [] : [[`git diff main...${branch}`, 'the edits of this pull request']]),
  ]
  const width = Math.max(...steps.map(([command = '']) => command.length))
  return `
Try next (krr-gitops is: node ${PROGRAM}):
  cd ${repository}
${steps.map(([command = '', words = '']) => `  ${command.padEnd(width)}   ${words}\n`).join('')}With your own repository: krr-gitops init, then krr-gitops doctor.
`
}
