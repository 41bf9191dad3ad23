/** GraphQL, executed and judged by the part of GitHub's own schema that we use. */
import { readFileSync } from 'node:fs'
import { buildSchema, defaultFieldResolver, executeSync, type GraphQLFieldResolver, parse, validate } from 'graphql'
import { TypedError } from './graphql/connection.ts'
import { enqueuePullRequest, updateRefs } from './graphql/mutations.ts'
import { repository } from './graphql/repository.ts'
import type { FakeState } from './model.ts'

const schema = buildSchema(readFileSync(new URL('schema.graphql', import.meta.url), 'utf8'))

/** What was parsed and found valid already: the sweeps ask the same many thousand times. */
const known = new Map<string, ReturnType<typeof parse>>()

function read(query: string): ReturnType<typeof parse> {
  const document = known.get(query) ?? parse(query)
  if (!known.has(query)) {
    const [error] = validate(schema, document)
    if (error !== undefined) throw new Error(`GraphQL that GitHub does not know: ${error.message} in ${query}`)
    known.set(query, document)
  }
  return document
}

/** Throws where the query is not one that GitHub describes, or the answer would not be. */
export function answerGraphql(state: FakeState, viewer: string, body: Readonly<Record<string, unknown>>): unknown {
  const query = String(body.query)
  if (!state.updateRefs && query.includes('updateRefs')) {
    const message = "Field 'updateRefs' doesn't exist on type 'Mutation'"
    return { errors: [{ path: ['mutation', 'updateRefs'], extensions: { code: 'undefinedField' }, message }] }
  }
  const rootValue = {
    viewer: { __typename: 'User', login: viewer, databaseId: state.users.get(viewer)?.id ?? 0 },
    repository: (args: { owner: string; name: string }) => repository(state, viewer, args),
    updateRefs: ({ input }: { input: Parameters<typeof updateRefs>[2] }) => updateRefs(state, viewer, input),
    enqueuePullRequest: ({ input }: { input: Parameters<typeof enqueuePullRequest>[2] }) =>
      enqueuePullRequest(state, viewer, input),
  }
  const result = executeSync({
    ...{ schema, document: read(query), rootValue, fieldResolver: guarded(state) },
    variableValues: (body.variables ?? {}) as Record<string, unknown>,
  })
  const errors = (result.errors ?? []).map(({ message, path, originalError }) => {
    // Anything else is a mistake of the query or of the fake.
    if (!(originalError instanceof TypedError)) throw new Error(`${message} (${path?.join('.')}) in ${query}`)
    return { type: originalError.type, path, locations: [], message }
  })
  return errors.length === 0 ? { data: result.data } : { data: result.data, errors }
}

/** Fields that the token may not see are null, with a reason. */
function guarded(state: FakeState): GraphQLFieldResolver<unknown, unknown> {
  return (source, args, context, info) => {
    if (state.forbidden.has(`${info.parentType.name}.${info.fieldName}`)) {
      throw new TypedError('FORBIDDEN', 'Resource not accessible by integration')
    }
    return defaultFieldResolver(source, args, context, info)
  }
}
