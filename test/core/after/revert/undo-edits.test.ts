import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { undoEdits } from '../../../../src/core/after/revert/undo-edits.ts'
import type { FileEdit } from '../../../../src/core/patch/edit.ts'

const lines = (...texts: string[]) => texts.map((text) => `${text}\n`).join('')

const DEPLOYMENT = lines(
  'containers:',
  '  - name: app # the shop',
  '    resources:',
  '      requests:',
  '        cpu: 500m',
  '        memory: 512Mi',
  '  - name: proxy',
  '    resources:',
  '      requests:',
  '        cpu: 500m',
  '        memory: 512Mi',
)
const SMALLER = DEPLOYMENT.replace('cpu: 500m', 'cpu: 250m')
const KUSTOMIZATION = lines('resources:', '- ../../base', 'patches:', '- path: replicas.yaml')
const WITH_PATCH = `${KUSTOMIZATION}- path: krr/deployment-cart.yaml\n`
const PATCH = lines('apiVersion: apps/v1', 'kind: Deployment')

const D = 'apps/shop/deployment.yaml'
const K = 'apps/shop/kustomization.yaml'
const P = 'apps/shop/krr/deployment-cart.yaml'
const IN_PLACE: readonly FileEdit[] = [{ path: D, before: DEPLOYMENT, after: SMALLER }]
const NEW_FILE: readonly FileEdit[] = [
  { path: K, before: KUSTOMIZATION, after: WITH_PATCH },
  { path: P, before: null, after: PATCH },
]

const today = (texts: Record<string, string | null>) => new Map(Object.entries(texts))

describe('undoEdits', () => {
  it('gives the old bytes back where nothing else changed', () => {
    expect(undoEdits(IN_PLACE, today({ [D]: SMALLER }))).toEqual({
      edits: [{ path: D, before: SMALLER, after: DEPLOYMENT }],
      conflicts: [],
    })
    expect(undoEdits(NEW_FILE, today({ [K]: WITH_PATCH, [P]: PATCH }))).toEqual({
      edits: [
        { path: K, before: WITH_PATCH, after: KUSTOMIZATION },
        { path: P, before: PATCH, after: null },
      ],
      conflicts: [],
    })
  })

  it('brings a removed file back, unless somebody made it again', () => {
    const removed: readonly FileEdit[] = [
      { path: K, before: WITH_PATCH, after: KUSTOMIZATION },
      { path: P, before: PATCH, after: null },
    ]
    expect(undoEdits(removed, today({ [K]: KUSTOMIZATION }))).toEqual({
      edits: [
        { path: K, before: KUSTOMIZATION, after: WITH_PATCH },
        { path: P, before: null, after: PATCH },
      ],
      conflicts: [],
    })
    expect(undoEdits(removed, today({ [K]: WITH_PATCH, [P]: PATCH }))).toEqual({ edits: [], conflicts: [] })
    expect(undoEdits(removed, today({ [K]: WITH_PATCH, [P]: 'another\n' })).conflicts).toEqual([
      { path: P, line: null, why: 'file-changed' },
    ])
  })

  it('keeps what others changed beside it', () => {
    const proxy = SMALLER.replace(/memory: 512Mi\n$/, 'memory: 1Gi\n').replace('# the shop', '# our shop')
    expect(undoEdits(IN_PLACE, today({ [D]: proxy }))).toEqual({
      edits: [{ path: D, before: proxy, after: proxy.replace('cpu: 250m', 'cpu: 500m') }],
      conflicts: [],
    })
    const more = `${WITH_PATCH}- path: krr/deployment-web.yaml\n`
    expect(undoEdits(NEW_FILE, today({ [K]: more, [P]: PATCH })).edits[0]?.after).toBe(
      `${KUSTOMIZATION}- path: krr/deployment-web.yaml\n`,
    )
  })

  it('keeps a line that others put right before ours', () => {
    const limit = SMALLER.replace('        cpu: 250m', '        ephemeral-storage: 1Gi\n        cpu: 250m')
    expect(undoEdits(IN_PLACE, today({ [D]: limit })).edits[0]?.after).toBe(limit.replace('cpu: 250m', 'cpu: 500m'))
  })

  it('does not guess where a removed line belongs when its neighbour changed', () => {
    const removed = [{ path: D, before: DEPLOYMENT, after: DEPLOYMENT.replace('        cpu: 500m\n', '') }]
    const now = (removed[0]?.after ?? '').replace('memory: 512Mi', 'memory: 256Mi')
    expect(undoEdits(removed, today({ [D]: now }))).toEqual({
      edits: [],
      conflicts: [{ path: D, line: 5, why: 'lines-changed' }],
    })
  })

  it('touches the neighbour of a changed line, and no changed line', () => {
    const memory = SMALLER.replace('memory: 512Mi', 'memory: 256Mi')
    expect(undoEdits(IN_PLACE, today({ [D]: memory })).edits[0]?.after).toBe(
      DEPLOYMENT.replace('memory: 512Mi', 'memory: 256Mi'),
    )
    const again = SMALLER.replace('cpu: 250m', 'cpu: 120m').replace('containers:', 'initContainers: []\ncontainers:')
    expect(undoEdits(IN_PLACE, today({ [D]: again }))).toEqual({
      edits: [],
      conflicts: [{ path: D, line: 6, why: 'lines-changed' }],
    })
  })

  it('does nothing where it is undone already', () => {
    expect(undoEdits(IN_PLACE, today({ [D]: DEPLOYMENT }))).toEqual({ edits: [], conflicts: [] })
    const other = DEPLOYMENT.replace('# the shop', '')
    expect(undoEdits(IN_PLACE, today({ [D]: other }))).toEqual({ edits: [], conflicts: [] })
    expect(undoEdits(NEW_FILE, today({ [K]: KUSTOMIZATION }))).toEqual({ edits: [], conflicts: [] })
  })

  it('says when a file is gone', () => {
    expect(undoEdits(IN_PLACE, today({ [D]: null }))).toEqual({
      edits: [],
      conflicts: [{ path: D, line: null, why: 'file-gone' }],
    })
    expect(undoEdits(NEW_FILE, today({ [K]: WITH_PATCH, [P]: null })).edits).toEqual([
      { path: K, before: WITH_PATCH, after: KUSTOMIZATION },
    ])
  })

  it('keeps a patch file that was changed since, and the line that names it', () => {
    const texts = today({ [K]: WITH_PATCH, [P]: `${PATCH}spec: {}\n` })
    expect(undoEdits(NEW_FILE, texts)).toEqual({
      edits: [],
      conflicts: [
        { path: P, line: null, why: 'file-changed' },
        { path: K, line: 5, why: 'belongs-together' },
      ],
    })
  })

  it('keeps a patch file whose line was changed since', () => {
    const renamed = WITH_PATCH.replace('- path: krr/deployment-cart.yaml', '- {path: krr/deployment-cart.yaml}')
    expect(undoEdits(NEW_FILE, today({ [K]: renamed, [P]: PATCH }))).toEqual({
      edits: [],
      conflicts: [
        { path: K, line: 5, why: 'lines-changed' },
        { path: P, line: null, why: 'belongs-together' },
      ],
    })
  })

  it('follows what belongs together from file to file', () => {
    const web = 'apps/shop/krr/deployment-web.yaml'
    const both = `${WITH_PATCH}- path: krr/deployment-web.yaml\n`
    const edits: FileEdit[] = [
      { path: web, before: null, after: PATCH },
      { path: K, before: KUSTOMIZATION, after: both },
      ...IN_PLACE,
      { path: P, before: null, after: PATCH },
    ]
    const texts = today({ [web]: PATCH, [K]: both, [D]: SMALLER, [P]: `${PATCH}# mine\n` })
    const { edits: undone, conflicts } = undoEdits(edits, texts)
    expect(undone.map(({ path }) => path)).toEqual([D])
    expect(conflicts.map(({ path, why }) => [path, why])).toEqual([
      [P, 'file-changed'],
      [K, 'belongs-together'],
      [web, 'belongs-together'],
    ])
  })

  it('does not mistake one of two equal blocks for the other', () => {
    const swapped = SMALLER.replace('name: proxy', 'name: sidecar')
    expect(undoEdits(IN_PLACE, today({ [D]: swapped })).edits[0]?.after).toBe(
      DEPLOYMENT.replace('name: proxy', 'name: sidecar'),
    )
  })
})

