/** A small repository on disk, the real kustomize, and the locate stage over both. */
import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createKustomize } from '../../src/adapters/kustomize/create.ts'
import { openRepository } from '../../src/adapters/repository/open.ts'
import type { Recommendation, ResourceAdvice } from '../../src/core/recommend/recommendation.ts'
import type { ContainerRef } from '../../src/core/workload.ts'
import { type ClusterPaths, type LocateResult, locateAll, type RenderSettings } from '../../src/flow/locate.ts'
import { createRenderCache, type RenderCache } from '../../src/flow/render-cache.ts'
import { silentLogger, silentProgress } from '../../src/ports/runtime.ts'

export interface Asked extends Partial<ContainerRef> {
  readonly labels?: Readonly<Record<string, string>>
  readonly annotations?: Readonly<Record<string, string>>
}

export interface World {
  readonly files: Readonly<Record<string, string>>
  readonly links?: Readonly<Record<string, string>>
  readonly clusters?: readonly ClusterPaths[]
  readonly origin?: string
  readonly render?: Partial<RenderSettings>
  readonly cache?: RenderCache
}

/** Builds of one test file are shared by content: most of these repositories have the same base. */
const shared = createRenderCache({ store: null })
const kustomize = createKustomize({ timeout: 60_000, allowRemote: false })

export async function locateIn(world: World, ...asked: readonly Asked[]): Promise<LocateResult> {
  const root = await realpath(await mkdtemp(join(tmpdir(), 'krr-gitops-test-')))
  try {
    for (const [path, text] of Object.entries(world.files)) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await writeFile(join(root, path), text)
    }
    for (const [path, target] of Object.entries(world.links ?? {})) {
      await mkdir(dirname(join(root, path)), { recursive: true })
      await symlink(target, join(root, path))
    }
    return await locateAll({
      repository: await openRepository(root),
      kustomize,
      recommendations: asked.map(recommendation),
      clusters: world.clusters ?? [],
      originUrl: world.origin ?? null,
      render: { loadRestrictor: 'repository', allowRemote: false, ...world.render },
      cache: world.cache ?? shared,
      concurrency: 2,
      progress: silentProgress,
      logger: silentLogger,
    })
  } finally {
    await rm(root, { recursive: true, force: true })
  }
}

/** `overlay` of each located container, or `code: message` of each skipped one, in the order asked. */
export async function answers(world: World, ...asked: readonly Asked[]): Promise<string[]> {
  const found: string[] = []
  for (const each of asked) {
    const { located, skipped } = await locateIn(world, each)
    found.push(located[0]?.target.overlay ?? `${skipped[0]?.code}: ${skipped[0]?.message}`)
  }
  return found
}

const NO_ADVICE: ResourceAdvice = {
  request: { type: 'unknown' },
  limit: { type: 'unknown' },
  liveRequest: null,
  liveLimit: null,
  info: null,
  severity: 'WARNING',
  atFloor: false,
}

/** What krr says about Deployment shop/web, container app, but for what is given. */
export function recommendation({ labels = {}, annotations = {}, ...container }: Asked = {}): Recommendation {
  return {
    container: { cluster: null, namespace: 'shop', kind: 'Deployment', name: 'web', container: 'app', ...container },
    severity: 'WARNING',
    resources: { cpu: NO_ADVICE, memory: NO_ADVICE },
    evidence: {
      pods: 1,
      deletedPods: 0,
      hpa: null,
      hpaWitnessed: true,
      warnings: [],
      labels,
      annotations,
      strategy: 'simple',
      historyHours: null,
      generatedAt: '2026-01-01T00:00:00Z',
      krrVersion: null,
      source: 'test',
    },
  }
}

/** A Deployment (or the like) with the given containers. */
export function workload(
  name: string,
  options: { kind?: string; namespace?: string; containers?: string[]; init?: string[] } = {},
) {
  const { kind = 'Deployment', namespace, containers = ['app'], init = [] } = options
  const list = (names: readonly string[]) => names.map((each) => ({ name: each, image: 'registry.example.com/x:1' }))
  const apiVersions: Record<string, string> = {
    CronJob: 'batch/v1',
    Job: 'batch/v1',
    Rollout: 'argoproj.io/v1alpha1',
    Pod: 'v1',
  }
  const pod = { containers: list(containers), ...(init.length === 0 ? {} : { initContainers: list(init) }) }
  const template = { template: { metadata: { labels: { app: name } }, spec: pod } }
  const spec = kind === 'Pod' ? pod : kind === 'CronJob' ? { jobTemplate: { spec: template } } : template
  const metadata = { name, ...(namespace === undefined ? {} : { namespace }) }
  return `${JSON.stringify({ apiVersion: apiVersions[kind] ?? 'apps/v1', kind, metadata, spec })}\n`
}

/** One base and an overlay per environment, each with its own namespace unless `namespace` says otherwise. */
export function overlays(environments: readonly string[], namespace: (environment: string) => string = () => 'shop') {
  const files: Record<string, string> = {
    'apps/web/base/kustomization.yaml': 'resources: [web.yaml]\n',
    'apps/web/base/web.yaml': workload('web'),
  }
  for (const environment of environments) {
    const set = namespace(environment)
    const line = set === '' ? '' : `namespace: ${set}\n`
    files[`apps/web/overlays/${environment}/kustomization.yaml`] = `${line}resources: [../../base]\n`
  }
  return files
}

interface ArgoOptions {
  readonly path: string
  readonly namespace?: string
  readonly destination?: Readonly<Record<string, string>>
  readonly repoURL?: string
  readonly source?: Readonly<Record<string, unknown>>
}

export function argoApplication(
  name: string,
  { path, namespace = 'argocd', destination, repoURL, source }: ArgoOptions,
): string {
  return `${JSON.stringify({
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    metadata: { name, namespace },
    spec: {
      project: 'default',
      source: { repoURL: repoURL ?? 'https://github.com/example/fleet.git', targetRevision: 'main', path, ...source },
      destination: destination ?? { server: 'https://kubernetes.default.svc', namespace: 'shop' },
    },
  })}\n`
}

export function fluxKustomization(
  name: string,
  spec: Readonly<Record<string, unknown>>,
  namespace = 'flux-system',
): string {
  return `${JSON.stringify({
    apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
    kind: 'Kustomization',
    metadata: { name, namespace },
    spec: { interval: '10m', prune: true, sourceRef: { kind: 'GitRepository', name: 'flux-system' }, ...spec },
  })}\n`
}
