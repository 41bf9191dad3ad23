/**
 * A case is two folders. `given`: a small repository, a krr report and, if need be, a configuration (in the repository)
 * and further arguments. `expected`: the files that `plan --write` changed, the plan document, and the body of each pull
 * request. `UPDATE_GOLDEN=1` writes `expected`; read the difference before you commit it.
 */
import { cp, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { PlanDocument } from '../../src/flow/plan-document.ts'
import { runCli } from '../helpers/run-cli.ts'

const HERE = fileURLToPath(new URL('.', import.meta.url))
const NOW = new Date('2026-11-24T08:00:00Z')
const UPDATE = process.env.UPDATE_GOLDEN === '1'

const cases = (await readdir(HERE, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map((entry) => entry.name)

let scratch: string
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'krr-gitops-golden-'))
})
afterAll(async () => {
  await rm(scratch, { recursive: true, force: true })
})

describe.each(cases)('%s', (name) => {
  it('plans, writes and describes what is expected', async () => {
    const given = join(HERE, name, 'given')
    const repository = join(scratch, name)
    await cp(join(given, 'repository'), repository, { recursive: true, verbatimSymlinks: true })
    const report = join(scratch, `${name}.json`)
    await cp(join(given, 'report.json'), report)
    await utimes(report, NOW, NOW)
    const args = await readFile(join(given, 'arguments.json'), 'utf8').catch(() => '[]')

    const run = await runCli(
      ['plan', '--report', report, '--repo', repository, '--json', '--write', ...(JSON.parse(args) as string[])],
      { cwd: scratch, now: NOW },
    )
    expect(run.stderr.includes('bug in krr-gitops'), run.stderr).toBe(false)
    expect(run.code, run.stderr).toBe(0)
    const plan = JSON.parse(run.stdout.replaceAll(scratch, '.')) as PlanDocument
    const actual = new Map<string, string>([['plan.json', `${JSON.stringify(forPeople(plan), null, 2)}\n`]])
    for (const edit of plan.proposals.flatMap((proposal) => proposal.edits)) {
      actual.set(`repository/${edit.path}`, await readFile(join(repository, edit.path), 'utf8'))
    }

    const expected = join(HERE, name, 'expected')
    if (UPDATE) await replaceFolder(expected, actual)
    expect(Object.fromEntries(actual)).toEqual(Object.fromEntries(await readFolder(expected)))
  })
})

/** Without the texts of edits, which stand as files beside it, and without what changes with every release of the program. */
function forPeople(plan: PlanDocument): unknown {
  return {
    ...plan,
    proposals: plan.proposals.map(({ edits, proof, ...rest }) => ({
      ...rest,
      edits: edits.map((edit) => edit.path),
      builds: proof.builds,
    })),
  }
}

async function replaceFolder(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  await rm(folder, { recursive: true, force: true })
  for (const [path, text] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
}

async function readFolder(folder: string): Promise<Map<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).sort()
  return new Map(await Promise.all(files.map(async (file) => [file.slice(folder.length + 1), await readFile(file, 'utf8')] as const)))
}
