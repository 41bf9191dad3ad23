/**
 * Writes test/fake-github/schema.graphql: the part of GitHub's own GraphQL schema that we use, without prose. Run it after a
 * field was added to the list below:
 *
 *   mkdir /tmp/graphql && npm install --prefix /tmp/graphql --no-save @octokit/graphql-schema
 *   node scripts/graphql-subset.mjs /tmp/graphql/node_modules/@octokit/graphql-schema
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { Kind, parse, print, visit } from 'graphql'

/** Fields by type. Their arguments, and the types that these and the fields name, come along as far as they are listed. */
const FIELDS = {
  Query: 'repository viewer',
  Mutation: 'enqueuePullRequest updateRefs',
  Actor: 'login',
  App: 'slug',
  AutoMergeRequest: 'enabledAt',
  Blob: 'oid text isBinary isTruncated byteSize',
  Bot: 'login databaseId',
  CheckRun: 'databaseId url name status conclusion title summary startedAt isRequired',
  CheckRunConnection: 'nodes pageInfo totalCount',
  CheckSuite: 'app checkRuns',
  CheckSuiteConnection: 'nodes pageInfo totalCount',
  Commit:
    'oid message committedDate authors author committer signature status statusCheckRollup checkSuites parents deployments history',
  CommitConnection: 'nodes pageInfo totalCount',
  CommitHistoryConnection: 'nodes pageInfo totalCount',
  Deployment: 'databaseId environment latestStatus',
  DeploymentConnection: 'nodes pageInfo totalCount',
  DeploymentStatus: 'state description environment logUrl createdAt',
  EnqueuePullRequestPayload: 'clientMutationId mergeQueueEntry',
  GitActor: 'name email date user',
  GitActorConnection: 'nodes pageInfo totalCount',
  GitObject: 'oid',
  GitSignature: 'isValid wasSignedByGitHub state',
  GpgSignature: 'isValid wasSignedByGitHub state',
  Issue: 'number url title body author viewerDidAuthor',
  IssueComment: 'fullDatabaseId body createdAt lastEditedAt author viewerDidAuthor reactionGroups',
  IssueCommentConnection: 'nodes pageInfo totalCount',
  IssueConnection: 'nodes pageInfo totalCount',
  Label: 'name',
  LabelConnection: 'nodes pageInfo totalCount',
  MergeQueueEntry: 'position',
  PageInfo: 'hasNextPage endCursor',
  PullRequest:
    'id number url title body state isDraft isCrossRepository headRefName headRefOid baseRefName baseRef createdAt closedAt mergedAt author labels mergeCommit mergedBy mergeable mergeStateStatus isMergeQueueEnabled isInMergeQueue autoMergeRequest reviews comments commits',
  PullRequestCommit: 'commit',
  PullRequestCommitConnection: 'nodes pageInfo totalCount',
  PullRequestReview: 'fullDatabaseId state submittedAt authorCanPushToRepository author commit',
  PullRequestReviewConnection: 'nodes pageInfo totalCount',
  ReactionGroup: 'content viewerHasReacted',
  Ref: 'name target refUpdateRule rules',
  RefUpdateRule: 'requiredStatusCheckContexts',
  Repository:
    'id url isArchived squashMergeAllowed mergeCommitAllowed rebaseMergeAllowed defaultBranchRef pullRequest object hasIssuesEnabled issues',
  RepositoryRule: 'type parameters',
  RepositoryRuleConnection: 'nodes pageInfo totalCount',
  RequiredStatusChecksParameters: 'requiredStatusChecks',
  MergeQueueParameters: 'mergeMethod',
  Status: 'contexts context',
  StatusCheckConfiguration: 'context',
  StatusCheckRollup: 'contexts',
  StatusCheckRollupContextConnection: 'nodes pageInfo totalCount',
  StatusContext: 'context state description targetUrl createdAt creator isRequired',
  Tree: 'oid',
  UpdateRefsPayload: 'clientMutationId',
  User: 'login databaseId',
}

const folder = process.argv[2]
if (folder === undefined) {
  process.stderr.write('usage: node scripts/graphql-subset.mjs FOLDER_OF_@octokit/graphql-schema\n')
  process.exit(2)
}
const whole = parse(readFileSync(join(folder, 'schema.graphql'), 'utf8'), { noLocation: true })
const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
const definitions = new Map(
  whole.definitions.filter((node) => node.name !== undefined).map((node) => [node.name.value, node]),
)

const BUILT_IN = ['Int', 'Float', 'String', 'Boolean', 'ID']
const kept = new Map()

function typeName(type) {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : typeName(type.type)
}

/** Without prose and deprecations. */
function bare(node) {
  return visit(node, {
    enter: (inner) =>
      'description' in inner || 'directives' in inner
        ? { ...inner, description: undefined, directives: [] }
        : undefined,
  })
}

function keep(name) {
  if (BUILT_IN.includes(name) || kept.has(name)) return
  const found = definitions.get(name)
  if (found === undefined) throw new Error(`GitHub has no type ${name}`)
  kept.set(name, null) // before it is filled: types refer to themselves
  kept.set(name, bare(trim(found, name)))
}

function trim(node, name) {
  switch (node.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION: {
      if (FIELDS[name] === undefined) throw new Error(`which fields of ${name}?`)
      const wanted = FIELDS[name].split(' ')
      const fields = wanted.map((field) => {
        const found = node.fields.find((each) => each.name.value === field)
        if (found === undefined) throw new Error(`GitHub has no ${name}.${field}`)
        return found
      })
      for (const field of fields) {
        keep(typeName(field.type))
        for (const argument of field.arguments ?? []) keep(typeName(argument.type))
      }
      const interfaces = node.interfaces.filter((each) => FIELDS[each.name.value] !== undefined)
      for (const each of interfaces) keep(each.name.value)
      return { ...node, fields, interfaces }
    }
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      for (const field of node.fields) keep(typeName(field.type))
      return node
    case Kind.UNION_TYPE_DEFINITION: {
      const types = node.types.filter((each) => FIELDS[each.name.value] !== undefined)
      for (const each of types) keep(each.name.value)
      return { ...node, types }
    }
    default:
      return node
  }
}

for (const name of Object.keys(FIELDS)) keep(name)
const text = [...kept].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, node]) => print(node))
const file = new URL('../test/fake-github/schema.graphql', import.meta.url)
writeFileSync(
  file,
  `# A part of @octokit/graphql-schema ${version}, made by scripts/graphql-subset.mjs.\n\n${text.join('\n\n')}\n`,
)
process.stdout.write(`${kept.size} types\n`)
