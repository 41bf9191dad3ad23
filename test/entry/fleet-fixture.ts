/** A small repository in a temporary folder, with a report for it. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

export interface Fleet {
  readonly parent: string
  readonly root: string
  readonly report: string
  write(path: string, text: string): void
  git(...args: string[]): string
  remove(): void
}

const DEPLOYMENT = `apiVersion: apps/v1
kind: Deployment
metadata:
  name: cart
spec:
  replicas: 2
  selector: { matchLabels: { app: cart } }
  template:
    metadata: { labels: { app: cart } }
    spec:
      containers:
        - name: app
          image: cart:1
          resources:
            requests: { cpu: "1", memory: 1Gi } # launch values
            limits: { memory: 1Gi }
`

/** One workload in one overlay, committed; the report wants less of everything. */
export function makeFleet(): Fleet {
  const parent = mkdtempSync(join(tmpdir(), 'fleet-'))
  const root = join(parent, 'fleet')
  const report = join(parent, 'krr.json')
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const git = (...args: string[]) =>
    execFileSync('git', ['-c', 'user.name=t', '-c', 'user.email=t@t.invalid', ...args], {
      cwd: root,
      encoding: 'utf8',
      stdio: 'pipe',
    })
  write('base/deployment.yaml', DEPLOYMENT)
  write('base/kustomization.yaml', 'resources:\n  - deployment.yaml\n')
  write('overlays/prod/kustomization.yaml', 'namespace: shop\nresources:\n  - ../../base\n')
  writeFileSync(report, JSON.stringify(krrReport([scan({})])))
  git('init', '--quiet')
  git('symbolic-ref', 'HEAD', 'refs/heads/main')
  git('add', '.')
  git('commit', '--quiet', '-m', 'init')
  return { parent, root, report, write, git, remove: () => rmSync(parent, { recursive: true, force: true }) }
}

/** A report in krr's shape. */
export function krrReport(scans: readonly unknown[]): object {
  return {
    scans,
    score: 50,
    resources: ['cpu', 'memory'],
    description: '[b]Simple Strategy[/b]',
    strategy: { name: 'simple', settings: { history_duration: 336.0, timeframe_duration: 1.25 } },
    errors: [],
    clusterSummary: {},
    config: { clusters: [], selector: null, cpu_min_value: 10, memory_min_value: 100 },
  }
}

export function scan(object: Record<string, unknown>): object {
  const value = (amount: number | null, severity: string) => ({ value: amount, severity })
  return {
    object: {
      cluster: null,
      name: 'cart',
      container: 'app',
      pods: [{ name: 'cart-1', deleted: false }],
      hpa: null,
      namespace: 'shop',
      kind: 'Deployment',
      allocations: {
        requests: { cpu: 1.0, memory: 1_073_741_824.0 },
        limits: { cpu: null, memory: 1_073_741_824.0 },
        info: {},
      },
      warnings: [],
      labels: {},
      annotations: {},
      ...object,
    },
    recommended: {
      requests: { cpu: value(0.2, 'CRITICAL'), memory: value(419_430_400.0, 'CRITICAL') },
      limits: { cpu: value(null, 'GOOD'), memory: value(419_430_400.0, 'CRITICAL') },
      info: { cpu: null, memory: null },
    },
    severity: 'CRITICAL',
  }
}
