/** Colours for a terminal, and none elsewhere. */
import type { Io, Output } from './io.ts'

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const
export type Colour = keyof typeof CODES

export type Style = (colour: Colour, text: string) => string

/** `NO_COLOR` wins over everything, `FORCE_COLOR` over the lack of a terminal. */
export function createStyle(output: Output, env: Io['env']): Style {
  if (!wantsColour(output, env)) return (_, text) => text
  return (colour, text) => (text === '' ? '' : `\u001B[${CODES[colour]}m${text}\u001B[0m`)
}

function wantsColour(output: Output, env: Io['env']): boolean {
  if (isSet(env.NO_COLOR)) return false
  if (isSet(env.FORCE_COLOR)) return env.FORCE_COLOR !== '0'
  return output.isTerminal && env.TERM !== 'dumb'
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== ''
}

/**
 * Text from a cluster, a repository or another program as it may be shown on a terminal: control characters, which could
 * move the cursor or rewrite what stands above, and signs that change the direction of writing, which let a name look
 * like another one, become visible signs. Line breaks stay.
 */
export function printable(text: string): string {
  // biome's noControlCharactersInRegex would refuse the literal range: it is spelled by property instead.
  return text.replaceAll(/[\p{Cc}\p{Bidi_Control}\p{Zl}\p{Zp}]/gu, (sign) =>
    sign === '\n' || sign === '\t' ? sign : sign === '\r' ? '' : '\uFFFD',
  )
}
