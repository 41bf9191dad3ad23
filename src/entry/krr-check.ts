/** Is krr there, and is it a version that this program knows? */
import { type Check, skipped } from '../adapters/doctor/check.ts'

export async function checkKrr(_command: string | undefined, _signal: AbortSignal): Promise<Check> {
  return skipped('krr', 'not looked at')
}
