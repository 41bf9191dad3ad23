/** Label and field selectors as an API server reads them in a query. */

export function matchesLabels(labels: Readonly<Record<string, string>>, selector: string): boolean {
  return splitOutsideBrackets(selector).every((term) => matchesTerm(labels, term))
}

function matchesTerm(labels: Readonly<Record<string, string>>, term: string): boolean {
  const set = /^(\S+)\s+(in|notin)\s+\((.*)\)$/.exec(term)
  if (set !== null) {
    const [, key = '', operator, values = ''] = set
    const label = labels[key]
    const among =
      label !== undefined &&
      values
        .split(',')
        .map((value) => value.trim())
        .includes(label)
    return operator === 'in' ? among : !among
  }
  if (term.startsWith('!')) return labels[term.slice(1)] === undefined
  const pair = /^([^=!]+)(==?|!=)(.*)$/.exec(term)
  if (pair === null) return labels[term] !== undefined
  const [, key = '', operator, value] = pair
  return operator === '!=' ? labels[key] !== value : labels[key] === value
}

/** `status.phase=Running,metadata.name!=x`. */
export function matchesFields(object: unknown, selector: string): boolean {
  return splitOutsideBrackets(selector).every((term) => {
    const [, path = '', operator, value] = /^([^=!]+)(==?|!=)(.*)$/.exec(term) ?? []
    const at = path.split('.').reduce<unknown>((inside, key) => (isRecord(inside) ? inside[key] : undefined), object)
    return (String(at ?? '') === value) === (operator !== '!=')
  })
}

function splitOutsideBrackets(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((term) => term.trim())
    .filter((term) => term !== '')
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}
