/** Wide open, so that every made-up number becomes a change and the forms of patch are what is tested. */
export function config(clusters: readonly { name: string; path: string }[], loadRestrictor: string): string {
  return `${JSON.stringify({
    version: 1,
    clusters: clusters.map(({ name, path }) => ({ name, paths: [path] })),
    select: { minSeverity: 'GOOD' },
    policy: {
      maxIncrease: '9999%',
      maxDecrease: '99%',
      minChange: { percent: 0, cpu: '0m', memory: '0Mi' },
      floor: { cpu: '1m', memory: '1Mi' },
      hpa: 'warn',
      protect: [],
    },
    render: { loadRestrictor },
  })}\n`
}
