/** An error as fields of a log line. */
import { Problem } from '../../core/problem.ts'

/** A Problem speaks for itself; of everything else the stack is wanted. */
export function errorFields(error: unknown): object {
  if (!(error instanceof Problem)) return { err: error }
  const { code, hint, detail } = error
  return { code, ...(hint === null ? {} : { hint }), ...(detail === null ? {} : { detail }) }
}

export function errorMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
