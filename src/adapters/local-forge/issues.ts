/** Issues of a local repository: the dashboard. */
import { join } from 'node:path'
import { z } from 'zod'
import { Problem } from '../../core/problem.ts'
import type { Issue, Issues } from '../../ports/life.ts'
import type { Records } from './records.ts'

const issueSchema = z.object({
  number: z.number().int().positive(),
  title: z.string(),
  body: z.string(),
  labels: z.array(z.string()),
  author: z.string(),
})
type IssueFile = z.infer<typeof issueSchema>

export function createLocalIssues(records: Records, directory: string, author: string): Issues {
  const numbers = async () =>
    (await records.list('issues'))
      .filter((name) => /^\d+$/.test(name))
      .map(Number)
      .sort((a, b) => a - b)
  const toIssue = (file: IssueFile): Issue => {
    const { labels: _, ...rest } = file
    return { ...rest, url: join(directory, 'issues', `${file.number}.json`) }
  }
  return {
    async find(label) {
      for (const number of await numbers()) {
        const file = await records.read(`issues/${number}`, issueSchema)
        if (file?.labels.includes(label) === true) return toIssue(file)
      }
      return null
    },
    async open({ title, body, labels }) {
      for (let number = Math.max(0, ...(await numbers())) + 1; ; number += 1) {
        let taken = false
        const file = await records.change(`issues/${number}`, issueSchema, (now) => {
          taken = now !== null
          return now ?? { number, title, body, labels: [...labels], author }
        })
        if (!taken) return toIssue(file)
      }
    },
    async edit(number, change) {
      await records.change(`issues/${number}`, issueSchema, (now) => {
        if (now === null) throw noSuchIssue(number)
        return { ...now, title: change.title ?? now.title, body: change.body ?? now.body }
      })
    },
  }
}

function noSuchIssue(number: number): Problem {
  return new Problem({
    code: 'no-such-issue',
    exit: 2,
    message: `There is no issue #${number} here.`,
    hint: 'It was removed; the next run makes a new one.',
  })
}
