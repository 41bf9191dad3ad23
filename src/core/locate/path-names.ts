/** The names that a path has besides its real one: those through symbolic links above it. */
import { isWithin, type LinkFollower } from './paths.ts'

/** A link to a folder that holds another link, and so on: deeper names are nobody's to write into a configuration. */
const MAX_DEPTH = 3
const MAX_NAMES = 100

export type PathNames = (path: string) => readonly string[]

/**
 * @param links paths of all links
 * @returns a function from a path to all of its names: as given, the real one, and those through links
 */
export function createPathNames(links: Iterable<string>, follow: LinkFollower): PathNames {
  const targets = [...links].flatMap((link) => {
    const target = follow(link)?.path
    // A link to a folder above itself gives everything endless names, none of them meant.
    return target === undefined || isWithin(link, target) ? [] : [{ link, target }]
  })
  const through = (path: string): string[] =>
    targets.flatMap(({ link, target }) => (isWithin(path, target) ? [`${link}${path.slice(target.length)}`] : []))
  return (path) => {
    if (targets.length === 0) return [path]
    let level = [follow(path)?.path ?? path]
    const names = new Set([path, ...level])
    for (let depth = 0; depth < MAX_DEPTH && level.length > 0 && names.size < MAX_NAMES; depth += 1) {
      level = level.flatMap(through).filter((name) => !names.has(name))
      for (const name of level) names.add(name)
    }
    return [...names]
  }
}
