/** `krr-gitops plan`: what would change, proved, and why the rest would not. */
import { resolve } from 'node:path'
import { listChangedFiles } from '../../../adapters/working-tree/changed-files.ts'
import { Problem } from '../../../core/problem.ts'
import type { Plan } from '../../../flow/plan.ts'
import { buildPlanDocument, type PlanDocument } from '../../../flow/plan-document.ts'
import { writeFileAtomically } from '../../files.ts'
import { makePlan } from '../../make-plan.ts'
import { openWorkspace, type Workspace } from '../../workspace.ts'
import { collectEdits, writeEdits } from '../../write-edits.ts'
import type { CommandContext } from '../context.ts'
import { formatEdits } from '../diff-text.ts'
import type { PlanOptions } from '../options.ts'
import { formatPlan } from '../plan-text.ts'

export async function runPlan(context: CommandContext, options: PlanOptions): Promise<number> {
  const { io, globals } = context
  await using workspace = await openWorkspace(context, { cache: options.cache })
  if (options.write === true) requireWorkingTree(workspace)
  const plan = await makePlan(context, workspace, options)
  const document = buildPlanDocument(plan)
  io.signal.throwIfAborted()
  if (options.html !== undefined) await writeHtml(context, options.html, document)
  // Written before anything is printed: output that says "done" must be true.
  const written = options.write === true ? await write(context, workspace, plan) : null
  if (globals.json) context.printJson(document)
  else context.print(text(context, options, document))
  if (!globals.json) for (const note of document.notes) context.note(`note: ${note}`)
  if (written !== null) context.note(written)
  return 0
}

function text(context: CommandContext, options: PlanOptions, document: PlanDocument): string {
  const { style, globals } = context
  const below =
    options.diff === true
      ? { below: (proposal: PlanDocument['proposals'][number]) => `${formatEdits(proposal.edits, style)}\n` }
      : {}
  return formatPlan(document, { style, verbose: globals.verbose, ...below })
}

async function writeHtml({ io, note }: CommandContext, file: string, document: PlanDocument): Promise<void> {
  const { buildHtmlReport } = await import('../../html/page.ts')
  writeFileAtomically(resolve(io.cwd, file), buildHtmlReport(document))
  note(`wrote ${file}`)
}

function requireWorkingTree({ place }: Workspace): void {
  if (place.type === 'directory') return
  throw new Problem({
    code: 'repository-not-local',
    exit: 2,
    message: `--write needs a working tree, and ${place.slug} is on GitHub.`,
    hint: 'Clone it and run the command inside, or open pull requests with "krr-gitops propose".',
  })
}

/** Nobody's unsaved work is mixed with ours: then neither could be taken back alone. */
async function write({ io }: CommandContext, { repository }: Workspace, plan: Plan): Promise<string> {
  const { edits, conflicts } = collectEdits(plan.proposals)
  const changed = repository.head === null ? null : await listChangedFiles(repository.root, io.signal)
  const touched = edits.filter(({ path }) => changed?.has(path) === true)
  if (touched.length > 0) {
    throw new Problem({
      code: 'uncommitted-changes',
      exit: 4,
      message: `${touched.length === 1 ? 'A file' : `${touched.length} files`} that would be edited ${touched.length === 1 ? 'has' : 'have'} uncommitted changes; nothing was written.`,
      detail: touched.map(({ path }) => path).join('\n'),
      hint: 'Commit or stash them, then run the command again.',
    })
  }
  io.signal.throwIfAborted()
  writeEdits(repository.root, edits)
  const files = `wrote ${edits.length} ${edits.length === 1 ? 'file' : 'files'}`
  if (conflicts.length === 0) return edits.length === 0 ? 'nothing to write' : `${files}; see "git diff"`
  return `${files}; left for a second run, because they edit the same files: ${conflicts.join(', ')}`
}
