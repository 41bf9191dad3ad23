/** Probes of the programs on this machine. */
import { run } from '../process/run.ts'
import { type Check, ok, problem, skipped, warning } from './check.ts'

const PROBE_TIMEOUT_MS = 20_000
const OLDEST_NODE: readonly [number, number] = [20, 19]
/** `git worktree` and the data that `--porcelain=v2` gives have been there since. */
const OLDEST_GIT: readonly [number, number] = [2, 20]

/** @param version as `process.version` says it: `v20.20.2` */
export function checkNode(version: string): Check {
  if (reaches(version, OLDEST_NODE)) return ok('node', `Node.js ${version}`)
  return problem('node', `Node.js ${version} is too old.`, `Install Node.js ${OLDEST_NODE.join('.')} or newer.`)
}

export async function checkGit(signal: AbortSignal): Promise<Check> {
  const result = await run({ program: 'git', args: ['--version'], timeout: PROBE_TIMEOUT_MS, signal })
  const version = /(\d+\.\d+[\w.]*)/.exec(result.stdout)?.[1]
  if (result.exitCode !== 0 || version === undefined) {
    return problem('git', 'git was not found.', 'Install git and make sure that it is on the PATH.')
  }
  if (reaches(version, OLDEST_GIT)) return ok('git', `git ${version}`)
  return warning('git', `git ${version} is old.`, `Install git ${OLDEST_GIT.join('.')} or newer.`)
}

/**
 * Looks into the kubeconfig without asking any cluster.
 *
 * @param contexts contexts that the configuration names; empty = the current one is what krr would read
 */
export async function checkKubeContexts(contexts: readonly string[], signal: AbortSignal): Promise<Check> {
  const probe = (args: readonly string[]) =>
    run({ program: 'kubectl', args, passEnv: ['KUBECONFIG'], timeout: PROBE_TIMEOUT_MS, signal })
  const listed = await probe(['config', 'get-contexts', '--output', 'name'])
  if (listed.spawnError !== null)
    return skipped('kube-context', 'kubectl was not found, so the kubeconfig was not read.')
  if (listed.exitCode !== 0) {
    return problem('kube-context', `The kubeconfig cannot be read: ${lastLine(listed.stderr)}`, 'Check KUBECONFIG.')
  }
  const known = listed.stdout.split('\n').filter((line) => line !== '')
  const missing = contexts.filter((context) => !known.includes(context))
  if (missing.length > 0) {
    return problem(
      'kube-context',
      `The kubeconfig has no context ${missing.join(', ')} (it has ${known.join(', ') || 'none'}).`,
      'Correct clusters[].krr.context, or add the context to the kubeconfig.',
    )
  }
  if (contexts.length > 0) return ok('kube-context', `All configured contexts are there: ${contexts.join(', ')}.`)
  const current = (await probe(['config', 'current-context'])).stdout.trim()
  if (current !== '') return ok('kube-context', `krr would read the context "${current}".`)
  return warning(
    'kube-context',
    'There is no current kube context; krr cannot be run from here, finished reports can be used.',
    'Set one with "kubectl config use-context", or name contexts under clusters[].krr.context.',
  )
}

function lastLine(text: string): string {
  return text.trim().split('\n').at(-1) ?? ''
}

function reaches(version: string, oldest: readonly [number, number]): boolean {
  const [major = 0, minor = 0] = version.replace(/^v/, '').split('.').map(Number)
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1])
}
