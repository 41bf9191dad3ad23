/** The configuration file, whole. `version: 1` alone is a safe, useful configuration. */
import { z } from 'zod'
import {
  approvalsSection,
  pullRequestsSection,
  rollbackSection,
  rolloutSection,
  stagesSection,
} from './delivery-sections.ts'
import { policySection, selectSection } from './policy-section.ts'
import { clustersSection, pricesSection, renderSection, scanSection } from './source-sections.ts'
import { section } from './values.ts'

export const configSchema = section({
  version: z.literal(1, { error: '1' }).describe('Version of this file format. Always 1.'),
  clusters: clustersSection(),
  scan: scanSection(),
  select: selectSection(),
  policy: policySection(),
  approvals: approvalsSection(),
  pullRequests: pullRequestsSection(),
  rollout: rolloutSection(),
  rollback: rollbackSection(),
  stages: stagesSection(),
  prices: pricesSection(),
  render: renderSection(),
}).describe('Configuration of krr-gitops.')

/** What the file says, every default filled in: durations in milliseconds, percentages as numbers, quantities as amounts. */
export type Settings = z.output<typeof configSchema>

/** The published JSON schema: what a file may look like before defaults are filled in. */
export function buildJsonSchema(): Record<string, unknown> {
  const { $schema, ...rest } = z.toJSONSchema(configSchema, { io: 'input' })
  return { $schema, title: 'krr-gitops configuration', ...rest }
}
