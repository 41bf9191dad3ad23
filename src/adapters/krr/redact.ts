/** What krr prints, without what must not be seen. Everything that comes from krr passes here before it is read. */

const RULES: readonly (readonly [RegExp, string])[] = [
  [/(\b[a-z][a-z0-9+.-]*:\/\/)[^\s/@'"]+@/gi, '$1***@'],
  [/\b(Bearer|Basic|Digest|Token)\s+[A-Za-z0-9._~+/=-]{4,}/g, '$1 ***'],
  [/\b(authorization|cookie|x-api-key)(["']?\s*[:=]\s*["']?)(?!\*\*\*|(?:Bearer|Basic) \*\*\*)[^"',}\s]+/gi, '$1$2***'],
  [/([?&](?:[\w-]*token|sig|signature|password|passwd|secret|[\w-]*key)=)[^&\s'")]+/gi, '$1***'],
  [/(["'\s](?:[\w-]*password|[\w-]*secret|[\w-]*token)["']?\s*[:=]\s*["']?)(?!\*)[^"',}\s]+/gi, '$1***'],
]

/** @param secrets values known to be secret, taken out wherever they stand */
export function redact(text: string, secrets: readonly string[] = []): string {
  let clean = text
  for (const secret of secrets) if (secret.length > 3) clean = clean.replaceAll(secret, '***')
  for (const [pattern, replacement] of RULES) clean = clean.replaceAll(pattern, replacement)
  return clean
}
