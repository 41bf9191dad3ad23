/** How old a report may be. krr puts no time into it; whoever obtained it did. */
import { Problem } from '../problem.ts'
import type { Report } from './report.ts'

/**
 * @param maxAge milliseconds
 * @throws Problem `report-too-old` (exit 2)
 */
export function checkAge(report: Report, now: Date, maxAge: number): void {
  const { generatedAt, source } = report.stamp
  const age = now.getTime() - Date.parse(generatedAt)
  if (age <= maxAge) return
  throw new Problem({
    code: 'report-too-old',
    exit: 2,
    message: `The report is ${formatAge(age)} old (of ${generatedAt}); older than ${formatAge(maxAge)} is refused`,
    hint: 'Run krr again, or raise scan.maxAge. The time is that of the file.',
    place: { file: source },
  })
}

const UNITS = [
  [86_400_000, 'd'],
  [3_600_000, 'h'],
  [60_000, 'm'],
  [1_000, 's'],
] as const

/** The largest unit with one more: `8d 3h`, `45m`, `0s`. */
export function formatAge(milliseconds: number): string {
  let rest = Math.max(0, milliseconds)
  const parts: string[] = []
  for (const [size, unit] of UNITS) {
    const count = Math.floor(rest / size)
    rest -= count * size
    if (count > 0) parts.push(`${count}${unit}`)
    else if (parts.length > 0) break
  }
  return parts.slice(0, 2).join(' ') || '0s'
}
