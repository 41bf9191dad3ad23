/** The published schema says exactly what the program does, and the pages made from it are up to date. */
import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { defaultSettings, readSettings } from '../../../src/entry/settings/read.ts'
import { buildConfigReference } from '../../../src/entry/settings/reference.ts'
import { buildJsonSchema, configSchema } from '../../../src/entry/settings/schema.ts'
import type { SchemaNode } from '../../../src/entry/settings/schema-keys.ts'
import { buildConfigTemplate } from '../../../src/entry/settings/template.ts'

const root = new URL('../../../', import.meta.url)
const schema = buildJsonSchema()
const accepts = new Ajv2020({ allowUnionTypes: true, strict: true, strictRequired: false }).compile(schema)

describe('the published schema', () => {
  it('is the one in schemas/ (npm run generate)', () => {
    expect(JSON.parse(readFileSync(new URL('schemas/config.schema.json', root), 'utf8'))).toEqual(schema)
  })

  it('is what the reference page was made from (npm run generate)', () => {
    expect(readFileSync(new URL('docs/reference/configuration.md', root), 'utf8')).toBe(buildConfigReference())
  })

  it('describes every key, and gives a default to every key of the top', () => {
    const undescribed: string[] = []
    const visit = (node: SchemaNode, path: string): void => {
      for (const [key, child] of Object.entries(node.properties ?? {})) {
        if (child.description === undefined) undescribed.push(`${path}.${key}`)
        visit(child, `${path}.${key}`)
      }
      if (node.items !== undefined) visit(node.items, `${path}[]`)
    }
    visit(schema, '')
    expect(undescribed).toEqual([])
    const top = Object.entries((schema as SchemaNode).properties ?? {})
    expect(top.filter(([, node]) => node.default === undefined).map(([key]) => key)).toEqual(['version'])
  })

  it('gives examples that are valid', () => {
    const wrong: unknown[] = []
    const visit = (node: SchemaNode, wrap: (value: unknown) => unknown): void => {
      for (const example of node.examples ?? []) {
        const file = wrap(example)
        if (!configSchema.safeParse(file).success || !accepts(file)) wrong.push(file)
      }
      for (const [key, child] of Object.entries(node.properties ?? {})) {
        visit(child, (value) => wrap(node === schema ? { version: 1, [key]: value } : { [key]: value }))
      }
    }
    visit(schema, (value) => value)
    expect(wrong).toEqual([])
  })
})

/** Values that are nearly right: the interesting ones lie at the edge of a pattern or a range. */
const scalar = fc.oneof(
  fc.constantFrom(
    null,
    true,
    false,
    0,
    1,
    -1,
    2,
    0.5,
    1.5,
    20,
    21,
    1000,
    1001,
    1e9,
    1e15,
    1e16,
    '',
    ' ',
    'a',
    'a b',
    ' a',
    'a\nb',
    'x\n',
    '7d',
    '7',
    'd',
    '1h30m',
    '30m1h',
    '0s',
    '1.5h',
    '-1d',
    '9999d',
    '99999d',
    '30%',
    '100%',
    '100.0%',
    '100.1%',
    '30',
    '30 %',
    '-5%',
    '12.5%',
    '250m',
    '1',
    '0.5',
    '.5',
    '1.5m',
    '1Gi',
    '1.5Gi',
    '256Mi',
    '1e3',
    '5x',
    '1G',
    '1Ei',
    'keep',
    'skip',
    'WARNING',
    'warning',
    'always',
    'Mon-Fri',
    'Mon-Fri 08:00-17:00',
    'Mon-Fri 08:00-17:00 Europe/Berlin',
    '22:00-06:00',
    '08:00-24:00',
    '8:00-17:00',
    'Monday',
    '25:00-26:00',
    '2026-12-24',
    '2026-13-01',
    'USD',
    'usd',
    'http://prom:9090',
    'https://u:p@prom',
    'ftp://x',
    'codeowners',
    'none',
    'auto',
    'manual',
    'simple',
  ),
  fc.string({ maxLength: 6 }),
  fc.integer(),
)

/** A file with random values at places that the schema knows, and now and then at places that it does not. */
function near(node: SchemaNode, depth: number): fc.Arbitrary<unknown> {
  if (depth === 0) return scalar
  const fitting: fc.Arbitrary<unknown>[] = []
  if (node.properties !== undefined) {
    const known = Object.fromEntries(
      Object.entries(node.properties).map(([key, child]) => [key, near(child, depth - 1)]),
    )
    fitting.push(fc.record(known, { requiredKeys: [] }))
  } else if (typeof node.additionalProperties === 'object') {
    fitting.push(
      fc.dictionary(fc.constantFrom('a', 'tier', 'a_b', 'A', '-x', ''), near(node.additionalProperties, depth - 1), {
        maxKeys: 2,
      }),
    )
  }
  if (node.items !== undefined) fitting.push(fc.array(near(node.items, depth - 1), { maxLength: 2 }))
  for (const option of node.anyOf ?? []) fitting.push(near(option, depth - 1))
  for (const value of node.enum ?? []) fitting.push(fc.constant(value))
  if (node.default !== undefined) fitting.push(fc.constant(node.default))
  const odd = fc.oneof(
    scalar,
    fc.array(scalar, { maxLength: 2 }),
    fc.dictionary(fc.constantFrom('x', 'version'), scalar, { maxKeys: 2 }),
  )
  const likely = fitting.length === 0 ? scalar : fc.oneof(...fitting)
  return fc.oneof({ weight: 12, arbitrary: likely }, { weight: 1, arbitrary: odd })
}

describe('the schema and the program', () => {
  it('accept and refuse the same files, key by key', () => {
    let accepted = 0
    let refused = 0
    for (const [key, node] of Object.entries((schema as SchemaNode).properties ?? {})) {
      const property = fc.property(near(node, 5), (value) => {
        const file = { version: 1, [key]: value }
        const program = configSchema.safeParse(file).success
        if (program) accepted += 1
        else refused += 1
        expect({ file, accepted: accepts(file) }).toEqual({ file, accepted: program })
      })
      fc.assert(property, { numRuns: 400, seed: 20_261_125 })
    }
    // A generator that only makes nonsense would prove nothing.
    expect(Math.min(accepted, refused)).toBeGreaterThan(500)
  })

  it.each([{}, { version: 2 }, { version: '1' }, [], null, 'version: 1'])('both refuse %j', (file) => {
    expect([configSchema.safeParse(file).success, accepts(file)]).toEqual([false, false])
  })
})

describe('the commented file of init', () => {
  const template = buildConfigTemplate()

  it('is valid as it is', () => {
    expect(readSettings('x', template)).toEqual({ ok: true, settings: defaultSettings() })
  })

  it('says what holds anyway once everything is switched on', () => {
    const [head, ...rest] = template.split('version: 1\n')
    const active = `${head}version: 1\n${rest.join('').replaceAll(/^# ?/gm, '')}`
    expect(active).toContain('\nscan:\n')
    expect(readSettings('x', active)).toEqual({ ok: true, settings: defaultSettings() })
  })
})
