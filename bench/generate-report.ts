/** Makes krr reports of any size, in krr's exact shape: pods, autoscalers, delivery marks, a last-applied annotation. */

/** A pseudo-random sequence that is the same in every run. */
function sequence(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648
    return state / 2_147_483_648
  }
}

const KINDS = ['Deployment', 'Deployment', 'Deployment', 'StatefulSet', 'DaemonSet', 'Rollout', 'CronJob'] as const
const MEBIBYTE = 1_048_576

function scan(index: number, next: () => number): object {
  const name = `service-${index}`
  const namespace = `team-${index % 50}`
  const kind = KINDS[index % KINDS.length] ?? 'Deployment'
  const scaled = next() < 0.05
  const unknown = !scaled && next() < 0.05
  const info = scaled ? 'HPA detected' : unknown ? 'No data' : null
  const cpu = info === null ? Math.ceil(next() * 2000) / 1000 : '?'
  const memory = unknown ? '?' : Math.max(100, Math.ceil(next() * 2048)) * MEBIBYTE
  const severity = (value: number | string) => (value === '?' ? 'UNKNOWN' : 'WARNING')
  const podCount = 1 + Math.floor(next() * 6)
  const tracking = `${namespace}:apps/${kind}:${namespace}/${name}`
  return {
    object: {
      cluster: 'prod-eu',
      name,
      container: 'app',
      pods: Array.from({ length: podCount }, (_, pod) => ({ name: `${name}-7c9f8d6b5-${pod}abcd`, deleted: pod > 2 })),
      hpa: scaled
        ? {
            min_replicas: 2,
            max_replicas: 10,
            current_replicas: 3,
            desired_replicas: 3,
            target_cpu_utilization_percentage: 70,
            target_memory_utilization_percentage: null,
          }
        : null,
      namespace,
      kind,
      allocations: {
        requests: { cpu: 0.5, memory: 512 * MEBIBYTE },
        limits: { cpu: null, memory: 1024 * MEBIBYTE },
        info: {},
      },
      warnings: unknown ? ['NoPrometheusCPUMetrics', 'NoPrometheusMemoryMetrics'] : [],
      labels: { app: name, 'app.kubernetes.io/instance': namespace, 'app.kubernetes.io/part-of': 'shop' },
      annotations: {
        'argocd.argoproj.io/tracking-id': tracking,
        'deployment.kubernetes.io/revision': '4',
        'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({
          apiVersion: 'apps/v1',
          kind,
          metadata: { name, namespace },
          spec: { template: { spec: { containers: [{ name: 'app', image: `${name}:1.2.3` }] } } },
        }),
      },
    },
    recommended: {
      requests: { cpu: { value: cpu, severity: severity(cpu) }, memory: { value: memory, severity: severity(memory) } },
      limits: {
        cpu: { value: cpu === '?' ? '?' : null, severity: cpu === '?' ? 'UNKNOWN' : 'GOOD' },
        memory: { value: memory, severity: severity(memory) },
      },
      info: { cpu: info, memory: unknown ? 'No data' : null },
    },
    severity: unknown ? 'UNKNOWN' : 'WARNING',
  }
}

/** The text of a report of so many containers, indented like krr's own. About 2 kB a container. */
export function generateReport(containers: number, seed = 1): string {
  return [...reportPieces(containers, seed)].join('')
}

/** The same in pieces: the whole as one value would weigh far more than the text. */
export function* reportPieces(containers: number, seed = 1): Generator<string, void, void> {
  const next = sequence(seed)
  yield '{\n  "scans": [\n'
  for (let index = 0; index < containers; index += 1) {
    const text = JSON.stringify(scan(index, next), null, 2).replaceAll('\n', '\n    ')
    yield `    ${text}${index + 1 < containers ? ',' : ''}\n`
  }
  yield `  ],
  "score": 50,
  "resources": ["cpu", "memory"],
  "description": "[b]Simple Strategy[/b]",
  "strategy": {"name": "simple", "settings": {"history_duration": 336.0}},
  "errors": [],
  "clusterSummary": {},
  "config": {"clusters": ["prod-eu"], "selector": null, "cpu_min_value": 10, "memory_min_value": 100}
}
`
}
