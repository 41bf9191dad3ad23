/** What a plan needs, for the workloads of `life-world.ts`: krr wants both to have less CPU. */
import type { Recommendation, ResourceAdvice } from '../../src/core/recommend/recommendation.ts'
import { defaultSettings } from '../../src/entry/settings/read.ts'
import type { PlanInput, PlanTools } from '../../src/flow/plan.ts'
import type { Repository } from '../../src/ports/repository.ts'
import { silentLogger, silentProgress } from '../../src/ports/runtime.ts'
import { type LifeWorld, SETTINGS } from './life-world.ts'

function advice(amount: number | null): ResourceAdvice {
  return {
    request: amount === null ? { type: 'unknown' } : { type: 'value', amount },
    limit: { type: 'unknown' },
    ...{ liveRequest: null, liveLimit: null, info: null, severity: 'CRITICAL', atFloor: false },
  }
}

function recommendation(name: string): Recommendation {
  return {
    container: { cluster: null, namespace: 'shop', kind: 'Deployment', name, container: 'app' },
    severity: 'CRITICAL',
    resources: { cpu: advice(100), memory: advice(null) },
    evidence: {
      ...{ pods: 1, deletedPods: 0, hpa: null, hpaWitnessed: true, warnings: [], labels: {}, annotations: {} },
      ...{ strategy: 'simple', historyHours: 336, generatedAt: '2026-03-02T08:00:00Z', krrVersion: null, source: '-' },
    },
  }
}

export function planInput(repository: Repository, world: LifeWorld): { input: PlanInput; tools: PlanTools } {
  const { policy, select, prices } = defaultSettings()
  return {
    input: {
      ...{ name: 'fleet', repository, originUrl: null, skipped: [], notes: [] },
      recommendations: ['cart', 'web'].map(recommendation),
      settings: { ...SETTINGS, policy, select, prices },
    },
    tools: {
      ...{ kustomize: world.kustomize, cache: world.cache, concurrency: 2, clock: world.memory.clock },
      ...{ logger: silentLogger, progress: silentProgress },
    },
  }
}
