import { describe, expect, it } from 'vitest'
import { isLoadRestriction, kustomizeWords } from '../../../src/adapters/kustomize/message.ts'

const ROOTS = ['/srv/repo']

describe('kustomizeWords', () => {
  it.each([
    [
      'kubectl, one line',
      `E1125 01:34:27.358640   10025 run.go:72] "command failed" err="invalid Kustomization: json: unknown field \\"x\\""\n`,
      'invalid Kustomization: json: unknown field "x"',
    ],
    [
      'kubectl, several lines',
      'E1125 01:34:27.858490   10051 run.go:72] "command failed" err=<\n\taccumulating resources: first\n\tsecond: exit status 128\n >\n',
      'accumulating resources: first\nsecond: exit status 128',
    ],
    ['kustomize', 'Error: kustomization.yaml is empty\n', 'kustomization.yaml is empty'],
    [
      'paths of the repository',
      "Error: accumulating resources from 'x.yaml': open /srv/repo/apps/shop/x.yaml: no such file or directory",
      "accumulating resources from 'x.yaml': open apps/shop/x.yaml: no such file or directory",
    ],
    ['the repository itself', "Error: no kustomization file in '/srv/repo'", "no kustomization file in '.'"],
    [
      'warnings in front',
      `# Warning: 'bases' is deprecated.\nE1125 01:34:27.358640   10025 run.go:72] "command failed" err="broken"\n`,
      "# Warning: 'bases' is deprecated.\nbroken",
    ],
    [
      'quoting that is not JSON',
      `E1125 01:34:27.358640 1 run.go:72] "command failed" err="bad \\x00 byte"`,
      'bad \\x00 byte',
    ],
    ['nothing', '', ''],
  ])('%s', (_, stderr, words) => {
    expect(kustomizeWords(stderr, ROOTS)).toBe(words)
  })
})

it('knows a refused file', () => {
  expect(isLoadRestriction("security; file '/a/b' is not in or below '/a/c'")).toBe(true)
  expect(isLoadRestriction('no such file')).toBe(false)
})
