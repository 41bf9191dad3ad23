/** Small helpers for text that people read. */

/** First letter in upper case, a full stop at the end. */
export function asSentence(text: string): string {
  const end = /[.!?]$/.test(text) ? '' : '.'
  return `${text.slice(0, 1).toUpperCase()}${text.slice(1)}${end}`
}

/** `2026-03-02 09:30 UTC`; seconds matter to nobody who reads a pull request. */
export function atMinute(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
