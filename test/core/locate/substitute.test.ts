import { describe, expect, it } from 'vitest'
import {
  createVariableReader,
  readSubstitution,
  substituteVariables,
  variablePattern,
} from '../../../src/core/locate/substitute.ts'
import { createMemoryTree } from './memory-tree.ts'

const variable = (text: string) => `\${${text}}`

describe('substituteVariables', () => {
  const known = { values: { A: 'x', EMPTY: '' }, incomplete: false }

  it.each([
    [`${variable('A')}-web`, 'x-web', true],
    [`a${variable('A')}${variable('A')}`, 'axx', true],
    [variable('NONE:=d'), 'd', true],
    [variable('NONE:-d'), 'd', true],
    [variable('NONE=d'), 'd', true],
    [variable('EMPTY:=d'), 'd', true],
    [variable('EMPTY=d'), '', true],
    [variable('A:=d'), 'x', true],
    [variable('NONE'), '', true],
    [`$${variable('A')}`, variable('A'), true],
    [variable('A/x/y'), variable('A/x/y'), false],
    ['no variable', 'no variable', true],
    ['$A', '$A', true],
  ])('%s is %s', (text, expected, complete) => {
    expect(substituteVariables(text, known)).toEqual({ text: expected, complete })
  })

  it.each([variable('NONE'), variable('NONE:=d')])('%s stays open when some values are unknown', (text) => {
    expect(substituteVariables(text, { ...known, incomplete: true })).toEqual({ text, complete: false })
  })
})

it('patterns match what a variable may become, and nothing else', () => {
  expect(variablePattern(`${variable('A')}-exit.node`)?.test('berlin-exit.node')).toBe(true)
  expect(variablePattern(`${variable('A')}-exit.node`)?.test('berlin-exitXnode')).toBe(false)
  expect(variablePattern(variable('A'))).toBeNull()
})

describe('createVariableReader', () => {
  const map = (namespace: string, data: string) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: ${namespace}}\ndata: ${data}\n`
  const from = [{ kind: 'ConfigMap', name: 'settings' }]
  const read = (files: Record<string, string>, postBuild: unknown) => {
    const substitution = readSubstitution(postBuild, 'flux-system')
    if (substitution === null) throw new Error('nothing is replaced')
    return createVariableReader(createMemoryTree({ files }))(substitution)
  }

  it('reads ConfigMaps of the repository; what is written in the object wins', () => {
    const files = {
      'a.yaml': `kind: Other\n---\n${map('flux-system', '{A: map, B: map}')}`,
      'b.yaml': map('other', '{A: no}'),
    }
    expect(read(files, { substitute: { B: 'own', N: 5 }, substituteFrom: from })).toEqual({
      values: { A: 'map', B: 'own', N: '5' },
      incomplete: false,
    })
  })

  it.each([
    ['is not here', {}, from],
    ['is a Secret', { 'a.yaml': map('flux-system', '{A: x}') }, [{ kind: 'Secret', name: 'settings' }]],
    ['is here twice', { 'a.yaml': map('flux-system', '{A: x}'), 'b.yaml': map('flux-system', '{A: y}') }, from],
  ])('a source that %s leaves values unknown', (_, files, substituteFrom) => {
    expect(read(files, { substituteFrom })).toEqual({ values: {}, incomplete: true })
  })

  it('without postBuild nothing is replaced', () => {
    expect(readSubstitution(undefined, 'flux-system')).toBeNull()
  })
})
