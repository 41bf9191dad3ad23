/** Which delivery objects read this repository, and which another one. */
import type { Declaration } from './declarations.ts'
import { ancestorsOf, joinPath } from './paths.ts'
import { normalizeRepositoryUrl } from './remote.ts'
import type { FileTree } from './tree.ts'
import { listAt, textAt } from './values.ts'

export interface SourceBook {
  /** True when the address of this repository is known. */
  readonly isKnown: boolean
  /** Whether an address is this repository's, as far as anybody knows: without knowledge every address may be. */
  isHere(url: string | null): boolean
  /** Address behind a Flux `sourceRef`; `null` when the repository does not declare that source. */
  urlOf(kind: string, namespace: string | null, name: string): string | null
}

/**
 * @param originUrl URL of `origin`, or `null`. It counts only when some delivery object names it: a fork, a mirror or a
 * local clone has an origin that nobody deploys from.
 */
export function buildSourceBook(declarations: readonly Declaration[], originUrl: string | null): SourceBook {
  const sources = declarations.filter(({ kind }) => kind.endsWith('Repository') || kind === 'Bucket')
  const normalized = new Map<string, string | null>()
  const normalize = (url: string): string | null => {
    const known = normalized.get(url)
    if (known !== undefined) return known
    const address = normalizeRepositoryUrl(url)
    normalized.set(url, address)
    return address
  }
  const origin = originUrl === null ? null : normalize(originUrl)
  const isNamed =
    origin !== null && declarations.some((each) => addressesOf(each).some((url) => normalize(url) === origin))
  const own = isNamed ? [origin] : bootstrapUrls(sources)
  const urlOf = (kind: string, namespace: string | null, name: string): string | null => {
    const found = sources.filter((each) => each.kind === kind && each.name === name)
    const exact = found.filter((each) => namespace === null || each.namespace === null || each.namespace === namespace)
    const addresses = new Set(exact.map((each) => textAt(each.body, 'spec', 'url')))
    return addresses.size === 1 ? ([...addresses][0] ?? null) : null
  }
  return {
    isKnown: own.length > 0,
    urlOf,
    isHere: (url) => {
      const address = url === null ? null : normalize(url)
      return own.length === 0 || address === null || own.includes(address)
    },
  }
}

/** Flux's bootstrap names the repository that it was started from `flux-system`. */
function bootstrapUrls(sources: readonly Declaration[]): string[] {
  return sources
    .filter(({ kind, name }) => kind === 'GitRepository' && name === 'flux-system')
    .flatMap(({ body }) => normalizeRepositoryUrl(textAt(body, 'spec', 'url') ?? '') ?? [])
}

function addressesOf({ kind, body }: Declaration): string[] {
  if (kind === 'GitRepository') return [textAt(body, 'spec', 'url') ?? '']
  const spec = kind === 'ApplicationSet' ? ['spec', 'template', 'spec'] : ['spec']
  const sources = [textAt(body, ...spec, 'source', 'repoURL'), ...listAt(body, ...spec, 'sources').map(repoUrl)]
  return sources.flatMap((url) => url ?? [])
}

function repoUrl(source: unknown): string | null {
  return textAt(source, 'repoURL')
}

/** A directory that a delivery object names, clean; `null` when this repository has no such directory. */
export function directoryHere(tree: FileTree, path: string): string | null {
  const clean = joinPath('', path.replace(/^\/+/, ''))
  return clean !== null && tree.isDirectory(clean) ? clean : null
}

/**
 * A path inside an artifact that was packed from some folder of this repository: the nearest folder above the declaring
 * file below which the path exists.
 */
export function directoryInArtifact(tree: FileTree, path: string, file: string): string | null {
  for (const base of ancestorsOf(file)) {
    const joined = joinPath(base, path.replace(/^\/+/, ''))
    if (joined !== null && tree.isDirectory(joined)) return joined
  }
  return null
}
