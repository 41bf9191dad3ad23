/** kustomize's own words, without the wrapping of the program that printed them. */

/**
 * Cleans what kustomize printed on stderr: kubectl's log prefix and quoting go, absolute paths become relative to the
 * repository.
 *
 * @param roots absolute spellings of the repository's directory
 */
export function kustomizeWords(stderr: string, roots: readonly string[]): string {
  const unwrapped = unquote(stderr.trim().replace(/^Error: /, ''))
  const relative = roots.reduce((text, root) => withoutRoot(text, root), unwrapped)
  return relative.replace(/\n[ \t]*\n/g, '\n').trim()
}

/** kubectl prints `E1125 01:34:27.358640 10025 run.go:72] "command failed" err="…"`, or `err=<` and an indented block. */
function unquote(text: string): string {
  const match = /^E\d{4} [^\]]*\] "command failed" err=([\s\S]*)$/m.exec(text)
  const value = match?.[1]
  if (match === null || value === undefined) return text
  const before = text.slice(0, match.index)
  const block = /^<\n([\s\S]*?)\n?[ \t]*>\s*$/.exec(value)?.[1]
  if (block !== undefined) return before + block.replace(/^\t/gm, '')
  try {
    return before + String(JSON.parse(value.trim()))
  } catch {
    return before + value.replace(/^"|"$/g, '')
  }
}

function withoutRoot(text: string, root: string): string {
  return text.replaceAll(`${root}/`, '').replaceAll(`'${root}'`, "'.'")
}

/** True when kustomize refused to read a file outside of the folder that it builds. */
export function isLoadRestriction(words: string): boolean {
  return /security; file .* is not in or below/.test(words)
}
