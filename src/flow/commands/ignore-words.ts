/** The answer to `/krr-gitops ignore`: what it does, and how to leave a workload alone for good. */
import { IGNORE_ANNOTATION } from '../../core/change/annotations.ts'
import { fenced } from '../../core/pull-request/escape.ts'
import type { SealedStatement } from '../../core/pull-request/trailers.ts'

/** More than this nobody copies by hand. */
const MOST = 10

export function renderIgnore(statement: SealedStatement | null, percent: number): string {
  const workloads = new Map(
    (statement?.changes ?? []).map(({ namespace, kind, name }) => {
      const selector = `{ namespaces: [${JSON.stringify(namespace)}], kinds: [${JSON.stringify(kind)}], names: [${JSON.stringify(name)}] }`
      return [selector, `    - ${selector}`]
    }),
  )
  const rows = [...workloads.values()]
  const shown = rows.length > MOST ? [...rows.slice(0, MOST), `    # and ${rows.length - MOST} more`] : rows
  return [
    `I close this and do not propose these values again before one of them moves by ${percent} %.`,
    ...(rows.length === 0
      ? []
      : [
          '',
          `To leave a workload alone for good, whatever krr recommends, annotate it with \`${IGNORE_ANNOTATION}: "true"\`, or add it to \`.github/krr-gitops.yaml\`:`,
          '',
          fenced(['select:', '  exclude:', ...shown].join('\n'), 'yaml'),
        ]),
  ].join('\n')
}
