/** What commits did to files. */
import type { CommittedEdit, History } from '../../ports/life.ts'
import type { Git } from '../git/git.ts'
import { toLogin } from './people.ts'

const SHA = /^[0-9a-f]{40}$/
const NONE = /^0+$/

export function createLocalHistory(git: Git, branch: () => Promise<string>): History {
  const text = async (blob: string) => (NONE.test(blob) ? null : git(['cat-file', 'blob', blob]))
  return {
    async edits(commit) {
      if (!SHA.test(commit)) return []
      const parent = (await git(['rev-parse', '--verify', '--quiet', `${commit}^1`], { answers: [1, 128] })).trim()
      const from = parent === '' ? ['--root', commit] : [parent, commit]
      const args = ['diff-tree', '-r', '-z', '--no-renames', '--no-commit-id', '--full-index', '--raw', ...from]
      const words = (await git(args)).split('\0')
      const edits: CommittedEdit[] = []
      for (let index = 0; index + 1 < words.length; index += 2) {
        const [, , before = '', after = ''] = (words[index] ?? '').split(' ')
        edits.push({ path: words[index + 1] ?? '', before: await text(before), after: await text(after) })
      }
      return edits
    },
    async fileAt(commit, path) {
      if (!SHA.test(commit)) return null
      const args = ['rev-parse', '--verify', '--quiet', '--end-of-options', `${commit}:${path}`]
      const { exitCode, stdout } = await git.result(args, { answers: [1, 128] })
      if (exitCode !== 0) return null
      const { exitCode: found, stdout: content } = await git.result(['cat-file', 'blob', stdout.trim()], {
        answers: [1, 128],
      })
      return found === 0 ? content : null
    },
    async changedBy(path, since) {
      const range = ['log', '--format=%an', `--since=${since.toISOString()}`, '--end-of-options', await branch()]
      const names = (await git([...range, '--', `:(literal)${path}`])).split('\n').filter((name) => name !== '')
      return [...new Set(names.map(toLogin))]
    },
  }
}
