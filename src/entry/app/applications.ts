/**
 * Which application delivers an overlay, remembered for as long as the default branch stays: a push that is delivered makes
 * dozens of reports, and each of them would clone the repository again.
 */
import type { Application } from '../../core/locate/target.ts'
import type { ApplicationOf } from '../../flow/watch/signals.ts'

export interface ApplicationMemory {
  /** Asks `survey` only when the head moved, or an overlay was not asked for before. */
  find(
    slug: string,
    head: string,
    overlays: readonly string[],
    survey: () => Promise<ApplicationOf>,
  ): Promise<ApplicationOf>
}

interface Known {
  readonly head: string
  readonly found: ReadonlyMap<string, Application | null>
}

/** @param most repositories that are remembered */
export function createApplicationMemory(most: number): ApplicationMemory {
  const known = new Map<string, Known>()
  return {
    async find(slug, head, overlays, survey) {
      const before = known.get(slug)
      const same = before?.head === head ? before.found : new Map<string, Application | null>()
      let found = same
      if (overlays.some((overlay) => !same.has(overlay))) {
        const ask = await survey()
        found = new Map([...same, ...overlays.map((overlay) => [overlay, ask(overlay)] as const)])
      }
      known.delete(slug)
      known.set(slug, { head, found })
      const [oldest] = known.keys()
      if (known.size > most && oldest !== undefined) known.delete(oldest)
      return (overlay) => found.get(overlay) ?? null
    },
  }
}
