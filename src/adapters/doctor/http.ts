/** One GET with a deadline, as a value: a probe tells what happened, it does not fail. */
const TIMEOUT_MS = 10_000

export type HttpAnswer =
  | { readonly type: 'answer'; readonly status: number; readonly body: unknown; readonly headers: Headers }
  | { readonly type: 'unreachable'; readonly reason: string }

export async function getJson(
  url: string,
  headers: Readonly<Record<string, string>>,
  signal: AbortSignal,
): Promise<HttpAnswer> {
  const deadline = AbortSignal.timeout(TIMEOUT_MS)
  try {
    // A redirect could carry the token to another host.
    const response = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.any([signal, deadline]) })
    const text = await response.text()
    return { type: 'answer', status: response.status, body: parse(text), headers: response.headers }
  } catch (error) {
    if (signal.aborted) throw error
    if (deadline.aborted) return { type: 'unreachable', reason: `no answer within ${TIMEOUT_MS / 1000} s` }
    return { type: 'unreachable', reason: reasonOf(error) }
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}

/** fetch hides the reason (ECONNREFUSED, ENOTFOUND, a certificate) in the cause. */
function reasonOf(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined
  const code = (cause as { code?: unknown } | undefined)?.code
  if (typeof code === 'string') return code
  return cause instanceof Error ? cause.message : error instanceof Error ? error.message : String(error)
}
