/** Commits, and what was said about them. */
import type { CheckRun, FakeState, StoredStatus } from '../model.ts'
import type { CommitObject } from '../objects.ts'
import { actor, gitActor } from './actors.ts'
import { connection, type PageArguments } from './connection.ts'

export function commit(state: FakeState, found: CommitObject): object {
  const { sha, author, committer, message, parents } = found
  const at = committer.date.toISOString()
  return {
    ...{ __typename: 'Commit', oid: sha, message: message.replace(/\n$/, ''), committedDate: at },
    ...{ author: () => gitActor(state, author), committer: () => gitActor(state, committer) },
    authors: (page: PageArguments) => connection(authorsOf(state, found), page),
    signature: state.signed.has(sha)
      ? { __typename: 'GpgSignature', isValid: true, wasSignedByGitHub: true, state: 'VALID' }
      : null,
    parents: (page: PageArguments) => connection(commits(state, parents), page),
    history: (page: PageArguments) =>
      connection(
        newestFirst(state.objects.ancestry(sha)).map((each) => commit(state, each)),
        page,
      ),
    checkSuites: (args: PageArguments & { filterBy?: { checkName?: string } }) => suites(state, sha, args),
    status: () => status(state, sha),
    statusCheckRollup: () => rollup(state, sha),
    deployments: (page: PageArguments) => connection(deployments(state, sha), page),
  }
}

export function commits(state: FakeState, shas: readonly string[]): object[] {
  return shas.flatMap((sha) => {
    const found = state.objects.readCommit(sha)
    return found === null ? [] : [commit(state, found)]
  })
}

function newestFirst(found: readonly CommitObject[]): CommitObject[] {
  return [...found].sort((a, b) => b.committer.date.getTime() - a.committer.date.getTime())
}

function authorsOf(state: FakeState, { author, message }: CommitObject) {
  const others = [...message.matchAll(/^Co-authored-by: (.*) <(.*)>$/gim)]
  return [author, ...others.map(([, name = '', email = '']) => ({ name, email, date: author.date }))].map((each) =>
    gitActor(state, each),
  )
}

function run(state: FakeState, found: CheckRun) {
  const { id, name, conclusion, title, summary, startedAt } = found
  return {
    ...{ __typename: 'CheckRun', databaseId: id, name, title, summary, startedAt: startedAt.toISOString() },
    url: `https://github.invalid/${state.owner}/${state.repo}/runs/${id}`,
    ...{ status: found.status.toUpperCase(), conclusion: conclusion?.toUpperCase() ?? null },
    isRequired: () => state.rules.requiredChecks.includes(name),
  }
}

function context(state: FakeState, found: StoredStatus) {
  const { context: name, description, targetUrl, createdAt, creator } = found
  return {
    ...{ __typename: 'StatusContext', context: name, description, targetUrl, createdAt: createdAt.toISOString() },
    ...{ state: found.state.toUpperCase(), creator: actor(state, creator) },
    isRequired: () => state.rules.requiredChecks.includes(name),
  }
}

/** The last one of each App and name. */
function latestRuns(state: FakeState, sha: string): CheckRun[] {
  const own = state.checkRuns.filter((found) => found.commit === sha)
  return [...new Map(own.map((each) => [`${each.app} ${each.name}`, each])).values()]
}

function latestStatuses(state: FakeState, sha: string): StoredStatus[] {
  const own = state.statuses.filter((found) => found.commit === sha)
  return [...new Map(own.map((each) => [each.context, each])).values()]
}

function suites(
  state: FakeState,
  sha: string,
  { filterBy, ...page }: PageArguments & { filterBy?: { checkName?: string } },
) {
  const wanted = (each: CheckRun) => filterBy?.checkName === undefined || each.name === filterBy.checkName
  const own = state.checkRuns.filter((each) => each.commit === sha && wanted(each))
  const slugs = [...new Set(own.map(({ app }) => app))]
  return connection(
    slugs.map((slug) => ({
      app: { slug },
      checkRuns: (args: PageArguments & { filterBy?: { checkName?: string; checkType?: string } }) => {
        const found = args.filterBy?.checkType === 'LATEST' ? latestRuns(state, sha) : own
        const named = found.filter((each) => each.app === slug && (args.filterBy?.checkName ?? each.name) === each.name)
        return connection(
          named.map((each) => run(state, each)),
          args,
        )
      },
    })),
    page,
  )
}

function status(state: FakeState, sha: string) {
  const latest = latestStatuses(state, sha)
  if (latest.length === 0) return null
  return {
    contexts: () => latest.map((each) => context(state, each)),
    context: ({ name }: { name: string }) => {
      const found = latest.find((each) => each.context === name)
      return found === undefined ? null : context(state, found)
    },
  }
}

function rollup(state: FakeState, sha: string) {
  const all = [
    ...latestRuns(state, sha).map((each) => run(state, each)),
    ...latestStatuses(state, sha).map((each) => context(state, each)),
  ]
  return all.length === 0 ? null : { contexts: (page: PageArguments) => connection(all, page) }
}

function deployments(state: FakeState, sha: string) {
  return state.deployments
    .filter((found) => found.commit === sha)
    .map(({ id, environment, statuses }) => {
      const last = statuses.at(-1)
      const latestStatus =
        last === undefined
          ? null
          : {
              ...{ state: last.state.toUpperCase(), description: last.description, logUrl: last.logUrl, environment },
              createdAt: last.createdAt.toISOString(),
            }
      return { databaseId: id, environment, latestStatus }
    })
}
