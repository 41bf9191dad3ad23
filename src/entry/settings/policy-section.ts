/** `select` and `policy`: which recommendations are taken, and how far a change may go. */
import { z } from 'zod'
import { choice, cpuQuantity, globs, memoryQuantity, percentage, section, share, word } from './values.ts'

const SELECTOR_WORDS = 'a selector with at least one of clusters, namespaces, kinds, names, containers, labels'

/** An empty selector would match everything, which nobody means: at least one key is asked for. */
export function selector() {
  return section({
    clusters: globs('cluster').describe('Names of clusters, as krr reports them.').exactOptional(),
    namespaces: globs('namespace').describe('Namespaces as they are in the cluster.').exactOptional(),
    kinds: globs('kind')
      .describe('Kinds of workload: Deployment, StatefulSet, DaemonSet, CronJob, Rollout, …')
      .exactOptional(),
    names: globs('workload').describe('Names of workloads.').exactOptional(),
    containers: globs('container').describe('Names of containers.').exactOptional(),
    labels: z
      .record(z.string(), word('text (quote numbers and booleans)'), {
        error: 'a mapping from label to value (a glob)',
      })
      .describe('Labels of the workload; every one given must match.')
      .exactOptional(),
  })
    .refine((value) => Object.keys(value).length > 0, { error: SELECTOR_WORDS })
    .meta({ minProperties: 1 })
}

function selectors() {
  return z.array(selector(), { error: 'a list of selectors' })
}

export function selectSection() {
  return section({
    minSeverity: choice(['GOOD', 'OK', 'WARNING', 'CRITICAL'])
      .prefault('WARNING')
      .describe("The least severity, in krr's words, that becomes a change."),
    include: selectors()
      .prefault([])
      .describe('Take only what one of these selectors matches; an empty list takes all.')
      .meta({ examples: [[{ namespaces: ['shop-*'] }]] }),
    exclude: selectors()
      .prefault([])
      .describe('Leave out what one of these selectors matches.')
      .meta({ examples: [[{ kinds: ['CronJob'] }, { containers: ['istio-proxy'] }]] }),
  })
    .prefault({})
    .describe('Which recommendations are taken.')
}

function perResource() {
  return section({
    cpu: cpuQuantity().describe('CPU, as a Kubernetes quantity.').exactOptional(),
    memory: memoryQuantity().describe('Memory, as a Kubernetes quantity.').exactOptional(),
  })
}

const LIMITS = choice(['keep', 'recommended', 'remove-cpu'])
const HPA = choice(['skip', 'warn'])

/** The same bounds twice: with defaults for the policy itself, all optional for a rule. */
const describe = {
  maxIncrease: 'Largest increase of a value in one pull request, in percent of what Git holds.',
  maxDecrease: 'Largest decrease of a value in one pull request, in percent of what Git holds.',
  minChange: 'A smaller change is not worth a pull request; both the percentage and the amount must be reached.',
  floor: 'No request is set below this.',
  ceiling: 'No request is set above this.',
  limits:
    'keep: only requests change, and a memory limit is raised when its request would pass it. ' +
    'recommended: limits follow krr. remove-cpu: like keep, and CPU limits are removed where krr says they should be unset.',
  hpa: 'What happens to a resource that an autoscaler scales on: skip leaves it alone, warn proposes it with a warning.',
} as const

const minChange = {
  percent: () => {
    const words = 'a plain number of percent from 0 to 1000'
    return z.number({ error: words }).min(0, { error: words }).max(1000, { error: words })
  },
  describe: {
    percent: 'Percent of what Git holds, as a plain number.',
    cpu: 'Least change of CPU.',
    memory: 'Least change of memory.',
  },
}

function minChangeSection() {
  return section({
    percent: minChange.percent().prefault(10).describe(minChange.describe.percent),
    cpu: cpuQuantity().prefault('10m').describe(minChange.describe.cpu),
    memory: memoryQuantity().prefault('16Mi').describe(minChange.describe.memory),
  })
}

function partialMinChangeSection() {
  return section({
    percent: minChange.percent().describe(minChange.describe.percent).exactOptional(),
    cpu: cpuQuantity().describe(minChange.describe.cpu).exactOptional(),
    memory: memoryQuantity().describe(minChange.describe.memory).exactOptional(),
  })
}

function rule() {
  return section({
    match: selector().describe('What the rule is for.'),
    maxIncrease: percentage().describe(describe.maxIncrease).exactOptional(),
    maxDecrease: share().describe(describe.maxDecrease).exactOptional(),
    minChange: partialMinChangeSection().describe(describe.minChange).exactOptional(),
    floor: perResource().describe(describe.floor).exactOptional(),
    ceiling: perResource().describe(describe.ceiling).exactOptional(),
    limits: LIMITS.describe(describe.limits).exactOptional(),
    hpa: HPA.describe(describe.hpa).exactOptional(),
  })
}

export function policySection() {
  return section({
    maxIncrease: percentage().prefault('100%').describe(describe.maxIncrease),
    maxDecrease: share().prefault('30%').describe(describe.maxDecrease),
    minChange: minChangeSection().prefault({}).describe(describe.minChange),
    floor: section({
      cpu: cpuQuantity().prefault('10m').describe('CPU, as a Kubernetes quantity.'),
      memory: memoryQuantity().prefault('32Mi').describe('Memory, as a Kubernetes quantity.'),
    })
      .prefault({})
      .describe(describe.floor),
    ceiling: perResource()
      .prefault({})
      .describe(describe.ceiling)
      .meta({ examples: [{ cpu: 4, memory: '16Gi' }] }),
    limits: LIMITS.prefault('keep').describe(describe.limits),
    hpa: HPA.prefault('skip').describe(describe.hpa),
    rules: z
      .array(rule(), { error: 'a list of rules' })
      .prefault([])
      .describe('Other bounds for some workloads. The last rule that matches wins, key by key.')
      .meta({
        examples: [
          [
            { match: { namespaces: ['prod-*'], kinds: ['StatefulSet'] }, maxDecrease: '10%' },
            { match: { labels: { tier: 'data' } }, floor: { memory: '512Mi' } },
          ],
        ],
      }),
    protect: selectors()
      .prefault([{ namespaces: ['kube-system'] }])
      .describe('Workloads that are never changed.'),
  })
    .prefault({})
    .describe('How far a change may go.')
}
