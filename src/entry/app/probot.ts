/** Probot: checks signatures, hands events to us, and signs in as the App. Loaded only by `serve`. */
import type { Logger as PinoLogger } from 'pino'
import { Probot } from 'probot'
import { z } from 'zod'
import { ALL_EVENTS, type EventName } from './events.ts'

export interface AppCredentials {
  readonly appId: number
  /** PEM. */
  readonly privateKey: string
  readonly webhookSecret: string
}

export interface ReceivedEvent {
  readonly id: string
  readonly name: EventName
  readonly payload: object
}

export interface SignedEvent {
  readonly id: string
  readonly name: string
  /** JSON of an object, as it was signed. */
  readonly payload: string
  readonly signature: string
}

export interface AppWebhooks {
  /** True when the text was signed with the webhook secret; compared in constant time. */
  verify(payload: string, signature: string): Promise<boolean>
  /** Hands a signed event to the handler; an event that the App does not use is dropped. */
  receive(event: SignedEvent): Promise<void>
  /** A JSON web token that says who the App is, good for ten minutes. Makes no request. */
  jwt(): Promise<string>
}

const jwtSchema = z.object({ token: z.string() })

export async function createAppWebhooks(
  { appId, privateKey, webhookSecret }: AppCredentials,
  handle: (event: ReceivedEvent) => void,
  logger: PinoLogger,
): Promise<AppWebhooks> {
  const probot = new Probot({
    ...{ appId, privateKey, secret: webhookSecret },
    // At debug Probot writes whole payloads.
    log: logger.child({}, { level: logger.isLevelEnabled('warn') ? 'warn' : logger.level }),
  })
  await probot.ready()
  for (const name of ALL_EVENTS) {
    probot.on(name, ({ id, payload }) => handle({ id, name, payload }))
  }
  const app = await probot.auth()
  return {
    verify: (payload, signature) => probot.webhooks.verify(payload, signature),
    receive: (event) => probot.webhooks.verifyAndReceive(event),
    // Tokens of installations are not asked for here: Probot asks api.github.com for them, whatever its base URL says.
    jwt: async () => jwtSchema.parse(await app.auth({ type: 'app' })).token,
  }
}
