/** `krr-gitops validate`: is the configuration right, and does it fit the repository? */
import { statSync } from 'node:fs'
import { join } from 'node:path'
import { formatPlace } from '../../../core/problem.ts'
import { requireDirectory } from '../../repository-argument.ts'
import type { Finding } from '../../settings/document.ts'
import { CONFIG_PATH, configProblem, findConfig } from '../../settings/load.ts'
import { readSettings } from '../../settings/read.ts'
import type { Settings } from '../../settings/schema.ts'
import type { CommandContext } from '../context.ts'

/** Exit 0 when the file is right (or there is none: then the defaults hold), else 2. */
export async function runValidate(context: CommandContext): Promise<number> {
  const { globals, io } = context
  const { root } = requireDirectory(globals.repo, io.cwd, 'validate')
  const file = findConfig({ root, config: globals.config, cwd: io.cwd })
  if (file === null) {
    if (globals.json) context.printJson({ schemaVersion: 1, file: null, valid: true, findings: [], warnings: [] })
    else context.print(`There is no ${CONFIG_PATH}; the defaults hold. "krr-gitops init" writes one.\n`)
    return 0
  }
  const result = readSettings(file.name, file.text)
  const findings = result.ok ? [] : result.findings
  const warnings = result.ok ? missingPaths(result.settings, root) : []
  if (globals.json) {
    const document = {
      schemaVersion: 1,
      file: file.name,
      valid: result.ok,
      findings: findings.map(findingDocument),
      warnings,
    }
    context.printJson(document)
    return result.ok ? 0 : 2
  }
  if (!result.ok) throw configProblem(file.name, findings)
  for (const warning of warnings) context.note(`warning: ${warning}`)
  context.print(`${context.style('green', 'ok')} ${file.name}\n`)
  return 0
}

function findingDocument({ place, path, message, hint }: Finding): object {
  return { place: formatPlace(place), line: place.line ?? null, column: place.column ?? null, path, message, hint }
}

/** A plain path that is not there is most likely a typo; globs may match later. */
function missingPaths({ clusters, stages }: Settings, root: string): string[] {
  const named = [
    ...clusters.map(({ name, paths }) => ({ what: `the cluster "${name}"`, paths })),
    ...stages.map(({ name, paths }) => ({ what: `the stage "${name}"`, paths })),
  ]
  return named.flatMap(({ what, paths }) =>
    paths
      .filter((path) => !/[*?[\]{}!()]/.test(path) && !isDirectory(join(root, path)))
      .map((path) => `${what} names the path "${path}", which is no directory of the repository.`),
  )
}

function isDirectory(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true
}
