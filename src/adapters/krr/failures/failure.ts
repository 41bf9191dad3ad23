/** How one way of failing is told. */
import type { Evidence } from './evidence.ts'

export interface Failure {
  readonly code: string
  readonly exit: 2 | 3
  readonly message: string
  readonly hint: string
}

/** The first rule that knows the failure names it. */
export type Rule = (evidence: Evidence, where: string) => Failure | null

export function failure(exit: 2 | 3, code: string, message: string, hint: string): Failure {
  return { code, exit, message, hint }
}
