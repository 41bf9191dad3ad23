/** Labels, made on demand. */
import type { Labels } from '../../ports/forge.ts'
import { REPEATABLE } from './client.ts'
import { type GitHubContext, PAGE } from './context.ts'
import { answeredStatus } from './errors.ts'

const WRITE = 'pull_requests: write'

export function createLabels(context: GitHubContext): Labels {
  const { client, at, call, pages } = context
  let known: Set<string> | undefined

  const knownLabels = async (): Promise<Set<string>> => {
    known ??= new Set(
      (
        await pages('list the labels', 'pull_requests: read', (page) =>
          client.rest.issues.listLabelsForRepo({ ...at, per_page: PAGE, page }),
        )
      ).map(({ name }) => name.toLowerCase()),
    )
    return known
  }

  return {
    async addLabels(number, labels) {
      const names = await knownLabels()
      for (const label of labels) {
        // To GitHub, labels that differ only in case are one.
        if (names.has(label.name.toLowerCase())) continue
        await call(
          `create the label ${label.name}`,
          WRITE,
          async () => {
            await client.rest.issues.createLabel({ ...at, ...label, request: REPEATABLE })
            return { data: {} }
          },
          // Somebody else made it since: that is what we wanted.
          (error) => (answeredStatus(error) === 422 ? {} : undefined),
        )
        names.add(label.name.toLowerCase())
      }
      const add = labels.map(({ name }) => name)
      await call(`label pull request #${number}`, WRITE, () =>
        client.rest.issues.addLabels({ ...at, issue_number: number, labels: add, request: REPEATABLE }),
      )
    },
    async removeLabel(number, label) {
      await call(
        `take a label off pull request #${number}`,
        WRITE,
        async () => {
          await client.rest.issues.removeLabel({
            ...{ ...at, issue_number: number, name: label, request: REPEATABLE },
          })
          return { data: {} }
        },
        (error) => (answeredStatus(error) === 404 ? {} : undefined),
      )
    },
    async wasLabelled(number, label) {
      const events = await pages('read the history of a pull request', 'pull_requests: read', (page) =>
        client.rest.issues.listEvents({ ...at, issue_number: number, per_page: PAGE, page }),
      )
      return events.some((event) => event.event === 'labeled' && 'label' in event && event.label?.name === label)
    },
  }
}
