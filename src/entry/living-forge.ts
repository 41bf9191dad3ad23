/** A forge for what comes after a pull request is open. */
import { Problem } from '../core/problem.ts'
import type { Forge } from '../ports/forge.ts'
import type { LivingForge, PullRequestFacts } from '../ports/life.ts'
import type { CommandContext } from './cli/context.ts'
import { openForge } from './forge.ts'
import type { RepositoryArgument } from './repository-argument.ts'

export function isLiving(forge: Forge): forge is LivingForge {
  return 'life' in forge && 'history' in forge
}

export async function openLivingForge(context: CommandContext, place: RepositoryArgument): Promise<LivingForge> {
  const forge = await openForge(context, place)
  if (isLiving(forge)) return forge
  throw new Problem({
    code: 'forge-too-simple',
    exit: 2,
    message: 'Here pull requests can only be opened and listed.',
    hint: 'Name another forge with --forge.',
  })
}

/** @throws Problem `pull-request-not-found` (exit 2) */
export async function lookAtOne({ life }: LivingForge, number: number): Promise<PullRequestFacts> {
  const [facts] = await life.look([number])
  if (facts !== undefined) return facts
  throw new Problem({
    code: 'pull-request-not-found',
    exit: 2,
    message: `There is no pull request #${number}.`,
    hint: 'See "krr-gitops history" for all of them.',
  })
}
