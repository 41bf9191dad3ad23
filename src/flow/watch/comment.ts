/** The one comment about a rollout, kept up to date. */
import { ROLLOUT_MARKER } from '../../core/after/rollout/report-rollout.ts'
import type { LivingForge, SeenComment } from '../../ports/life.ts'

/** Own comments about the rollout, the oldest first; those of people are never touched. */
export function rolloutComments(comments: readonly SeenComment[]): SeenComment[] {
  return comments.filter(({ byBot, body }) => byBot && body.startsWith(ROLLOUT_MARKER)).sort((a, b) => a.id - b.id)
}

export interface KeepOptions {
  readonly number: number
  readonly seen: readonly SeenComment[]
  /** `null`: nothing is worth a comment yet; one that is there already stays. */
  readonly body: string | null
  /** True: put a new one in its place instead of editing it, so that an edited one is known to be somebody else's. */
  readonly replace: boolean
}

/** @returns whether anything was written */
export async function keepComment(
  { comments, reactions }: Pick<LivingForge, 'comments' | 'reactions'>,
  { number, seen, body, replace }: KeepOptions,
): Promise<boolean> {
  const [first, ...more] = rolloutComments(seen)
  for (const { id } of more) await comments.remove(id)
  if (body === null || (first !== undefined && same(first.body, body))) return more.length > 0
  if (first !== undefined && !replace) {
    await reactions.editComment(first.id, body)
    return true
  }
  await comments.add(number, body)
  if (first !== undefined) await comments.remove(first.id)
  // Another run may have said it at the same moment: the oldest stays.
  const now = (await comments.list(number)).filter((one) => one.byBot && one.body.startsWith(ROLLOUT_MARKER))
  const [, ...later] = now.filter(({ id }) => id !== first?.id).sort((a, b) => a.id - b.id)
  for (const { id } of later) await comments.remove(id)
  return true
}

/** GitHub may change line ends and the space at the end. */
function same(one: string, other: string): boolean {
  const plain = (text: string) => text.replace(/\r\n/g, '\n').trimEnd()
  return plain(one) === plain(other)
}
