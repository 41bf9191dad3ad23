/** `krr-gitops show <pr>`: one pull request, whole. */
import { Problem } from '../../../core/problem.ts'
import { openForge } from '../../forge.ts'
import { toPullRequestDocument } from '../../pull-request-document.ts'
import { readRepositoryArgument } from '../../repository-argument.ts'
import type { CommandContext } from '../context.ts'
import { formatPullRequest } from '../pull-request-text.ts'

export async function runShow(context: CommandContext, number: number): Promise<number> {
  const { io, globals } = context
  const forge = await openForge(context, readRepositoryArgument(globals.repo, io.cwd))
  const pullRequest = await forge.pullRequests.get(number)
  if (pullRequest === null) {
    throw new Problem({
      code: 'pull-request-not-found',
      exit: 2,
      message: `There is no pull request #${number}.`,
      hint: 'See "krr-gitops list" for those that are open.',
    })
  }
  const document = toPullRequestDocument(pullRequest)
  if (globals.json)
    context.printJson({ schemaVersion: 1, forge: forge.kind, pullRequest: { ...document, body: pullRequest.body } })
  else context.print(formatPullRequest(document, pullRequest.body, context.style))
  return 0
}
