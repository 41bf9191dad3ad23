/** A small repository on disk, rendered by the real kustomize and patched by the real flow. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { createKustomize } from '../../src/adapters/kustomize/create.ts'
import { openRepository } from '../../src/adapters/repository/open.ts'
import type { WorkloadChange } from '../../src/core/change/change.ts'
import { buildGraph } from '../../src/core/locate/graph.ts'
import type { Application } from '../../src/core/locate/target.ts'
import type { FileEdit } from '../../src/core/patch/edit.ts'
import type { Skip } from '../../src/core/problem.ts'
import type { VerifiedPlan } from '../../src/core/prove/verified-plan.ts'
import { proveGroup } from '../../src/flow/prove-group.ts'
import { createRenderCache } from '../../src/flow/render-cache.ts'
import { renderOverlay } from '../../src/flow/render-overlay.ts'
import { silentLogger } from '../../src/ports/runtime.ts'
import { type Wish, workloadChange } from '../core/prove/given.ts'

export interface Asked {
  readonly overlay: string
  /** Name of the workload as the overlay renders it. */
  readonly name: string
  readonly kind?: string
  readonly wishes: readonly Wish[]
  readonly application?: Application
}

export interface Answer {
  readonly plan: VerifiedPlan | null
  readonly skipped: readonly Skip[]
  /** Texts after the edit, by path. */
  readonly files: Readonly<Record<string, string>>
  readonly edits: readonly FileEdit[]
  /** Builds of kustomize after the first renders. */
  readonly builds: number
}

export interface World {
  readonly root: string
  prove(...asked: Asked[]): Promise<Answer>
  /** Puts the edits of an answer into the repository. */
  apply(answer: Answer): Promise<void>
  close(): Promise<void>
}

const SETTINGS = { loadRestrictor: 'repository', allowRemote: false } as const
const kustomize = createKustomize({ program: process.env.KUSTOMIZE, timeout: 60_000, allowRemote: false })

/** @param files text by path; `-> target` makes a link */
export async function openWorld(
  files: Readonly<Record<string, string>>,
  applications: readonly Application[] = [],
): Promise<World> {
  const root = await mkdtemp(join(tmpdir(), 'krr-gitops-test-'))
  const place = async (path: string, text: string) => {
    await mkdir(dirname(join(root, path)), { recursive: true })
    if (text.startsWith('-> ')) await symlink(text.slice(3), join(root, path))
    else await writeFile(join(root, path), text)
  }
  for (const [path, text] of Object.entries(files)) await place(path, text)
  return {
    root,
    prove: (...asked) => prove(root, asked, applications),
    apply: async ({ edits }) => {
      for (const { path, after } of edits) await place(path, after ?? '')
    },
    close: () => rm(root, { recursive: true, force: true }),
  }
}

async function prove(root: string, asked: readonly Asked[], applications: readonly Application[]): Promise<Answer> {
  const repository = await openRepository(root)
  const graph = buildGraph(repository.tree)
  const cache = createRenderCache({ store: null })
  const renders = new Map()
  const workloads: WorkloadChange[] = []
  for (const { overlay, name, kind, wishes, application } of asked) {
    const tools = { overlay, root, tree: repository.tree, graph, kustomize, cache, settings: SETTINGS }
    const state = await renderOverlay(tools)
    if (!state.ok) throw new Error(`${overlay} does not render: ${state.message}`)
    renders.set(overlay, state.render)
    const object = state.render.objects.find(({ id }) => id.name === name && id.kind === (kind ?? id.kind))
    if (object === undefined) throw new Error(`${overlay} does not render ${name}`)
    workloads.push(workloadChange({ overlay, object, wishes, application: application ?? null }))
  }
  const before = cache.counts().made
  const scratch = await repository.scratch(new Set())
  try {
    const { plan, skipped } = await proveGroup({
      group: 'group',
      workloads,
      graph,
      applications,
      repository,
      scratch,
      kustomize,
      cache,
      renders,
      render: SETTINGS,
      logger: silentLogger,
    })
    const edits = plan?.edits ?? []
    return {
      plan,
      skipped,
      edits,
      files: Object.fromEntries(edits.map(({ path, after }) => [path, after ?? ''])),
      builds: cache.counts().made - before,
    }
  } finally {
    await scratch[Symbol.asyncDispose]()
  }
}

/** A Deployment with the given containers; what follows a name is indented below it. */
export function deployment(name: string, containers: readonly string[], extra = ''): string {
  return workload('apps/v1', 'Deployment', name, containers, extra)
}

export function workload(
  apiVersion: string,
  kind: string,
  name: string,
  containers: readonly string[],
  extra = '',
): string {
  const items = containers.map((container) => `      - name: ${container.replace(/\n/g, '\n        ')}\n`)
  return [
    `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n`,
    `spec:\n${extra}  template:\n    spec:\n      containers:\n${items.join('')}`,
  ].join('')
}

export function application(name: string, path: string, cluster: string | null): Application {
  return {
    controller: 'argocd',
    name: `argocd/${name}`,
    cluster,
    path,
    defaultNamespace: null,
    forcedNamespace: null,
    suspended: false,
    file: `argocd/${name}.yaml`,
  }
}
