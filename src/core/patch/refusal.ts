/** An edit that cannot be made so that all other bytes stay the same; a value, never thrown. */

export interface Refusal {
  readonly ok: false
  /** A plain phrase that completes "cannot be edited safely: …". */
  readonly reason: string
}

export function refuse(reason: string): Refusal {
  return { ok: false, reason }
}