/** A stretch of a file: what it was, what the change made of it, what it is today. */
interface Stretch {
  readonly before: string
  readonly after: string
  readonly today: string
  readonly undone: string
}

/** Lines that no other version of the stretch has. */
const block = (tag: string) =>
  fc
    .tuple(
      fc.array(fc.constantFrom('resources:', '  cpu: 1', '  memory: 1Gi', ''), { minLength: 1, maxLength: 3 }),
      fc.constantFrom('\n', '\r\n'),
    )
    .map(([texts, eol]) => texts.map((text) => `${text} #${tag}${eol}`).join(''))

const kinds = fc.constantFrom('same', 'ours', 'theirs', 'both', 'theirs', 'ours')
const stretch: fc.Arbitrary<Stretch> = fc.tuple(kinds, block('p'), block('q'), block('r')).map(([kind, p, q, r]) => {
  if (kind === 'ours') return { before: p, after: q, today: q, undone: p }
  if (kind === 'theirs') return { before: p, after: p, today: r, undone: r }
  if (kind === 'both') return { before: p, after: q, today: r, undone: r }
  return { before: p, after: p, today: p, undone: p }
})

describe('undoEdits, for every file', () => {
  it('undoes exactly what nobody touched since', () => {
    let whole = 0
    fc.assert(
      fc.property(fc.array(stretch, { minLength: 1, maxLength: 6 }), fc.boolean(), (stretches, finalNewline) => {
        const join = (key: keyof Stretch) => {
          const text = stretches.map((one, index) => `${one[key]}--- ${index}\n`).join('')
          return finalNewline ? text : text.slice(0, -1)
        }
        const edit = { path: 'f', before: join('before'), after: join('after') }
        const { edits, conflicts } = undoEdits([edit], new Map([['f', join('today')]]))
        expect(edits[0]?.after ?? join('today')).toBe(join('undone'))
        expect(conflicts.length > 0).toBe(stretches.some((one) => one.after !== one.today && one.before !== one.after))
        if (join('today') === edit.after && edit.before !== edit.after) {
          whole += 1
          expect(edits).toEqual([{ path: 'f', before: edit.after, after: edit.before }])
        }
      }),
      { numRuns: 2_000 },
    )
    expect(whole).toBeGreaterThan(50)
  })

  it('gives any text back when nothing was changed since', () => {
    const text = fc
      .array(fc.constantFrom('a\n', 'b\n', '  a\r\n', '\n', 'c'), { maxLength: 8 })
      .map((parts) => parts.join(''))
    fc.assert(
      fc.property(text, text, (before, after) => {
        const { edits, conflicts } = undoEdits([{ path: 'f', before, after }], new Map([['f', after]]))
        expect(conflicts).toEqual([])
        expect(edits[0]?.after ?? after).toBe(before)
      }),
      { numRuns: 2_000 },
    )
  })
})
