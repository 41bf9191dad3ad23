/** Small plain values as YAML on one line, for examples and defaults: never for anything a user wrote. */

/** Text that YAML reads back as the same text without quotes, inside flow collections too. */
const PLAIN = /^(?![-?:!&*|>%@`#])[A-Za-z0-9_./*%+-]([A-Za-z0-9_./*%+: -]*[A-Za-z0-9_./*%+-])?$/

export function yamlFlow(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(yamlFlow).join(', ')}]`
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, child]) => `${yamlFlow(key)}: ${yamlFlow(child)}`)
    return entries.length === 0 ? '{}' : `{ ${entries.join(', ')} }`
  }
  if (typeof value !== 'string') return String(value)
  return PLAIN.test(value) && !looksOther(value) ? value : JSON.stringify(value)
}

/** Text that would be read as a number, a boolean or null, or whose colon would end a key. */
function looksOther(text: string): boolean {
  return /^([+-]?[\d.][\d._eE+-]*|true|false|null|~)$/i.test(text) || text.includes(': ') || text.startsWith('*')
}
