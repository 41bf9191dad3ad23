/**
 * Judges a plan from the outside: writes its edits into a copy, renders every root again, and looks for anything that
 * is not the announced value at the announced place.
 */
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { isDeepStrictEqual } from 'node:util'
import type { ChangeDocument, PlanDocument, ProposalDocument } from '../../src/flow/plan-document.ts'
import { at, type Json, type JsonObject, podSpecPath, renderObjects } from './render.ts'
import { strayLines } from './stray.ts'

export interface JudgedRoot {
  readonly dir: string
  readonly loadRestrictorNone: boolean
  readonly before: readonly JsonObject[]
}

export interface Verdict {
  readonly wrong: readonly string[]
  readonly strayBytes: readonly string[]
  readonly rebuilt: number
}

/**
 * @param clusterOf which root a change speaks about; a change must show there and nowhere else
 */
export async function judge(
  repository: string,
  roots: readonly JudgedRoot[],
  plan: PlanDocument,
  clusterOf: (change: ChangeDocument) => string,
): Promise<Verdict> {
  const wrong: string[] = []
  const strayBytes: string[] = []
  for (const proposal of plan.proposals) {
    for (const edit of proposal.edits) {
      const onDisk = await readFile(join(repository, edit.path), 'utf8').catch(() => null)
      if (onDisk !== edit.before) wrong.push(`${edit.path}: "before" is not what the repository holds`)
      strayBytes.push(...strayLines({ ...edit, after: edit.after ?? '' }).map((line) => `${edit.path}: ${line}`))
    }
  }
  let rebuilt = 0
  for (const batch of batches(plan.proposals)) {
    const copy = await mkdtemp(join(tmpdir(), 'krr-gitops-judge-'))
    try {
      await cp(repository, copy, { recursive: true, verbatimSymlinks: true })
      for (const edit of batch.flatMap((proposal) => proposal.edits)) {
        await mkdir(dirname(join(copy, edit.path)), { recursive: true })
        await writeFile(join(copy, edit.path), edit.after ?? '')
      }
      const changes = batch.flatMap((proposal) => proposal.changes)
      await eachInPairs(roots, async (root) => {
        rebuilt += 1
        const own = changes.filter((change) => clusterOf(change) === root.dir)
        const problems = await judgeRoot(join(copy, root.dir), root, own)
        wrong.push(...problems.map((problem) => `${root.dir}: ${problem}`))
      })
    } finally {
      await rm(copy, { recursive: true, force: true })
    }
  }
  return { wrong, strayBytes, rebuilt }
}

async function judgeRoot(directory: string, root: JudgedRoot, changes: readonly ChangeDocument[]): Promise<string[]> {
  let after: readonly JsonObject[]
  try {
    after = await renderObjects(directory, root.loadRestrictorNone)
  } catch (error) {
    return [`does not build any more: ${String(error).slice(0, 300)}`]
  }
  if (after.length !== root.before.length) return [`${root.before.length} objects became ${after.length}`]
  const problems: string[] = []
  const pending = new Set(changes)
  root.before.forEach((before, index) => {
    const now = after[index] as JsonObject
    const own = changes.filter((change) => isAbout(change, before))
    for (const change of own) pending.delete(change)
    const expected = structuredClone(before)
    for (const change of own) problems.push(...expect(expected, now, change))
    if (!isDeepStrictEqual(expected, now))
      problems.push(`${String(before.kind)} ${name(before)} differs in more than was announced`)
  })
  for (const change of pending) problems.push(`${change.kind} ${change.name}: no such object for an announced change`)
  return problems
}

/** Puts the announced value into `expected`, in the form in which `now` has it, if it is there at all. */
function expect(expected: JsonObject, now: JsonObject, change: ChangeDocument): string[] {
  const list = [...podSpecPath(change.kind), 'containers']
  const containers = at(expected, list)
  const index = Array.isArray(containers)
    ? (containers as JsonObject[]).findIndex((one) => one.name === change.container)
    : -1
  if (index < 0) return [`${change.kind} ${change.name}: no container ${change.container}`]
  const path = [...list, index, 'resources', change.field, change.resource]
  const value = at(now, path)
  const label = `${change.kind} ${change.name}/${change.container} ${change.field}.${change.resource}`
  if (change.to === null) {
    if (value !== undefined) return [`${label}: still ${JSON.stringify(value)}, announced as removed`]
    const parent = at(expected, path.slice(0, -1)) as Record<string, Json> | undefined
    if (parent !== undefined) delete parent[change.resource]
    return []
  }
  if (value === undefined || String(value) !== change.to)
    return [`${label}: ${JSON.stringify(value)}, announced ${change.to}`]
  const container = (containers as JsonObject[])[index] as Record<string, Json>
  const resources = { ...((container.resources ?? {}) as Record<string, Json>) }
  resources[change.field] = { ...((resources[change.field] ?? {}) as Record<string, Json>), [change.resource]: value }
  container.resources = resources
  return []
}

function isAbout(change: ChangeDocument, object: JsonObject): boolean {
  const namespace = (object.metadata as JsonObject).namespace
  return (
    change.kind === object.kind &&
    change.name === name(object) &&
    (namespace === undefined || namespace === change.namespace)
  )
}

function name(object: JsonObject): string {
  return String((object.metadata as JsonObject).name)
}

/** Proposals that write different things to one file are written into copies of their own. */
function batches(proposals: readonly ProposalDocument[]): ProposalDocument[][] {
  const all: { paths: Set<string>; proposals: ProposalDocument[] }[] = []
  for (const proposal of proposals) {
    const paths = proposal.edits.map((edit) => edit.path)
    const free = all.find((batch) => !paths.some((path) => batch.paths.has(path)))
    if (free === undefined) all.push({ paths: new Set(paths), proposals: [proposal] })
    else {
      free.proposals.push(proposal)
      for (const path of paths) free.paths.add(path)
    }
  }
  return all.map((batch) => batch.proposals)
}

/** Runs two at a time: the machine's kustomize builds are the cost. */
export async function eachInPairs<T>(items: readonly T[], act: (item: T) => Promise<void>): Promise<void> {
  const queue = [...items]
  const worker = async () => {
    for (let item = queue.shift(); item !== undefined; item = queue.shift()) await act(item)
  }
  await Promise.all([worker(), worker()])
}
