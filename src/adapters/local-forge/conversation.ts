/** Labels, reviewers and comments of local pull requests. */
import type { Comments, Labels, ReviewRequests } from '../../ports/forge.ts'
import type { Clock } from '../../ports/runtime.ts'
import { changePull, noSuchPull } from './pull-requests.ts'
import type { PullStore } from './store.ts'

const unique = (values: readonly string[]) => [...new Set(values)]

export function createLocalLabels(store: PullStore): Labels {
  return {
    async addLabels(number, labels) {
      const names = labels.map(({ name }) => name)
      await changePull(store, number, (pull) => ({
        ...pull,
        labels: unique([...pull.labels, ...names]),
        labelled: unique([...pull.labelled, ...names]),
      }))
    },
    async removeLabel(number, label) {
      await changePull(store, number, (pull) => ({ ...pull, labels: pull.labels.filter((name) => name !== label) }))
    },
    async wasLabelled(number, label) {
      return (await store.read(number))?.labelled.includes(label) ?? false
    },
  }
}

export function createLocalReviewRequests(store: PullStore): ReviewRequests {
  return {
    async requestReviewers(number, { users, teams }) {
      await changePull(store, number, (pull) => ({
        ...pull,
        reviewers: unique([...pull.reviewers, ...teams, ...users]),
      }))
      return []
    },
  }
}

/** Comment ids name their pull request: `number * IDS + count`. */
const IDS = 100_000

export function createLocalComments(store: PullStore, clock: Clock, author: string): Comments {
  return {
    async list(number) {
      const pull = await store.read(number)
      if (pull === null) throw noSuchPull(number)
      return pull.comments.map((comment) => ({
        ...comment,
        byBot: comment.author === author,
        createdAt: new Date(comment.createdAt),
      }))
    },
    async add(number, body) {
      const createdAt = clock.now()
      let id = 0
      await changePull(store, number, (pull) => {
        id = Math.max(number * IDS, ...pull.comments.map((comment) => comment.id)) + 1
        return { ...pull, comments: [...pull.comments, { id, author, body, createdAt: createdAt.toISOString() }] }
      })
      return { id, author, byBot: true, body, createdAt }
    },
    async remove(id) {
      const number = Math.floor(id / IDS)
      if ((await store.read(number)) === null) return
      await changePull(store, number, (pull) => ({
        ...pull,
        comments: pull.comments.filter((comment) => comment.id !== id),
      }))
    },
  }
}
