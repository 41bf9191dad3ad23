/** `krr-gitops list`: the open pull requests of krr-gitops. */
import { BRANCH_PREFIX } from '../../../core/pull-request/branch-name.ts'
import { openForge } from '../../forge.ts'
import { toPullRequestDocument } from '../../pull-request-document.ts'
import { readRepositoryArgument } from '../../repository-argument.ts'
import type { CommandContext } from '../context.ts'
import { formatPullRequests } from '../pull-request-text.ts'

export async function runList(context: CommandContext): Promise<number> {
  const { io, globals } = context
  const forge = await openForge(context, readRepositoryArgument(globals.repo, io.cwd))
  const open = await forge.pullRequests.listOpen(BRANCH_PREFIX)
  const documents = open.map(toPullRequestDocument)
  if (globals.json) context.printJson({ schemaVersion: 1, forge: forge.kind, pullRequests: documents })
  else context.print(formatPullRequests(documents, context.style, io.now()))
  return 0
}
