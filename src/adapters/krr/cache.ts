/** Finished runs on disk, readable by their owner only; what is stored holds nothing secret, see `stripReport`. */
import { createHash, randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'
import type { KrrRun } from '../../ports/krr.ts'

/** Raised when the stored form changes. */
const FORM = 1
/** No TTL is longer than that in practice; what is older is removed. */
const KEPT_MS = 7 * 86_400_000

const place = z.object({ cluster: z.string(), kind: z.string() })
const stored = z.object({
  form: z.literal(FORM),
  generatedAt: z.iso.datetime(),
  version: z.string().nullable(),
  report: z.string(),
  remarks: z.array(z.object({ code: z.string(), message: z.string(), hint: z.string().nullable() })),
  findings: z.object({
    incomplete: z.tuple([]),
    hpaRead: z.array(z.string()),
    listed: z.array(place.extend({ count: z.number() })),
    unavailable: z.array(place),
    clusters: z.array(z.string()).nullable(),
  }),
})

export interface ScanCache {
  /** A run that ended at most `ttl` milliseconds before `now`; `null` when there is none. Never throws. */
  read(key: string, now: Date, ttl: number): Promise<KrrRun | null>
  /** Keeps a complete run; an incomplete one is never kept. Never throws. */
  write(key: string, run: KrrRun, now: Date): Promise<void>
}

/** @param parts everything that the result depends on; only its hash is kept */
export function cacheKey(parts: readonly unknown[]): string {
  return createHash('sha256')
    .update(JSON.stringify([FORM, ...parts]))
    .digest('hex')
}

/** @param directory made with mode 0700 when it does not exist */
export function openScanCache(directory: string): ScanCache {
  const fileOf = (key: string) => join(directory, `${key}.scan.json`)
  return {
    async read(key, now, ttl) {
      const text = await readFile(fileOf(key), 'utf8').catch(() => null)
      const parsed = text === null ? null : stored.safeParse(parseJson(text))
      if (parsed?.success !== true) return null
      const { form: _, generatedAt, ...run } = parsed.data
      const age = now.getTime() - Date.parse(generatedAt)
      return age >= 0 && age <= ttl ? { ...run, generatedAt: new Date(generatedAt), cached: true } : null
    },
    async write(key, { cached: _, generatedAt, ...run }, now) {
      if (run.findings.incomplete.length > 0) return
      const part = join(directory, `.${randomUUID()}.part`)
      try {
        await mkdir(directory, { recursive: true, mode: 0o700 })
        const text = JSON.stringify({ form: FORM, generatedAt: generatedAt.toISOString(), ...run })
        await writeFile(part, text, { mode: 0o600, flag: 'wx' })
        await rename(part, fileOf(key))
        await prune(directory, now)
      } catch {
        await rm(part, { force: true }).catch(() => undefined)
      }
    },
  }
}

async function prune(directory: string, now: Date): Promise<void> {
  for (const name of await readdir(directory)) {
    if (!/(\.scan\.json|\.part)$/.test(name)) continue
    const file = join(directory, name)
    const { mtimeMs } = await stat(file)
    if (now.getTime() - mtimeMs > KEPT_MS) await rm(file, { force: true })
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
