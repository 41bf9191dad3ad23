/** HTML as text in which everything from outside is escaped: `html` escapes what is put in, unless it is markup itself. */

/** Text that is markup already. Only `html` makes it. */
export class Markup {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

type Part = string | number | Markup | null | readonly Part[]

/** Tagged template: strings and numbers are escaped, markup and lists of markup are taken as they are, `null` is nothing. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return new Markup(
    texts.map((text, index) => `${text}${index < parts.length ? render(parts[index] ?? null) : ''}`).join(''),
  )
}

function render(part: Part): string {
  if (part === null) return ''
  if (part instanceof Markup) return part.text
  if (Array.isArray(part)) return (part as readonly Part[]).map(render).join('')
  return escapeHtml(String(part))
}

/** Safe in text and in quoted attributes. Control characters and bidirectional overrides, which could lie, are dropped. */
export function escapeHtml(text: string): string {
  return text
    .replaceAll(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, (sign) => (sign === '\n' || sign === '\t' ? sign : ''))
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;')
}
