/**
 * The one boundary between other people's text and GitHub.
 *
 * Names, paths, messages and diffs come from clusters, repositories and people. GitHub's Markdown would let them mention
 * somebody, close an issue, load an image, break a table or hide text from a reviewer. Three places need three escapes:
 * Markdown prose, Markdown code (where GitHub links nothing), and plain text (titles, commit messages).
 *
 * An entity alone does not stop a mention or an issue reference: GitHub looks for those after it decoded entities. A
 * zero-width space behind the sigil does, as does a code span.
 */

/** Characters that a reader cannot see, or that change what the reader sees: shown by number instead. */
const INVISIBLE =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\u115f\u1160\u2800\u3164\uffa0]|\u034f|[\u17b4\u17b5]|[\u180b-\u180f]|[\ufe00-\ufe0f]|[\u{e0100}-\u{e01ef}]|(?! )\p{Zs}/gu

const codePoint = (character: string) => (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')

/** One line, every invisible or direction-changing character written as `\u{202E}`. */
export function visibleLine(text: string): string {
  return text
    .replace(/[\t\r\n]+/g, ' ')
    .replace(INVISIBLE, (character) => `\\u{${codePoint(character)}}`)
    .trim()
}

/** Many lines; tabs and line ends stay. */
function visibleLines(text: string): string {
  return text
    .replace(/\r\n/g, '\n')
    .replace(INVISIBLE, (character) =>
      character === '\n' || character === '\t' ? character : `\\u{${codePoint(character)}}`,
    )
}

const entity = (character: string) => `&#${character.codePointAt(0) ?? 0};`
const ZERO_WIDTH = '&#8203;'

/** A sentence as Markdown text: looks the same, means nothing. Safe inside a line and inside a table cell. */
export function prose(text: string): string {
  return visibleLine(text)
    .replace(/[&<>\\`*_[\]|~$]/g, entity)
    .replace(/^([-+=>]|\d+(?=[.)](?:\s|$)))/, (start) => [...start].map(entity).join(''))
    .replace(/@/g, `@${ZERO_WIDTH}`)
    .replace(/(?<!&)#(?=\d)/g, `#${ZERO_WIDTH}`)
    .replace(/\b(gh)-(?=\d)/gi, `$1-${ZERO_WIDTH}`)
    .replace(/:\/\//g, `:${ZERO_WIDTH}//`)
    .replace(/\bwww\./gi, (www) => `${www.slice(0, 3)}${ZERO_WIDTH}.`)
}

/** A name or a value as inline code. Safe inside a line and inside a table cell; GitHub links nothing in it. */
export function code(text: string): string {
  const line = visibleLine(text)
  if (line === '') return '—'
  if (/^[\w ./:@#+=,()%-]+$/.test(line)) return `\`${line}\``
  // Backticks cannot carry a backtick or, in a table, a backslash before a pipe: entities can carry everything.
  return `<code>${line.replace(/[^A-Za-z0-9 /,-]/gu, entity)}</code>`
}

/** A code block whose fence is longer than any run of backticks inside. */
export function fenced(text: string, language: string): string {
  const shown = visibleLines(text).replace(/\n$/, '')
  const longest = Math.max(2, ...[...shown.matchAll(/`+/g)].map((run) => run[0].length))
  const fence = '`'.repeat(longest + 1)
  return `${fence}${language}\n${shown}\n${fence}`
}

const percent = (character: string) =>
  [...new TextEncoder().encode(character)]
    .map((byte) => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`)
    .join('')

/**
 * Text for a title or a commit message, where no Markdown escape exists: what would act is percent-encoded.
 * {@link parsePlain} gives the text back.
 */
export function plain(text: string): string {
  return text
    .replace(/[%@#`]/g, percent)
    .replace(INVISIBLE, percent)
    .replace(/\b(gh)-(?=\d)/gi, `$1${percent('-')}`)
    .replace(/:(?=\/\/)/g, percent)
    .replace(/^ +| +$/g, (spaces) => percent(' ').repeat(spaces.length))
}

/** Reverse of {@link plain} and {@link token}; text with a broken escape comes back as it is. */
export function parsePlain(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}

const EMPTY_TOKEN = '~'

/** One word of a trailer: no space, no slash, nothing that GitHub would link. Never empty. */
export function token(text: string): string {
  if (text === '') return EMPTY_TOKEN
  if (/^-+$/.test(text)) return text.replace(/-/g, percent)
  return text.replace(/[^A-Za-z0-9._:-]/gu, percent).replace(/gh-(?=\d)/gi, (gh) => `${gh.slice(0, 2)}%2D`)
}

export function parseToken(text: string): string {
  return text === EMPTY_TOKEN ? '' : parsePlain(text)
}

/**
 * JSON that can stand inside an HTML comment: no `--`, no sigil, ASCII only. JSON.parse reads it back as it was.
 * `indent` is as in JSON.stringify.
 */
export function commentJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent)
    .replace(/[<>&@#`]|[^\x20-\x7e\n]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
    .replace(/--/g, '-\\u002d')
}
