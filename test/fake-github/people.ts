/** What people and other programs do, for tests: each act has the webhook that GitHub would send. */
import { closePull, moveBranch } from './branches.ts'
import { sendCheckRun, sendComment, sendDeployment, sendPull, sendReview, sendStatus } from './events.ts'
import { type MergeOptions, performMerge } from './merging.ts'
import type { CheckRun, FakeState, Pull, ReviewState, StoredStatus } from './model.ts'
import { commitFiles, head } from './state.ts'

export type People = ReturnType<typeof createPeople>

export function createPeople(state: FakeState) {
  const pullOf = (number: number): Pull => {
    const pull = state.pulls.find((found) => found.number === number)
    if (pull === undefined) throw new Error(`there is no #${number}`)
    return pull
  }

  const review = (login: string, number: number, verdict: ReviewState, commit = pullOf(number).head): number => {
    const id = state.nextId++
    const made = { id, pull: number, author: login, state: verdict, commit, submittedAt: state.now() }
    state.reviews.push(made)
    pullOf(number).updatedAt = state.now()
    sendReview(state, 'submitted', made, login)
    return id
  }

  const commentOf = (id: number) => {
    const comment = state.comments.find((found) => found.id === id)
    if (comment === undefined) throw new Error(`there is no comment ${id}`)
    return comment
  }

  return {
    review,
    /** @returns number of the review */
    approve: (login: string, number: number, commit?: string) => review(login, number, 'APPROVED', commit),
    requestChanges: (login: string, number: number) => review(login, number, 'CHANGES_REQUESTED'),
    dismiss(login: string, id: number): void {
      const found = state.reviews.find((one) => one.id === id)
      if (found === undefined) throw new Error(`there is no review ${id}`)
      found.state = 'DISMISSED'
      sendReview(state, 'dismissed', found, login)
    },
    /** @returns number of the comment */
    comment(login: string, issue: number, body: string): number {
      const id = state.nextId++
      const made = { id, issue, author: login, body, createdAt: state.now() }
      state.comments.push(made)
      sendComment(state, 'created', made, login)
      return id
    },
    editComment(login: string, id: number, body: string): void {
      const comment = commentOf(id)
      Object.assign(comment, { body, editedAt: state.now() })
      sendComment(state, 'edited', comment, login)
    },
    react(login: string, id: number, content: string): void {
      const comment = commentOf(id)
      comment.reactions = [...(comment.reactions ?? []), { by: login, content }]
    },
    /** Commits on top of a branch (a new one starts at the default branch) and pushes. @returns the commit */
    push(login: string, branch: string, files: Record<string, string | null>, message = 'By hand\n'): string {
      const parent = (head(state, branch) ?? head(state, state.defaultBranch))?.sha ?? null
      const sha = commitFiles(state, { parent, files, by: login, message })
      moveBranch(state, branch, sha, login)
      return sha
    },
    merge: (login: string, number: number, options: Omit<MergeOptions, 'by'> = {}): string =>
      performMerge(state, pullOf(number), { by: login, method: 'squash', ...options }),
    /** The merge queue is done with it. */
    finishQueue: (number: number): string =>
      performMerge(state, pullOf(number), { by: 'github-merge-queue[bot]', method: 'squash' }),
    close(login: string, number: number): void {
      closePull(state, pullOf(number), login)
    },
    reopen(login: string, number: number): void {
      const pull = Object.assign(pullOf(number), { state: 'open', closedAt: null, updatedAt: state.now() })
      sendPull(state, 'reopened', pull, login)
    },
    markDraft(login: string, number: number, draft: boolean): void {
      const pull = Object.assign(pullOf(number), { draft, updatedAt: state.now() })
      sendPull(state, draft ? 'converted_to_draft' : 'ready_for_review', pull, login)
    },
    editPull(login: string, number: number, change: { readonly title?: string; readonly body?: string }): void {
      const pull = Object.assign(pullOf(number), { ...change, updatedAt: state.now() })
      sendPull(state, 'edited', pull, login)
    },
    status(
      login: string,
      commit: string,
      { context, state: said, description = null, targetUrl = null }: StatusOptions,
    ): void {
      const [id, createdAt] = [state.nextId++, state.now()]
      const made = { id, commit, creator: login, context, state: said, description, targetUrl, createdAt }
      state.statuses.push(made)
      sendStatus(state, made)
    },
    /** A check run of another App. */
    checkRun(app: string, commit: string, name: string, conclusion: string | null): CheckRun {
      const status = conclusion === null ? ('in_progress' as const) : ('completed' as const)
      const [id, startedAt] = [state.nextId++, state.now()]
      const run = { id, commit, app, name, status, conclusion, title: '', summary: '', startedAt }
      state.checkRuns.push(run)
      sendCheckRun(state, conclusion === null ? 'created' : 'completed', run, `${app}[bot]`)
      return run
    },
    /** One more status of the deployment of a commit to an environment. */
    deploy(
      login: string,
      commit: string,
      environment: string,
      said: { readonly state: string; readonly description?: string; readonly logUrl?: string },
    ): void {
      const find = () => state.deployments.find((one) => one.commit === commit && one.environment === environment)
      const found = find() ?? { id: state.nextId++, commit, creator: login, environment, statuses: [] }
      if (find() === undefined) state.deployments.push(found)
      const { description = null, logUrl = null } = said
      found.statuses.push({ state: said.state, description, logUrl, createdAt: state.now() })
      sendDeployment(state, found)
    },
  }
}

type StatusOptions = Pick<StoredStatus, 'context' | 'state'> & Partial<Pick<StoredStatus, 'description' | 'targetUrl'>>
