/** Which krr this is, and whether its log is known. */
export interface KrrVersion {
  /** `v1.29.0`, `v1.29.0-1-gd6baa74-main`, `dev`; `null` = nothing that looks like a version. */
  readonly text: string | null
  readonly remark: { readonly code: string; readonly message: string; readonly hint: string } | null
}

/** The version whose reports and log lines this program was tried with. */
const TRIED = [1, 29] as const
const HINT = 'krr 1.29 is known to work; with others a log line that means "incomplete" may go unnoticed.'

/** @param stdout of `krr version` */
export function readVersion(stdout: string): KrrVersion {
  const line = stdout.split('\n').map((text) => text.trim())
  const text = line.find((candidate) => /^v?\d+\.\d+\.\d+(?:[-+.][\w.+-]*)?$/.test(candidate)) ?? null
  if (text === null) {
    const dev = line.includes('dev')
    const message = dev ? 'krr is a development version ("dev")' : 'krr does not say which version it is'
    return { text: dev ? 'dev' : null, remark: { code: 'krr-version-unknown', message, hint: HINT } }
  }
  const [major = 0, minor = 0] = text.replace(/^v/, '').split('.').map(Number)
  if (major === TRIED[0] && minor >= TRIED[1]) return { text, remark: null }
  const older = major < TRIED[0] || (major === TRIED[0] && minor < TRIED[1])
  const message = older ? `krr ${text} is older than 1.29 and logs in another form` : `krr ${text} is not known yet`
  return { text, remark: { code: older ? 'krr-version-old' : 'krr-version-new', message, hint: HINT } }
}
