/** Small plan documents for tests of what is shown. */
import type { ChangeDocument, PlanDocument, ProposalDocument, SkipDocument } from '../../src/flow/plan-document.ts'

const CONTAINER = { cluster: 'prod-eu', namespace: 'shop', kind: 'Deployment', name: 'cart', container: 'app' }

export function changeDocument(change: Partial<ChangeDocument>): ChangeDocument {
  return {
    ...CONTAINER,
    resource: 'cpu',
    field: 'requests',
    from: '500m',
    inherited: null,
    recommended: '120m',
    to: '350m',
    because: ['max-decrease'],
    replicas: 1,
    ...change,
  }
}

export function skipDocument(skip: Partial<SkipDocument>): SkipDocument {
  return {
    ...CONTAINER,
    name: 'web',
    resource: null,
    code: 'hpa',
    message: 'An autoscaler scales on it.',
    hint: 'Leave it.',
    ...skip,
  }
}

export function proposalDocument(proposal: Partial<ProposalDocument>): ProposalDocument {
  return {
    id: 'f00',
    branch: 'krr-gitops/apps/shop/overlays/prod',
    title: 'Right-size 1 container in apps/shop/overlays/prod',
    risk: 'low',
    overlay: 'apps/shop/overlays/prod',
    application: { controller: 'argocd', name: 'argocd/shop', cluster: 'prod-eu' },
    changes: [changeDocument({})],
    edits: [{ path: 'apps/shop/overlays/prod/x.yaml', before: 'a: 1\nb: 2\n', after: 'a: 1\nb: 3\n' }],
    warnings: [],
    savings: { cpu: 750, memory: 536_870_912, monthly: 20.125, currency: 'EUR' },
    proof: { builds: ['apps/shop/overlays/prod'], digest: 'd'.repeat(64) },
    ...proposal,
  }
}

export function planDocument(plan: Partial<PlanDocument>): PlanDocument {
  const proposals = plan.proposals ?? [proposalDocument({})]
  const skipped = plan.skipped ?? [skipDocument({})]
  const add = (key: 'cpu' | 'memory' | 'monthly') =>
    proposals.reduce((sum, { savings }) => sum + (savings[key] ?? 0), 0)
  return {
    schemaVersion: 1,
    repository: 'lanternfish/fleet',
    base: '1'.repeat(40),
    generatedAt: '2026-11-23T04:23:11.000Z',
    proposals,
    skipped,
    totals: {
      containers: proposals.length + skipped.length,
      proposed: proposals.length,
      skipped: skipped.length,
      savings: { cpu: add('cpu'), memory: add('memory'), monthly: add('monthly'), currency: 'EUR' },
    },
    notes: [],
    ...plan,
  }
}
