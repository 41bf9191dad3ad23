/** The files that GitHub reads: Action, App manifest, and the workflow that init writes. Their surface is frozen here. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parseYaml } from '../../src/core/yaml.ts'
import { EVENTS, PERMISSIONS } from '../../src/entry/app/events.ts'
import { buildWorkflow } from '../../src/entry/cli/workflow.ts'

const root = new URL('../../', import.meta.url)
const read = (name: string) => parseYaml(readFileSync(new URL(name, root), 'utf8')) as Record<string, never>

interface Action {
  readonly inputs: Record<
    string,
    { readonly description: string; readonly required: boolean; readonly default: string }
  >
  readonly outputs: Record<string, unknown>
  readonly runs: {
    readonly using: string
    readonly steps: readonly { readonly run?: string; readonly env?: Record<string, string> }[]
  }
}

describe('the Action', () => {
  const action = read('action.yml') as unknown as Action

  it('has these inputs and outputs', () => {
    expect(Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, input.default]))).toEqual({
      report: '',
      config: '.github/krr-gitops.yaml',
      cluster: '',
      'working-directory': '.',
      'github-token': '$' + '{{ github.token }}',
      'node-version': '24',
    })
    expect(Object.keys(action.outputs)).toEqual(['result'])
    for (const [name, { description }] of Object.entries(action.inputs)) {
      expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/)
      expect(description.length).toBeGreaterThan(10)
    }
  })

  it('never puts an input into the text of a script', () => {
    for (const { run } of action.runs.steps) expect(run ?? '').not.toContain('{{')
  })

  const propose = action.runs.steps.find(({ run }) => run?.includes('propose'))

  /** Runs the script of the step with a program in the place of ours that prints its arguments. */
  function runStep(inputs: Record<string, string>, exit = 0): { code: number; args: string[]; output: string } {
    const folder = mkdtempSync(join(tmpdir(), 'action-'))
    const program = join(folder, 'main.js')
    const output = join(folder, 'output')
    writeFileSync(program, `console.log(JSON.stringify(process.argv.slice(2))); process.exit(${exit})`)
    writeFileSync(output, '')
    let code = 0
    try {
      const env = {
        PATH: process.env.PATH,
        PROGRAM: program,
        GITHUB_OUTPUT: output,
        INPUT_REPORT: '',
        INPUT_CLUSTER: '',
        INPUT_CONFIG: '.github/krr-gitops.yaml',
      }
      execFileSync('bash', ['-eo', 'pipefail', '-c', propose?.run ?? ''], {
        cwd: folder,
        env: { ...env, ...inputs },
        stdio: 'pipe',
      })
    } catch (error) {
      code = (error as { status: number }).status
    }
    const text = readFileSync(output, 'utf8')
    rmSync(folder, { recursive: true })
    const [, delimiter = '', result = ''] = /^result<<(\S+)\n([\s\S]*)\n\1\n$/.exec(text) ?? []
    expect(delimiter).toMatch(/^krr-gitops-[0-9a-f]{32}$/)
    return { code, args: JSON.parse(result) as string[], output: text }
  }

  it('passes its inputs on, each as one argument', () => {
    expect(runStep({})).toMatchObject({ code: 0, args: ['propose', '--json', '--forge', 'github'] })
    const { args } = runStep({
      INPUT_REPORT: 'a.json\n\nb c.json\n$(touch pwned)',
      INPUT_CLUSTER: '--write',
      INPUT_CONFIG: 'x.yaml; id',
    })
    expect(args.slice(4)).toEqual([
      '--report=a.json',
      '--report=b c.json',
      '--report=$(touch pwned)',
      '--cluster=--write',
      '--config=x.yaml; id',
    ])
  })

  it('fails as the program does, and still hands out the document', () => {
    expect(runStep({}, 3)).toMatchObject({ code: 3, args: expect.arrayContaining(['propose']) })
  })
})

describe('the GitHub App', () => {
  const permissions = Object.fromEntries(Object.entries(PERMISSIONS).map(([name, { access }]) => [name, access]))

  it('asks for exactly the rights and the events that the code uses', () => {
    const manifest: Readonly<Record<string, unknown>> = read('app.yml')
    expect(manifest.public).toBe(false)
    expect(manifest.default_permissions).toEqual(permissions)
    expect(manifest.default_events).toEqual([...EVENTS])
  })

  it('is documented with the same rights and events', () => {
    const page = readFileSync(new URL('../../docs/github-app.md', import.meta.url), 'utf8')
    for (const [name, access] of Object.entries(permissions)) expect(page).toContain(`| \`${name}\` | ${access} |`)
    for (const event of EVENTS) expect(page).toContain(`\`${event}\``)
  })
})

describe('the workflow of init', () => {
  it('asks for the least, runs once at a time, and hands secrets over as environment', () => {
    const workflow = parseYaml(buildWorkflow('1.2.3')) as Record<string, never> & {
      jobs: { propose: { steps: { run?: string }[] } }
    }
    expect(workflow.permissions).toEqual({ contents: 'write', 'pull-requests': 'write' })
    expect(workflow.concurrency).toEqual({ group: 'krr-gitops' })
    const scripts = workflow.jobs.propose.steps.map(({ run }) => run ?? '')
    expect(scripts.join('\n')).toContain('npx --yes krr-gitops@1.2 propose')
    for (const script of scripts) expect(script).not.toContain('{{')
  })
})
