/**
 * A small Kubernetes API server over real HTTP: objects that a test puts in, selectors, pages, and the refusals of RBAC.
 *
 * Rule: https://kubernetes.io/docs/reference/using-api/api-concepts/ (paths, `Status`, `limit` and `continue`).
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { matchesFields, matchesLabels } from './selectors.ts'

export interface FakeObject {
  readonly apiVersion: string
  readonly kind: string
  readonly metadata: {
    readonly name: string
    readonly namespace: string
    readonly labels?: Readonly<Record<string, string>>
    readonly [key: string]: unknown
  }
  readonly [key: string]: unknown
}

export interface Asked {
  readonly method: string
  /** `get` or `list`. */
  readonly verb: string
  /** `pods`, `deployments.apps`. */
  readonly resource: string
  readonly namespace: string | null
  readonly query: URLSearchParams
  readonly authorization: string | null
}

/** What is answered instead of objects; `null`: the objects. */
export type Fault = (asked: Asked) => { readonly status: number; readonly message: string } | 'hang' | null

export interface FakeKubernetes extends AsyncDisposable {
  readonly url: string
  readonly asked: Asked[]
  put(...objects: readonly FakeObject[]): void
  /** Kinds that the cluster has without having any object of them: `rollouts.argoproj.io`. */
  know(...resources: readonly string[]): void
  fault: Fault
  /** A kubeconfig with one context and a token. */
  kubeconfig(context: string, token?: string): string
}

const PATH =
  /^\/(?:api\/(?<core>v1)|apis\/(?<group>[^/]+)\/(?<version>[^/]+))(?:\/namespaces\/(?<namespace>[^/]+))?\/(?<plural>[^/]+)(?:\/(?<name>[^/]+))?$/

interface Question extends Asked {
  readonly apiVersion: string
  readonly name: string | null
}

export async function startFakeKubernetes(): Promise<FakeKubernetes> {
  const objects: FakeObject[] = []
  const known = new Set(['pods', 'deployments.apps', 'statefulsets.apps', 'daemonsets.apps', 'replicasets.apps'])
  for (const resource of ['controllerrevisions.apps', 'cronjobs.batch', 'jobs.batch']) known.add(resource)
  const asked: Asked[] = []

  const server = createServer((request, response) => {
    const question = toQuestion(request)
    if (question === null) return send(response, 404, '404 page not found\n')
    asked.push(question)
    const fault = fake.fault(question)
    if (fault === 'hang') return
    if (fault !== null) return refuse(response, fault.status, fault.message)
    if (question.method !== 'GET') return refuse(response, 405, `${question.method} is not reading`)
    if (!known.has(question.resource)) return send(response, 404, '404 page not found\n')
    const { namespace, name } = question
    const here = objects.filter((object) => {
      return (
        resourceOf(object) === question.resource &&
        object.apiVersion === question.apiVersion &&
        (namespace === null || object.metadata.namespace === namespace)
      )
    })
    if (name === null) return send(response, 200, page(here, question))
    const found = here.find((object) => object.metadata.name === name)
    return found === undefined
      ? refuse(response, 404, `${question.resource} "${name}" not found`)
      : send(response, 200, found)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('the fake API server has no port')
  const url = `http://127.0.0.1:${address.port}`

  const fake: FakeKubernetes = {
    ...{ url, asked, fault: () => null },
    put(...more) {
      for (const object of more) known.add(resourceOf(object))
      objects.push(...more)
    },
    know: (...resources) => {
      for (const resource of resources) known.add(resource)
    },
    kubeconfig: (context, token = 'fake-token') => kubeconfigText(url, context, token),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return fake
}

function toQuestion({ url = '/', method = 'GET', headers }: IncomingMessage): Question | null {
  const { pathname, searchParams } = new URL(url, 'http://fake')
  const parts = PATH.exec(pathname)?.groups
  if (parts?.plural === undefined) return null
  const { core, group, version, namespace, plural, name } = parts
  return {
    method,
    verb: name === undefined ? 'list' : 'get',
    resource: group === undefined ? plural : `${plural}.${group}`,
    apiVersion: core ?? `${group}/${version}`,
    namespace: namespace === undefined ? null : decodeURIComponent(namespace),
    name: name === undefined ? null : decodeURIComponent(name),
    query: searchParams,
    authorization: headers.authorization ?? null,
  }
}

function resourceOf({ apiVersion, kind }: FakeObject): string {
  const plural = kind.endsWith('y') ? `${kind.slice(0, -1).toLowerCase()}ies` : `${kind.toLowerCase()}s`
  const [group, version] = apiVersion.split('/')
  return version === undefined ? plural : `${plural}.${group}`
}

function page(objects: readonly FakeObject[], { query }: Question) {
  const found = objects
    .filter((object) => matchesLabels(object.metadata.labels ?? {}, query.get('labelSelector') ?? ''))
    .filter((object) => matchesFields(object, query.get('fieldSelector') ?? ''))
  const start = Number(query.get('continue') ?? '0')
  const end = start + Number(query.get('limit') ?? found.length)
  const metadata = end < found.length ? { resourceVersion: '1', continue: String(end) } : { resourceVersion: '1' }
  return { kind: 'List', apiVersion: 'v1', metadata, items: found.slice(start, end) }
}

function refuse(response: ServerResponse, code: number, message: string): void {
  send(response, code, { kind: 'Status', apiVersion: 'v1', metadata: {}, status: 'Failure', message, code })
}

function send(response: ServerResponse, status: number, body: object | string): void {
  const json = typeof body === 'object'
  response.writeHead(status, { 'content-type': json ? 'application/json' : 'text/plain; charset=utf-8' })
  response.end(json ? JSON.stringify(body) : body)
}

function kubeconfigText(server: string, context: string, token: string): string {
  return JSON.stringify({
    ...{ apiVersion: 'v1', kind: 'Config', 'current-context': context },
    clusters: [{ name: context, cluster: { server, 'insecure-skip-tls-verify': true } }],
    users: [{ name: context, user: { token } }],
    contexts: [{ name: context, context: { cluster: context, user: context } }],
  })
}
