/**
 * The lines of a comment that its author says in their own voice: not in a code fence, not in a quotation, not where GitHub
 * shows them as code or not at all. A command that readers of the comment cannot see as such is none.
 */

/** An opening or closing fence, as GitHub's Markdown has it: up to three spaces, three or more of one character. */
const FENCE = /^ {0,3}(`{3,}|~{3,})(.*)$/
const RAW_START = /^ {0,3}<(pre|script|style|textarea)(?:[\s>]|$)/i
const RAW_END = /<\/(?:pre|script|style|textarea)>/i

/** What the scanner is inside of; `quote` lasts until an empty line, because a quotation continues without its sign. */
type Inside =
  | { readonly what: 'text' | 'quote' | 'comment' | 'raw' }
  | { readonly what: 'fence'; readonly mark: string }

const TEXT: Inside = { what: 'text' }

export function spokenLines(body: string): string[] {
  const spoken: string[] = []
  let inside: Inside = TEXT
  for (const line of body.split(/\r\n|\r|\n/)) {
    const before: Inside = inside
    inside = step(inside, line)
    if (before.what === 'text' && inside.what === 'text') spoken.push(line)
  }
  return spoken
}

function step(inside: Inside, line: string): Inside {
  switch (inside.what) {
    case 'fence':
      return closes(line, inside.mark) ? TEXT : inside
    case 'comment':
      return line.includes('-->') ? TEXT : inside
    case 'raw':
      return RAW_END.test(line) ? TEXT : inside
    case 'quote':
      return line.trim() === '' ? TEXT : open(line, inside)
    case 'text':
      return open(line, inside)
  }
}

function open(line: string, inside: Inside): Inside {
  const [, mark = '', info = ''] = FENCE.exec(line) ?? []
  // A line of backticks with another backtick after them is inline code.
  if (mark !== '' && !(mark.startsWith('`') && info.includes('`'))) return { what: 'fence', mark }
  if (/^ {0,3}>/.test(line)) return { what: 'quote' }
  if (RAW_START.test(line)) return RAW_END.test(line) ? inside : { what: 'raw' }
  if (line.lastIndexOf('<!--') > line.lastIndexOf('-->')) return { what: 'comment' }
  return inside
}

function closes(line: string, mark: string): boolean {
  const [, closing = '', rest = ''] = FENCE.exec(line) ?? []
  return closing.startsWith(mark) && rest.trim() === ''
}
