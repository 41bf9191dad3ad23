import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { buildCommandReference } from '../../../src/entry/cli/reference.ts'

it('is what docs/reference/commands.md was made from (npm run generate)', () => {
  const text = buildCommandReference()
  expect(text.match(/^## `krr-gitops \w+`$/gm)?.length).toBe(16)
  expect(readFileSync(new URL('../../../docs/reference/commands.md', import.meta.url), 'utf8')).toBe(text)
})
