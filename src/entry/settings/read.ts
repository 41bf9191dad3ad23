/** Text of a configuration file -> settings, or everything that is wrong with it. Pure. */
import { checkSettings } from './checks.ts'
import { type Finding, parseConfig } from './document.ts'
import { describeIssue, explainIssues } from './explain.ts'
import { configSchema, type Settings } from './schema.ts'

export type SettingsResult =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly findings: readonly Finding[] }

/** @param file name for messages, as the user knows it */
export function readSettings(file: string, text: string): SettingsResult {
  const parsed = parseConfig(file, text)
  if (!parsed.ok) return parsed
  const { document } = parsed
  const result = configSchema.safeParse(document.value ?? {}, { error: describeIssue })
  if (!result.success) return { ok: false, findings: explainIssues(result.error.issues, document) }
  const findings = checkSettings(result.data, document)
  return findings.length > 0 ? { ok: false, findings } : { ok: true, settings: result.data }
}

/** What holds where there is no configuration file. */
export function defaultSettings(): Settings {
  return configSchema.parse({ version: 1 })
}
