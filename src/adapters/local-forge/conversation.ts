/** Labels, reviewers and comments of local pull requests. */
import type { Comments, Labels, ReviewRequests } from '../../ports/forge.ts'
import type { Reactions } from '../../ports/life.ts'
import type { Clock } from '../../ports/runtime.ts'
import { IDS } from './acts.ts'
import type { PullFile } from './pull-file.ts'
import { changePull, noSuchPull } from './pull-requests.ts'
import type { PullStore } from './store.ts'

type Comment = PullFile['comments'][number]

const unique = <T extends string>(values: readonly T[]): T[] => [...new Set(values)]

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
        id = Math.max(number * IDS, ...[...pull.comments, ...(pull.reviews ?? [])].map((one) => one.id)) + 1
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

export function createLocalReactions(store: PullStore, author: string): Reactions {
  const change = async (id: number, how: (comment: Comment) => Comment): Promise<void> => {
    await changePull(store, Math.floor(id / IDS), (pull) => ({
      ...pull,
      comments: pull.comments.map((comment) => (comment.id === id ? how(comment) : comment)),
    }))
  }
  return {
    react: (id, reaction) =>
      change(id, (comment) => ({ ...comment, reactions: unique([...(comment.reactions ?? []), reaction]) })),
    editComment: (id, body) => change(id, (comment) => (comment.author === author ? { ...comment, body } : comment)),
  }
}
