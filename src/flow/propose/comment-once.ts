/** Saying something on a pull request exactly once, over many runs and several runs at the same time. */
import type { Forge } from '../../ports/forge.ts'

/** Invisible to readers; what makes a comment findable again. */
export function marker(name: string): string {
  return `<!-- krr-gitops:${name} -->`
}

/**
 * Adds the comment unless the bot said it before.
 *
 * Two runs at once may both find none and both add theirs; each then looks again and removes all but the oldest, so that
 * one remains whoever is quicker.
 *
 * @param name kebab-case name of what is said
 * @returns whether it was said now
 */
export async function commentOnce(
  forge: Pick<Forge, 'comments'>,
  number: number,
  name: string,
  text: string,
): Promise<boolean> {
  const { comments } = forge
  const same = async () =>
    (await comments.list(number)).filter(({ byBot, body }) => byBot && body.includes(marker(name)))
  if ((await same()).length > 0) return false
  const mine = await comments.add(number, `${text}\n\n${marker(name)}\n`)
  const [, ...later] = (await same()).sort((a, b) => a.id - b.id)
  for (const { id } of later) await comments.remove(id)
  return !later.some(({ id }) => id === mine.id)
}
