/** Is krr there, and is it a version that this program knows? */
import { type Check, ok, warning } from '../adapters/doctor/check.ts'
import { askVersion, readCommand } from '../adapters/krr/command.ts'
import { Problem } from '../core/problem.ts'

/** Without krr finished reports still work, so its absence is a warning. */
export async function checkKrr(command: string | undefined, signal: AbortSignal): Promise<Check> {
  try {
    const { text, remark } = await askVersion(readCommand(command), signal)
    return remark === null ? ok('krr', `krr ${text ?? ''}`) : warning('krr', `${remark.message}.`, remark.hint)
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof Problem)) throw error
    return warning('krr', `${error.message}; finished reports can be used.`, error.hint ?? 'Install krr 1.29 or later.')
  }
}
