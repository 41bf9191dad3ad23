/** `clusters`, `scan`, `render` and `prices`: where recommendations and manifests come from, and what a core costs. */
import { z } from 'zod'
import { choice, duration, globs, price, section, word, yesNo } from './values.ts'

/** A password inside the URL would stand in the repository for everybody to read. */
const URL_PATTERN = /^https?:\/\/[^\s/?#@]+([/?#]\S*)?$/
const URL_WORDS = 'an http(s) URL without user name and password'

function krrSection() {
  return section({
    context: word('the name of a kube context')
      .describe("Kube context that krr reads; the cluster's name by default.")
      .exactOptional(),
    prometheusUrl: z
      .string({ error: URL_WORDS })
      .regex(URL_PATTERN, { error: URL_WORDS })
      .describe('Prometheus of this cluster; by default krr looks for one itself.')
      .exactOptional(),
    flags: z
      .record(
        z.string().regex(/^[a-z][a-z0-9_-]*$/, { error: 'named like a flag of krr without its dashes' }),
        z.union([z.string(), z.number(), z.boolean()], { error: 'text, a number, true or false' }),
        { error: 'a mapping from flag to value' },
      )
      .describe("Further flags of krr's strategy, without dashes: history_duration, cpu_percentile, …")
      .prefault({}),
  })
}

function clusterSection() {
  return section({
    name: word('the name of a cluster').describe('As krr reports it (a kube context).'),
    paths: globs('path')
      .prefault([])
      .describe('Directories or globs, relative to the repository, whose overlays serve this cluster.'),
    krr: krrSection().prefault({}).describe('How krr reads this cluster.'),
  })
}

export function clustersSection() {
  return z
    .array(clusterSection(), { error: 'a list of clusters' })
    .prefault([])
    .describe('Clusters and the paths that serve them; needed only where the repository itself leaves a choice.')
    .meta({
      examples: [
        [
          { name: 'prod-eu', paths: ['clusters/prod-eu', 'apps/*/overlays/prod-eu'] },
          {
            name: 'staging',
            paths: ['apps/*/overlays/staging'],
            krr: { context: 'staging-admin', flags: { history_duration: 336 } },
          },
        ],
      ],
    })
}

export function scanSection() {
  return section({
    strategy: choice(['simple', 'simple-limit']).prefault('simple').describe("krr's strategy."),
    namespaces: z
      .array(word('a namespace'), { error: 'a list of namespaces' })
      .prefault([])
      .describe(
        "Namespaces that krr scans, as names or regular expressions; an empty list is krr's default (all but kube-system).",
      ),
    resources: z
      .array(word('a kind of workload'), { error: 'a list of kinds' })
      .prefault([])
      .describe('Kinds of workload that krr scans; an empty list means all.'),
    selector: z
      .string({ error: 'a label selector such as team=shop' })
      .prefault('')
      .describe('Label selector on workloads. krr then no longer sees autoscalers without these labels.'),
    maxAge: duration().prefault('7d').describe('An older report is refused.'),
    cacheTtl: duration()
      .prefault('1h')
      .describe('How long the result of a krr run is used again; 0s switches that off.'),
    timeout: duration().prefault('30m').describe('Deadline of one krr run.'),
    partialReports: choice(['refuse', 'accept'])
      .prefault('refuse')
      .describe('accept goes on with the parts of a report that are complete and drops the rest with its reason.'),
  })
    .prefault({})
    .describe('How krr is run and which reports are good enough.')
}

export function renderSection() {
  return section({
    allowRemote: yesNo().prefault(false).describe('Let kustomize fetch remote bases.'),
    allowUnproved: yesNo()
      .prefault(false)
      .describe('Propose changes of charts that cannot be rendered; such a pull request says so on top.'),
    loadRestrictor: choice(['repository', 'root-only'])
      .prefault('repository')
      .describe(
        'repository: a build may read any file inside the repository. root-only: only below its own folder, as Argo CD does.',
      ),
    timeout: duration().prefault('60s').describe('Deadline of one kustomize build.'),
  })
    .prefault({})
    .describe('How manifests are rendered.')
}

export function pricesSection() {
  return section({
    cpuCoreMonth: price().describe('One CPU core for a month; null leaves money out.'),
    memoryGiBMonth: price().describe('One GiB of memory for a month; null leaves money out.'),
    currency: z
      .string({ error: 'a currency code such as USD' })
      .regex(/^[A-Z]{3}$/, { error: 'a currency code such as USD' })
      .prefault('USD')
      .describe('ISO 4217 code of the prices.'),
  })
    .prefault({})
    .describe('What a core and a GiB cost, to show savings as money.')
}
