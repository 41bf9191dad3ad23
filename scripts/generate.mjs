/** Writes what is made from the code: the JSON schema of the configuration, its reference page, and that of the commands. Needs a build first. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { buildCommandReference } from '../dist/entry/cli/reference.js'
import { buildConfigReference } from '../dist/entry/settings/reference.js'
import { buildJsonSchema } from '../dist/entry/settings/schema.js'

const root = new URL('../', import.meta.url)

function write(path, text) {
  const url = new URL(path, root)
  mkdirSync(new URL('.', url), { recursive: true })
  writeFileSync(url, text)
}

write('schemas/config.schema.json', `${JSON.stringify(buildJsonSchema(), null, 2)}\n`)
write('docs/reference/configuration.md', buildConfigReference())
write('docs/reference/commands.md', buildCommandReference())
