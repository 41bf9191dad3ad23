/** One line of `krr-gitops doctor`. */
export interface Check {
  /** Stable kebab-case name. */
  readonly name: string
  /** `skipped`: not configured, so not looked at. */
  readonly status: 'ok' | 'warning' | 'problem' | 'skipped'
  /** What was found, one sentence or a version. */
  readonly message: string
  /** What to do about it; `null` when there is nothing to do. */
  readonly fix: string | null
}

export function ok(name: string, message: string): Check {
  return { name, status: 'ok', message, fix: null }
}

export function skipped(name: string, message: string): Check {
  return { name, status: 'skipped', message, fix: null }
}

export function warning(name: string, message: string, fix: string): Check {
  return { name, status: 'warning', message, fix }
}

export function problem(name: string, message: string, fix: string): Check {
  return { name, status: 'problem', message, fix }
}
