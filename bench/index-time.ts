/**
 * How long it takes to know a repository (list, read, parse every kustomization, find every delivery object) against
 * the time of reading the same files' bytes and doing nothing with them.
 */

import { readFileSync } from 'node:fs'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { run } from '../src/adapters/process/run.ts'
import { openRepository } from '../src/adapters/repository/open.ts'
import { findDeclarations } from '../src/core/locate/declarations.ts'
import { planDeclarations } from '../src/core/locate/declaring.ts'
import { readDeliveries } from '../src/core/locate/deliveries.ts'
import { buildGraph } from '../src/core/locate/graph.ts'

const APPLICATIONS = 1000
const ROUNDS = 5
const READERS = 16

export interface IndexBenchmark {
  readonly files: number
  /** `indexMs` ÷ `readMs`; the goal is at most 2. */
  readonly ratio: number
  /** Reading as programs do it, `readFile` of sixteen files at a time. All times are medians in milliseconds. */
  readonly readMs: number
  readonly indexMs: number
  /** The same against the cheapest way that Node has: `readFileSync` in a loop, which stops everything else. */
  readonly syncRatio: number
  readonly syncReadMs: number
}

/** Generates a git repository of 10,000 files in a temporary folder, measures, and removes it. */
export async function benchIndex(): Promise<IndexBenchmark> {
  const root = await mkdtemp(join(tmpdir(), 'krr-gitops-bench-'))
  try {
    const paths = await generate(root)
    const reads: number[] = []
    const syncReads: number[] = []
    const indexes: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      reads.push(await measure(() => readBytes(root, paths)))
      syncReads.push(await measure(async () => readBytesSync(root, paths)))
      indexes.push(await measure(() => index(root)))
    }
    const [readMs, syncReadMs, indexMs] = [median(reads), median(syncReads), median(indexes)]
    return {
      files: paths.length,
      ratio: indexMs / readMs,
      readMs,
      indexMs,
      syncRatio: indexMs / syncReadMs,
      syncReadMs,
    }
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

async function index(root: string): Promise<void> {
  const { tree } = await openRepository(root)
  const graph = buildGraph(tree)
  const { plain } = planDeclarations(findDeclarations(tree), graph, graph.roots())
  const { deliveries } = readDeliveries(plain, { tree, graph, originUrl: null, clusters: [], reported: [] })
  if (deliveries.length !== APPLICATIONS) throw new Error(`found ${deliveries.length} applications`)
}

async function readBytes(root: string, paths: readonly string[]): Promise<void> {
  const left = paths.values()
  const reader = async () => {
    for (const path of left) await readFile(join(root, path))
  }
  await Promise.all(Array.from({ length: READERS }, reader))
}

function readBytesSync(root: string, paths: readonly string[]): void {
  for (const path of paths) readFileSync(join(root, path))
}

async function measure(work: () => Promise<void>): Promise<number> {
  const start = performance.now()
  await work()
  return performance.now() - start
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN
}

async function generate(root: string): Promise<string[]> {
  const files = new Map<string, string>()
  for (let number = 0; number < APPLICATIONS; number++) {
    for (const [path, text] of application(`app-${number}`)) files.set(path, text)
  }
  for (const [path, text] of files) {
    await mkdir(join(root, path, '..'), { recursive: true })
    await writeFile(join(root, path), text)
  }
  for (const args of [
    ['init', '--quiet'],
    ['add', '--all'],
  ]) {
    const result = await run({ program: 'git', args, cwd: root })
    if (result.exitCode !== 0) throw new Error(result.stderr)
  }
  return [...files.keys()]
}

/** Ten files, three of them kustomizations: somewhat more than in real repositories. */
function application(name: string): [string, string][] {
  const base = `apps/${name}/base`
  const overlay = (environment: string): [string, string][] => [
    [
      `apps/${name}/overlays/${environment}/kustomization.yaml`,
      `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: ${name}-${environment}
resources:
  - ../../base
patches:
  - path: resources.yaml
    target:
      kind: Deployment
      name: ${name}
images:
  - name: registry.example.com/${name}
    newTag: "1.4.2"
`,
    ],
    [`apps/${name}/overlays/${environment}/resources.yaml`, deployment(name, '500m', '512Mi')],
  ]
  return [
    [
      `${base}/kustomization.yaml`,
      `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
  - deployment.yaml
  - service.yaml
  - ingress.yaml
configMapGenerator:
  - name: ${name}-settings
    files:
      - settings.json
`,
    ],
    [`${base}/deployment.yaml`, deployment(name, '100m', '128Mi')],
    [`${base}/service.yaml`, service(name)],
    [`${base}/ingress.yaml`, service(name).replace('kind: Service', 'kind: Ingress')],
    [`${base}/settings.json`, JSON.stringify({ name, levels: Array.from({ length: 40 }, (_, level) => ({ level })) })],
    ...overlay('staging'),
    ...overlay('prod'),
    [`argocd/${name}.yaml`, argoApplication(name)],
  ]
}

function deployment(name: string, cpu: string, memory: string): string {
  const variables = Array.from(
    { length: 12 },
    (_, i) => `            - name: VARIABLE_${i}\n              value: "value ${i}"\n`,
  )
  return `# The workload of ${name}
apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels:
    app.kubernetes.io/name: ${name}
spec:
  replicas: 2
  selector:
    matchLabels:
      app.kubernetes.io/name: ${name}
  template:
    metadata:
      labels:
        app.kubernetes.io/name: ${name}
    spec:
      containers:
        - name: ${name}
          image: registry.example.com/${name}
          ports:
            - name: http
              containerPort: 8080
          env:
${variables.join('')}          resources:
            requests:
              cpu: ${cpu}
              memory: ${memory}
            limits:
              memory: ${memory}
          readinessProbe:
            httpGet:
              path: /ready
              port: http
`
}

function service(name: string): string {
  return `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector:
    app.kubernetes.io/name: ${name}
  ports:
    - name: http
      port: 80
      targetPort: http
`
}

function argoApplication(name: string): string {
  return `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: ${name}
  namespace: argocd
spec:
  project: default
  source:
    repoURL: https://github.com/example/fleet.git
    targetRevision: main
    path: apps/${name}/overlays/prod
  destination:
    server: https://kubernetes.default.svc
    namespace: ${name}
  syncPolicy:
    automated:
      prune: true
`
}
