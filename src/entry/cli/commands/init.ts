/** `krr-gitops init`: a commented configuration and a weekly workflow. */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { Problem } from '../../../core/problem.ts'
import { writeFileAtomically } from '../../files.ts'
import { requireDirectory } from '../../repository-argument.ts'
import { CONFIG_PATH } from '../../settings/load.ts'
import { buildConfigTemplate } from '../../settings/template.ts'
import type { CommandContext } from '../context.ts'
import type { InitOptions } from '../options.ts'
import { VERSION } from '../version.ts'
import { buildWorkflow } from '../workflow.ts'

const WORKFLOW_PATH = '.github/workflows/krr-gitops.yaml'

export async function runInit(context: CommandContext, options: InitOptions): Promise<number> {
  const { globals, io } = context
  if (globals.config !== undefined) {
    const message = 'init always writes .github/krr-gitops.yaml; --config has no meaning here.'
    throw new Problem({ code: 'usage', exit: 2, message, hint: 'Leave --config out.' })
  }
  const { root, isGit } = requireDirectory(globals.repo, io.cwd, 'init')
  const files = [
    { path: CONFIG_PATH, text: buildConfigTemplate() },
    { path: WORKFLOW_PATH, text: buildWorkflow(VERSION) },
  ].map((file) => ({ ...file, existed: existsSync(join(root, file.path)) }))
  const kept = files.filter(({ existed }) => existed && options.force !== true)
  if (kept.length === files.length) {
    throw new Problem({
      code: 'already-initialised',
      exit: 2,
      message: `${files.map(({ path }) => path).join(' and ')} are there already; nothing was written.`,
      hint: 'Edit them, or replace them with "krr-gitops init --force".',
    })
  }
  const written = files.filter((file) => !kept.includes(file))
  for (const { path, text } of written) writeFileAtomically(join(root, path), text)
  if (globals.json) {
    const state = (file: (typeof files)[number]) =>
      kept.includes(file) ? 'kept' : file.existed ? 'replaced' : 'created'
    context.printJson({ schemaVersion: 1, root, files: files.map((file) => ({ path: file.path, state: state(file) })) })
    return 0
  }
  for (const { path, existed } of written) context.print(`${existed ? 'replaced' : 'created '} ${path}\n`)
  for (const { path } of kept) context.print(`kept     ${path} (it was there already)\n`)
  context.print(explanation(isGit))
  return 0
}

function explanation(isGit: boolean): string {
  return `
What you have chosen by default:
  - only requests change; limits stay, except that a memory limit is raised when its request would pass it
  - a pull request changes a value by +100 % or -30 % at most, and never for less than 10 %
  - resources that an autoscaler scales on, and everything in kube-system, are left alone
  - one pull request per overlay, at most 5 new ones a run and 10 open; people merge them

Next:
  1. krr-gitops doctor                        is everything there?
  2. krr-gitops plan --report krr.json        what would change? (krr simple -f json -q > krr.json)
  3. give the workflow a way to get a report  (see the comments in ${WORKFLOW_PATH})
${isGit ? '  4. commit both files' : '  4. this folder is no git repository yet: git init, then commit both files'}
`
}
