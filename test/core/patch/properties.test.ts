/** Splices of generated files: all bytes outside of the splice are equal, and the values differ as intended, or it is refused. */
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { insideScalar } from '../../../src/core/patch/yaml-embedded.ts'
import { insertIntoList, insertKey } from '../../../src/core/patch/yaml-insert.ts'
import { setScalar } from '../../../src/core/patch/yaml-scalar.ts'
import { type EditPlan, editOnce } from '../../../src/core/patch/yaml-text.ts'
import { parseYamlDocuments } from '../../../src/core/yaml.ts'

/** How one generated file is written. */
interface Style {
  readonly ending: string
  readonly bom: boolean
  readonly head: string
  readonly finalNewline: boolean
  readonly dash: string
  readonly step: number
  readonly quote: string
  readonly comment: string
  readonly blank: boolean
  readonly flow: boolean
}

const style: fc.Arbitrary<Style> = fc.record({
  ending: fc.constantFrom('\n', '\r\n'),
  bom: fc.boolean(),
  head: fc.constantFrom('', '---\n', '# head: [\n', '# a\n--- # b\n', '\n\n'),
  finalNewline: fc.boolean(),
  dash: fc.constantFrom('', '  ', '    ', ' '),
  step: fc.integer({ min: 1, max: 6 }),
  quote: fc.constantFrom('', '"', "'"),
  comment: fc.constantFrom('', ' # c', '   # "x": [1', '\t# tab'),
  blank: fc.boolean(),
  flow: fc.boolean(),
})

const amount = fc.constantFrom('1m', '250m', '2', '0.5', '1e3', '1Gi', '211Mi', '123456789')
const names = fc.uniqueArray(fc.constantFrom('app', 'proxy', 'a.b', 'no', '1', 'x-y'), { minLength: 1, maxLength: 4 })

function written(style: Style, lines: readonly string[]): string {
  const spaced = style.blank
    ? lines.flatMap((line, index) => (index % 3 === 2 ? [line, '', '# between'] : [line]))
    : lines
  const text = `${style.bom ? '\uFEFF' : ''}${style.head}${spaced.join('\n')}${style.finalNewline ? '\n' : ''}`
  return text.replace(/\n/g, style.ending)
}

function manifest(style: Style, containers: readonly string[], value: string): string {
  const pad = (depth: number) => ' '.repeat(depth * style.step)
  const quoted = `${style.quote}${value}${style.quote}`
  const lines = ['kind: Deployment', 'spec:', `${pad(1)}containers:`]
  for (const name of containers) {
    const item = `${pad(1)}${style.dash}- `
    const inner = ' '.repeat(item.length)
    lines.push(`${item}name: "${name}"${style.comment}`)
    if (style.flow) lines.push(`${inner}resources: {requests: {cpu: ${quoted}, x: [1,  2]}}${style.comment}`)
    else
      lines.push(
        `${inner}resources:${style.comment}`,
        `${inner}${pad(1)}requests:`,
        `${inner}${pad(2)}cpu: ${quoted}${style.comment}`,
      )
  }
  return written(style, lines)
}

function kustomization(style: Style, paths: readonly string[], last: boolean): string {
  const pad = ' '.repeat(style.step)
  const list = style.flow
    ? [`patches: [${paths.map((path) => `{path: ${path}.yaml}`).join(', ')}]${style.comment}`]
    : [
        `patches:${style.comment}`,
        ...paths.flatMap((path) => [
          `${style.dash}- path: ${path}.yaml${style.comment}`,
          `${style.dash}  target:`,
          `${style.dash}  ${pad}kind: Deployment`,
        ]),
      ]
  const others = ['resources:', `${style.dash}- a.yaml`, `namespace: ${style.quote}x${style.quote}`]
  return written(style, last ? [...others, ...list] : [...list, ...others])
}

function values(text: string): unknown[] {
  return parseYamlDocuments(text).map((document) => {
    expect(document.errors).toEqual([])
    return document.toJS()
  })
}

/** Makes the edit, checks the bytes around it, and returns values before and after; `null` when it was refused. */
function edit(text: string, plan: EditPlan): { before: unknown[]; after: unknown[]; inserted: string } | null {
  const result = editOnce(text, plan)
  if (!result.ok) {
    expect(result.reason).not.toBe('')
    return null
  }
  const { start, end, text: inserted } = result.planned.splice
  expect(result.text.slice(0, start)).toBe(text.slice(0, start))
  expect(result.text.slice(start + inserted.length)).toBe(text.slice(end))
  expect(inserted.replace(/\r\n/g, '')).not.toMatch(text.includes('\r\n') ? /\n/ : /\r/)
  return { before: values(text), after: values(result.text), inserted }
}

const at = (path: (string | number)[]) => ({ document: 0, path })

