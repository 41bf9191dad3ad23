/** Payloads that GitHub really sent, from `@octokit/webhooks-examples`, and the same made to be about us. */
import { readFileSync } from 'node:fs'

export interface RecordedPayload {
  readonly name: string
  readonly payload: Record<string, unknown>
}

const SOURCES = ['api.github.com', 'ghes-31', 'ghes-32', 'ghes-33', 'ghes-34', 'ghes-35']

/** Every recorded payload, of github.com and of five versions of GitHub Enterprise Server. */
export const RECORDED: readonly RecordedPayload[] = SOURCES.flatMap((source) => {
  const url = import.meta.resolve(`@octokit/webhooks-examples/${source}/index.json`)
  const kinds = JSON.parse(readFileSync(new URL(url), 'utf8')) as {
    name: string
    examples: Record<string, unknown>[]
  }[]
  return kinds.flatMap(({ name, examples }) => examples.map((payload) => ({ name, payload })))
})

export const APP_ID = 29_310
export const INSTALLATION = 957_387

/** The first recorded payload of an event (and action), as a delivery to our App. */
export function recorded(event: string): Record<string, unknown> {
  const [name, action] = event.split('.')
  const found = RECORDED.find((each) => each.name === name && (action === undefined || each.payload.action === action))
  if (found === undefined) throw new Error(`no payload of ${event} was recorded`)
  return { ...structuredClone(found.payload), installation: { id: INSTALLATION, app_id: APP_ID } }
}

/** Sets values deep inside, by path: `{ 'pull_request.head.ref': 'x' }`. */
export function changed(
  payload: Record<string, unknown>,
  values: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const copy = structuredClone(payload)
  for (const [path, value] of Object.entries(values)) {
    const keys = path.split('.')
    const last = keys.pop() ?? ''
    let place: Record<string, unknown> = copy
    for (const key of keys) place = place[key] as Record<string, unknown>
    place[last] = value
  }
  return copy
}
