/** `docs/reference/configuration.md`, made from the schema so that it cannot say anything else. */
import { kindOf } from './kinds.ts'
import { buildJsonSchema } from './schema.ts'
import type { SchemaNode } from './schema-keys.ts'
import { yamlFlow } from './yaml-flow.ts'

export function buildConfigReference(): string {
  const schema: SchemaNode = buildJsonSchema()
  const sections = Object.entries(schema.properties ?? {}).flatMap(([name, node]) => sectionText(name, node))
  return `${[
    '# Configuration',
    '',
    '<!-- Generated from the schema by `npm run generate`; do not edit. -->',
    '',
    'The file is `.github/krr-gitops.yaml` in the repository that holds the manifests. Everything but `version` is',
    'optional: `version: 1` alone is a safe, useful configuration. `krr-gitops init` writes a commented file,',
    '`krr-gitops validate` checks one, and [`schemas/config.schema.json`](../../schemas/config.schema.json) lets an editor',
    'complete and check it. A key that is not listed here is an error.',
    '',
    'A **duration** has units from weeks to seconds (`7d`, `1h30m`, `90s`). A **percentage** has its sign (`30%`). A',
    '**quantity** is written as in a manifest (`250m`, `256Mi`). In a **selector** all keys that are given must match, and',
    'within a key any entry may; entries are names or globs. A **window** is days, hours or both, with an optional time zone',
    '(`Mon-Fri`, `22:00-06:00`, `Mon-Thu,Sat 08:00-17:00 Europe/Berlin`; UTC without one).',
    '',
    'What counts for a pull request is the file on the default branch. `approvals`, `pullRequests.expireAfter`,',
    '`pullRequests.merge`, `pullRequests.mergeWindow`, `rollout` and `rollback` act whenever `krr-gitops sweep` runs, as on a',
    'schedule, or at once with the GitHub App. `rollout.watch: kubernetes` and `rollout.guards` are checked here but not acted',
    'on yet.',
    '',
    ...sections,
  ].join('\n')}\n`
}

function sectionText(name: string, node: SchemaNode): string[] {
  const rows = rowsOf(node, '')
  const intro = [`## \`${name}\``, '', node.description ?? '', '']
  const example = exampleOf(name, node)
  if (rows.length === 0) return [...intro, `${capital(kindOf(node))}${defaultWords(node)}.`, '', ...example]
  return [...intro, '| key | value | default | meaning |', '| --- | --- | --- | --- |', ...rows, '', ...example]
}

function rowsOf(node: SchemaNode, prefix: string): string[] {
  const inside = node.properties ?? node.items?.properties
  if (inside === undefined) return []
  const at = node.properties === undefined ? `${prefix}[].` : prefix === '' ? '' : `${prefix}.`
  return Object.entries(inside).flatMap(([key, child]) => {
    const name = `${at}${key}`
    const row = `| \`${name}\` | ${cell(kindOf(child))} | ${defaultCell(child)} | ${cell(child.description ?? '')} |`
    // Selectors are explained once, at the top: their keys would drown everything else.
    return isSelector(child)
      ? [row.replace('| mapping |', '| selector |').replace('list of mappings', 'list of selectors')]
      : [row, ...rowsOf(child, name)]
  })
}

function isSelector(node: SchemaNode): boolean {
  const keys = Object.keys(node.properties ?? node.items?.properties ?? {})
  return keys.includes('namespaces') && keys.includes('containers')
}

function defaultCell(node: SchemaNode): string {
  return node.default === undefined ? '' : `\`${cell(yamlFlow(node.default))}\``
}

function defaultWords(node: SchemaNode): string {
  return node.default === undefined ? '' : `; by default \`${yamlFlow(node.default)}\``
}

function exampleOf(name: string, node: SchemaNode): string[] {
  const example = node.examples?.[0]
  if (!Array.isArray(example)) return []
  return ['```yaml', `${name}:`, ...example.map((item) => `  - ${yamlFlow(item)}`), '```', '']
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;')
}

function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`
}