describe('splices of generated files', () => {
  it('replace one value and nothing else', () => {
    fc.assert(
      fc.property(style, names, amount, amount, fc.nat(), (look, containers, old, young, pick) => {
        const index = pick % containers.length
        const text = manifest(look, containers, old)
        const path = ['spec', 'containers', index, 'resources', 'requests', 'cpu']
        const made = edit(text, setScalar(at(path), young))
        expect(made).not.toBeNull()
        const expected = structuredClone(made?.before) as [
          { spec: { containers: { resources: { requests: { cpu: unknown } } }[] } },
        ]
        const requests = expected[0].spec.containers[index]?.resources.requests
        if (requests === undefined) throw new Error('the generated file is wrong')
        // Without quotes a number stays a number.
        requests.cpu = look.quote === '' && Number.isFinite(Number(young)) ? Number(young) : young
        expect(made?.after).toEqual(expected)
      }),
      { numRuns: 150 },
    )
  })

  it('insert one key and nothing else, or refuse', () => {
    fc.assert(
      fc.property(style, names, amount, amount, fc.nat(), (look, containers, old, young, pick) => {
        const index = pick % containers.length
        const text = manifest(look, containers, old)
        const made = edit(text, insertKey(at(['spec', 'containers', index, 'resources', 'requests']), 'memory', young))
        expect(made).not.toBeNull()
        const expected = structuredClone(made?.before) as [
          { spec: { containers: { resources: { requests: object } }[] } },
        ]
        const resources = expected[0].spec.containers[index]?.resources
        if (resources === undefined) throw new Error('the generated file is wrong')
        resources.requests = { ...resources.requests, memory: young }
        expect(made?.after).toEqual(expected)
      }),
      { numRuns: 150 },
    )
  })

  it('add one entry to a list that is there, empty or missing', () => {
    fc.assert(
      fc.property(
        style,
        fc.array(fc.constantFrom('a', 'b/c', '../d'), { maxLength: 3 }),
        fc.boolean(),
        (look, paths, last) => {
          const text = kustomization(look, paths, last)
          const entry = { path: 'krr/x.yaml', target: { kind: 'Rollout', name: 'a\\.b' } }
          const made = edit(text, insertIntoList(at([]), 'patches', entry))
          expect(made).not.toBeNull()
          const expected = structuredClone(made?.before) as [{ patches: unknown[] | null }]
          expected[0].patches = [...(expected[0].patches ?? []), entry]
          expect(made?.after).toEqual(expected)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('edit an embedded patch, or refuse', () => {
    fc.assert(
      fc.property(style, names, amount, fc.constantFrom('|', '|-', '|+'), (look, containers, young, block) => {
        const inner = manifest({ ...look, bom: false, ending: '\n', head: '' }, containers, '1')
        const indented = inner.split('\n').map((line) => (line === '' ? '' : `    ${line}`))
        const text = written({ ...look, blank: false }, ['patches:', `- patch: ${block}`, ...indented, 'namespace: x'])
        const path = ['spec', 'containers', 0, 'resources', 'requests']
        for (const plan of [setScalar(at([...path, 'cpu']), young), insertKey(at(path), 'memory', young)]) {
          const made = edit(text, insideScalar(at(['patches', 0, 'patch']), plan))
          expect(made).not.toBeNull()
          const [before, after] = [made?.before, made?.after].map(
            (list) => (list as [{ patches: [{ patch: string }]; namespace: string }])[0],
          )
          expect(after?.namespace).toBe('x')
          expect(before?.patches[0].patch).not.toBe(after?.patches[0].patch)
        }
      }),
      { numRuns: 80 },
    )
  })

  it('never throw, whatever the text is', () => {
    const piece = fc.constantFrom(
      'a',
      ':',
      ' ',
      '\n',
      '- ',
      '{',
      '}',
      '[',
      ']',
      '&x ',
      '*x',
      '"',
      "'",
      '|',
      '>',
      '#',
      '\t',
      '---\n',
      '...\n',
      '? ',
      '!!str ',
      'patches',
      ',',
      '%',
      '\uFEFF',
      '\r\n',
      '<<',
      'null',
      '1',
    )
    const text = fc.array(piece, { maxLength: 30 }).map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, (source) => {
        for (const plan of [
          setScalar(at(['a']), '1m'),
          insertKey(at([]), 'b', { c: ['d'] }),
          insertIntoList(at([]), 'patches', { path: 'x' }),
          insideScalar(at(['a']), setScalar(at(['a']), '1m')),
        ]) {
          const result = editOnce(source, plan)
          if (!result.ok) continue
          const { start, end, text: inserted } = result.planned.splice
          expect(result.text).toBe(source.slice(0, start) + inserted + source.slice(end))
        }
      }),
      { numRuns: 1_000 },
    )
  })
})
