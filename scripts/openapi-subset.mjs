/**
 * Writes test/fake-github/openapi.json: GitHub's own description of the operations that we use, without prose, as plain
 * JSON Schema. Run it after an operation was added to the list below:
 *
 *   mkdir /tmp/openapi && npm install --prefix /tmp/openapi --no-save @octokit/openapi
 *   node scripts/openapi-subset.mjs /tmp/openapi/node_modules/@octokit/openapi
 *
 * The package is no dependency: it is 420 MB when unpacked.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const OPERATIONS = [
  'GET /app',
  'GET /app/installations',
  'POST /app/installations/{installation_id}/access_tokens',
  'GET /installation/repositories',
  'GET /orgs/{org}/teams/{team_slug}/members',
  'GET /repos/{owner}/{repo}',
  'GET /repos/{owner}/{repo}/branches/{branch}',
  'POST /repos/{owner}/{repo}/check-runs',
  'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}',
  'GET /repos/{owner}/{repo}/collaborators/{username}/permission',
  'GET /repos/{owner}/{repo}/commits',
  'GET /repos/{owner}/{repo}/commits/{ref}',
  'GET /repos/{owner}/{repo}/compare/{basehead}',
  'GET /repos/{owner}/{repo}/git/blobs/{file_sha}',
  'POST /repos/{owner}/{repo}/git/commits',
  'GET /repos/{owner}/{repo}/git/commits/{commit_sha}',
  'GET /repos/{owner}/{repo}/git/matching-refs/{ref}',
  'GET /repos/{owner}/{repo}/git/ref/{ref}',
  'POST /repos/{owner}/{repo}/git/refs',
  'PATCH /repos/{owner}/{repo}/git/refs/{ref}',
  'POST /repos/{owner}/{repo}/git/trees',
  'GET /repos/{owner}/{repo}/git/trees/{tree_sha}',
  'POST /repos/{owner}/{repo}/issues',
  'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}',
  'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}',
  'POST /repos/{owner}/{repo}/issues/comments/{comment_id}/reactions',
  'PATCH /repos/{owner}/{repo}/issues/{issue_number}',
  'GET /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/comments',
  'GET /repos/{owner}/{repo}/issues/{issue_number}/events',
  'POST /repos/{owner}/{repo}/issues/{issue_number}/labels',
  'DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}',
  'GET /repos/{owner}/{repo}/labels',
  'POST /repos/{owner}/{repo}/labels',
  'GET /repos/{owner}/{repo}/pulls',
  'POST /repos/{owner}/{repo}/pulls',
  'GET /repos/{owner}/{repo}/pulls/{pull_number}',
  'PATCH /repos/{owner}/{repo}/pulls/{pull_number}',
  'PUT /repos/{owner}/{repo}/pulls/{pull_number}/merge',
  'POST /repos/{owner}/{repo}/pulls/{pull_number}/requested_reviewers',
  'POST /repos/{owner}/{repo}/statuses/{sha}',
]

const folder = process.argv[2]
if (folder === undefined) {
  process.stderr.write('usage: node scripts/openapi-subset.mjs FOLDER_OF_@octokit/openapi\n')
  process.exit(2)
}
const api = JSON.parse(readFileSync(join(folder, 'generated', 'api.github.com.json'), 'utf8'))
const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))

const schemas = {}

function resolve(pointer) {
  return pointer
    .slice(2)
    .split('/')
    .reduce((node, key) => node[key], api)
}

/** Only what a validator looks at; OpenAPI 3.0's `nullable` becomes a type. */
function toJsonSchema(schema) {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf('/') + 1)
    if (schemas[name] === undefined) {
      schemas[name] = {} // before it is filled: schemas refer to themselves
      schemas[name] = toJsonSchema(resolve(schema.$ref))
    }
    return { $ref: `#/schemas/${name}` }
  }
  const result = {}
  for (const key of [
    'type',
    'enum',
    'required',
    'minimum',
    'maximum',
    'minLength',
    'maxLength',
    'minItems',
    'maxItems',
    'pattern',
  ]) {
    if (schema[key] !== undefined) result[key] = schema[key]
  }
  if (['date-time', 'uri'].includes(schema.format)) result.format = schema.format
  if (schema.items !== undefined) result.items = toJsonSchema(schema.items)
  if (schema.properties !== undefined) result.properties = mapValues(schema.properties, toJsonSchema)
  for (const key of ['oneOf', 'anyOf', 'allOf'])
    if (schema[key] !== undefined) result[key] = schema[key].map(toJsonSchema)
  // GitHub's oneOf branches overlap: a value may match several of them.
  if (result.oneOf !== undefined) {
    result.anyOf = result.oneOf
    delete result.oneOf
  }
  if (typeof schema.additionalProperties === 'object')
    result.additionalProperties = toJsonSchema(schema.additionalProperties)
  if (schema.additionalProperties === false) result.additionalProperties = false
  return schema.nullable === true ? { anyOf: [{ type: 'null' }, result] } : result
}

function mapValues(object, change) {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value)]))
}

const follow = (node) => (node?.$ref === undefined ? node : resolve(node.$ref))

function toOperation(key) {
  const [method, path] = key.split(' ')
  const operation = api.paths[path]?.[method.toLowerCase()]
  if (operation === undefined) throw new Error(`GitHub describes no ${key}`)
  const parameters = (operation.parameters ?? []).map(follow)
  const body = follow(operation.requestBody)?.content?.['application/json']?.schema
  const query = parameters.filter((parameter) => parameter.in === 'query')
  return {
    id: operation.operationId,
    query: Object.fromEntries(query.map((parameter) => [parameter.name, toJsonSchema(parameter.schema)])),
    ...(body === undefined ? {} : { body: toJsonSchema(body) }),
    responses: mapValues(operation.responses, (response) => {
      const schema = follow(response).content?.['application/json']?.schema
      return schema === undefined ? null : toJsonSchema(schema)
    }),
  }
}

const operations = Object.fromEntries(OPERATIONS.map((key) => [key, toOperation(key)]))
const file = new URL('../test/fake-github/openapi.json', import.meta.url)
const description = { source: `@octokit/openapi ${version}, api.github.com`, operations, schemas }
writeFileSync(file, `${JSON.stringify(description)}\n`)
process.stdout.write(`${OPERATIONS.length} operations, ${Object.keys(schemas).length} schemas\n`)
