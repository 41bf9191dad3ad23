/**
 * Where Argo CD puts objects that carry no namespace: a report names the namespace that the workload really runs in, so a
 * made-up report has to ask the Applications of the repository for it.
 */
import { readdirSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { loadAll } from 'js-yaml'
import type { JsonObject } from './render.ts'

/** For each folder of an application (`shop` of `shop/overlays/prod`) the one namespace that its Applications name. */
export function destinations(repository: string): (dir: string) => string | null {
  const known = new Map<string, Set<string>>()
  const generated: Generated[] = []
  for (const entry of readdirSync(repository, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.ya?ml$/.test(entry.name)) continue
    const text = readFileSync(join(entry.parentPath, entry.name), 'utf8')
    if (/^kind: ApplicationSet\s*$/m.test(text)) generated.push(...applicationSets(text))
    if (!/^kind: Application\s*$/m.test(text)) continue
    for (const { path, namespace } of applications(text)) {
      const folder = applicationFolder(path)
      known.set(folder, (known.get(folder) ?? new Set()).add(namespace))
    }
  }
  return (dir) => {
    const namespaces = known.get(applicationFolder(dir)) ?? new Set(generated.flatMap((one) => one(dir) ?? []))
    return namespaces.size === 1 ? ([...namespaces][0] ?? null) : null
  }
}

/** The namespace that an ApplicationSet gives to what it makes of a folder; `null` when it makes nothing of it. */
type Generated = (dir: string) => string | null

/** Reads as much of an ApplicationSet as names folders: its paths, with `*` or a parameter for one part of a name. */
function applicationSets(text: string): Generated[] {
  return documentsOf(text).flatMap((document) => {
    if (document?.kind !== 'ApplicationSet') return []
    const namespace = /"destination":.*?"namespace":"([^"]+)"/.exec(JSON.stringify(document))?.[1]
    if (namespace === undefined) return []
    const paths = [...JSON.stringify(document).matchAll(/"path":"([^"]+)"/g)]
      .map(([, path]) => path ?? '')
      .filter((path) => !/^(\{\{[^}]*\}\}|\*)$/.test(path))
      .map((path) => new RegExp(`^${path.replace(/[.+?^$()[\]|\\]/g, '\\$&').replace(/\{\{.*?\}\}|\*/g, '[^/]+')}$`))
    return [
      (dir: string) => {
        if (!paths.some((path) => path.test(dir))) return null
        return /^\{\{\s*\.?path\.basename\s*\}\}$/.test(namespace)
          ? basename(dir)
          : namespace.includes('{{')
            ? null
            : namespace
      },
    ]
  })
}

function applicationFolder(path: string): string {
  return path.replace(/^\.\//, '').replace(/\/(?:base|overlays)(?:\/.*)?$/, '')
}

function documentsOf(text: string): (JsonObject | null)[] {
  try {
    return loadAll(text) as (JsonObject | null)[]
  } catch {
    return []
  }
}

function applications(text: string): { path: string; namespace: string }[] {
  return documentsOf(text).flatMap((document) => {
    const spec = document?.spec as JsonObject | undefined
    const source = spec?.source as JsonObject | undefined
    const namespace = (spec?.destination as JsonObject | undefined)?.namespace
    const path = source?.path
    return document?.kind === 'Application' && typeof path === 'string' && typeof namespace === 'string'
      ? [{ path, namespace }]
      : []
  })
}
