/** The JSON that `plan --json` prints. Other people script against it: names and shapes are fixed. */

import type { Change, Savings } from '../core/change/change.ts'
import type { Skip } from '../core/problem.ts'
import type { Proposal } from '../core/pull-request/proposal.ts'
import { formatQuantity } from '../core/quantity.ts'
import { type Amount, containerKey, type Field, type Resource } from '../core/workload.ts'
import type { Plan } from './plan.ts'

export interface PlanDocument {
  readonly schemaVersion: 1
  /** Where the manifests are: `owner/name` or the directory. */
  readonly repository: string
  /** Commit that the plan was made on; `null` when the folder has none. */
  readonly base: string | null
  /** ISO 8601, UTC. */
  readonly generatedAt: string
  readonly proposals: readonly ProposalDocument[]
  readonly skipped: readonly SkipDocument[]
  readonly totals: TotalsDocument
  /** Sentences about the run as a whole: a report without a log, a dirty working tree, … */
  readonly notes: readonly string[]
}

export interface ProposalDocument {
  readonly id: string
  readonly branch: string
  readonly title: string
  readonly risk: 'low' | 'medium' | 'high'
  readonly overlay: string
  readonly application: { readonly controller: string; readonly name: string; readonly cluster: string | null } | null
  readonly changes: readonly ChangeDocument[]
  readonly edits: readonly { readonly path: string; readonly before: string | null; readonly after: string | null }[]
  readonly warnings: readonly { readonly code: string; readonly message: string }[]
  readonly savings: SavingsDocument
  readonly proof: { readonly builds: readonly string[]; readonly digest: string }
}

export interface ChangeDocument {
  readonly cluster: string | null
  readonly namespace: string
  readonly kind: string
  readonly name: string
  readonly container: string
  readonly resource: Resource
  readonly field: Field
  /** Kubernetes quantities; `null` = not set. */
  readonly from: string | null
  /** What applies today although the field is not set (a request follows its limit); `null` otherwise. */
  readonly inherited: string | null
  readonly recommended: string | null
  readonly to: string | null
  readonly because: readonly string[]
  /** Pods of the workload; savings are multiplied by it. */
  readonly replicas: number
}

export interface SkipDocument {
  readonly cluster: string | null
  readonly namespace: string
  readonly kind: string
  readonly name: string
  readonly container: string
  readonly resource: Resource | null
  readonly code: string
  readonly message: string
  readonly hint: string
}

export interface SavingsDocument {
  /** Millicores and bytes, freed (negative: asked for in addition). */
  readonly cpu: number
  readonly memory: number
  readonly monthly: number | null
  readonly currency: string | null
}

export interface TotalsDocument {
  readonly containers: number
  readonly proposed: number
  readonly skipped: number
  readonly savings: SavingsDocument
}

/** Turns a plan into its document. Pure; the time comes with the plan. */
export function buildPlanDocument(plan: Plan): PlanDocument {
  const proposals = plan.proposals.map(proposalDocument)
  const proposed = new Set(plan.proposals.flatMap((proposal) => changesOf(proposal).map((change) => keyOf(change))))
  const skippedOnly = new Set(
    plan.skipped.map((skip) => containerKey(skip.container)).filter((key) => !proposed.has(key)),
  )
  return {
    schemaVersion: 1,
    repository: plan.repository,
    base: plan.base,
    generatedAt: plan.generatedAt.toISOString(),
    proposals,
    skipped: plan.skipped.map(skipDocument),
    totals: {
      containers: proposed.size + skippedOnly.size,
      proposed: proposed.size,
      skipped: skippedOnly.size,
      savings: addSavings(proposals.map((proposal) => proposal.savings)),
    },
    notes: plan.notes,
  }
}

function proposalDocument(proposal: Proposal): ProposalDocument {
  const { application } = proposal
  return {
    id: proposal.id,
    branch: proposal.branch,
    title: proposal.title,
    risk: proposal.risk,
    overlay: proposal.overlay,
    application:
      application === null
        ? null
        : { controller: application.controller, name: application.name, cluster: application.cluster },
    changes: proposal.plan.workloads.flatMap(({ changes, replicas }) =>
      changes.map((change) => changeDocument(change, replicas)),
    ),
    edits: proposal.plan.edits.map(({ path, before, after }) => ({ path, before, after })),
    warnings: proposal.warnings.map(({ code, message }) => ({ code, message })),
    savings: savingsDocument(proposal.savings),
    proof: { builds: proposal.plan.builds.map((build) => build.overlay), digest: proposal.plan.digest },
  }
}

function changesOf(proposal: Proposal): readonly Change[] {
  return proposal.plan.workloads.flatMap((workload) => workload.changes)
}

function keyOf(change: Change): string {
  return containerKey(change.target.container)
}

function changeDocument(change: Change, replicas: number): ChangeDocument {
  const { cluster, namespace, kind, name, container } = change.target.container
  const { resource, field } = change
  const text = (amount: Amount | null) => (amount === null ? null : formatQuantity(amount, resource))
  return {
    cluster,
    namespace,
    kind,
    name,
    container,
    resource,
    field,
    from: text(change.from),
    inherited: text(change.inherited ?? null),
    recommended: text(change.recommended),
    to: text(change.to),
    because: change.because,
    replicas,
  }
}

function skipDocument(skip: Skip): SkipDocument {
  const { cluster, namespace, kind, name, container } = skip.container
  return {
    cluster,
    namespace,
    kind,
    name,
    container,
    resource: skip.resource,
    code: skip.code,
    message: skip.message,
    hint: skip.hint,
  }
}

function savingsDocument({ cpu, memory, monthly, currency }: Savings): SavingsDocument {
  return { cpu, memory, monthly, currency }
}

function addSavings(all: readonly SavingsDocument[]): SavingsDocument {
  const priced = all.filter((savings) => savings.monthly !== null)
  return {
    cpu: all.reduce((sum, savings) => sum + savings.cpu, 0),
    memory: all.reduce((sum, savings) => sum + savings.memory, 0),
    monthly:
      priced.length === 0
        ? null
        : Math.round(priced.reduce((sum, savings) => sum + (savings.monthly ?? 0), 0) * 100) / 100,
    currency: priced[0]?.currency ?? null,
  }
}
