/** The commented configuration that `init` writes: only `version: 1` is active, everything else stands there with its default. */
import { buildJsonSchema } from './schema.ts'
import type { SchemaNode } from './schema-keys.ts'
import { yamlFlow } from './yaml-flow.ts'

const WIDTH = 110

/** Taking away the first `# ` of every line below `version: 1` gives a valid file that says what holds anyway. */
export function buildConfigTemplate(): string {
  const schema: SchemaNode = buildJsonSchema()
  const sections = Object.entries(schema.properties ?? {}).filter(([name]) => name !== 'version')
  const body = sections.map(([name, node]) => setting(name, node, ''))
  return [
    '# Configuration of krr-gitops. Every setting is shown with its default.',
    '# To change one, remove the first "# " before it and before the keys that it stands under;',
    '# then check the file with: krr-gitops validate',
    '',
    'version: 1',
    '',
    ...body.map((lines) => `${lines.map((line) => `# ${line}`.trimEnd()).join('\n')}\n`),
  ].join('\n')
}

/** A setting with its description above it; sections contain their settings. */
function setting(name: string, node: SchemaNode, indent: string): string[] {
  const comment = wrap(describe(node), WIDTH - indent.length).map((line) => `${indent}# ${line}`)
  const children = Object.entries(node.properties ?? {})
  // A section of which no setting has a default is shown empty, with an example.
  if (children.some(([, child]) => child.default !== undefined) && node.default !== undefined) {
    return [...comment, `${indent}${name}:`, ...children.flatMap(([key, child]) => setting(key, child, `${indent}  `))]
  }
  if (node.default === undefined) {
    const example = node.examples?.[0]
    return [...comment, `${indent}# ${name}: ${example === undefined ? '…' : yamlFlow(example)}`]
  }
  return [...comment, `${indent}${name}: ${yamlFlow(node.default)}`, ...exampleLines(node, indent)]
}

function describe(node: SchemaNode): string {
  const choices = node.enum === undefined || node.enum.length < 2 ? '' : ` One of: ${node.enum.map(String).join(', ')}.`
  return `${node.description ?? ''}${(node.description ?? '').includes(`${String(node.enum?.[0])}:`) ? '' : choices}`
}

function exampleLines(node: SchemaNode, indent: string): string[] {
  const example = node.examples?.[0]
  if (example === undefined) return []
  if (!Array.isArray(example)) return [`${indent}# for example: ${yamlFlow(example)}`]
  return [`${indent}# for example:`, ...example.map((item) => `${indent}#   - ${yamlFlow(item)}`)]
}

function wrap(text: string, width: number): string[] {
  const lines: string[] = []
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + 1 + word.length > width) {
      lines.push(line)
      line = word
    } else line = line === '' ? word : `${line} ${word}`
  }
  return [...lines, line]
}
