/**
 * Where Argo CD puts objects that carry no namespace: a report names the namespace that the workload really runs in, so a
 * made-up report has to ask the Applications of the repository for it.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { loadAll } from 'js-yaml'
import type { JsonObject } from './render.ts'

/** For each folder of an application (`shop` of `shop/overlays/prod`) the one namespace that its Applications name. */
export function destinations(repository: string): (dir: string) => string | null {
  const known = new Map<string, Set<string>>()
  for (const entry of readdirSync(repository, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.ya?ml$/.test(entry.name)) continue
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8')
    if (!/^kind: Application\s*$/m.test(text)) continue
    for (const { path, namespace } of applications(text)) {
      const folder = applicationFolder(path)
      known.set(folder, (known.get(folder) ?? new Set()).add(namespace))
    }
  }
  return (dir) => {
    const namespaces = known.get(applicationFolder(dir)) ?? new Set()
    return namespaces.size === 1 ? ([...namespaces][0] ?? null) : null
  }
}

function applicationFolder(path: string): string {
  return path.replace(/^\.\//, '').replace(/\/(?:base|overlays)(?:\/.*)?$/, '')
}

function applications(text: string): { path: string; namespace: string }[] {
  let documents: unknown[]
  try {
    documents = loadAll(text)
  } catch {
    return []
  }
  return (documents as (JsonObject | null)[]).flatMap((document) => {
    const spec = document?.spec as JsonObject | undefined
    const source = spec?.source as JsonObject | undefined
    const namespace = (spec?.destination as JsonObject | undefined)?.namespace
    const path = source?.path
    return document?.kind === 'Application' && typeof path === 'string' && typeof namespace === 'string'
      ? [{ path, namespace }]
      : []
  })
}
