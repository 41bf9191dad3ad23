import { describe, expect, it } from 'vitest'
import { cleanUpBranch, type PointlessPatch, toCleanUp } from '../../../../src/core/after/clean-up/to-clean-up.ts'
import { branchName } from '../../../../src/core/pull-request/branch-name.ts'
import { DEFAULT_PULL_REQUEST_SETTINGS } from '../../../../src/core/pull-request/settings.ts'
import { parseState } from '../../../../src/core/pull-request/state.ts'
import { parseSealedCommit, sealCommitMessage } from '../../../../src/core/pull-request/trailers.ts'
import { verifiedPlan } from '../../../helpers/verified-plan.ts'

const patch = (name: string, why: PointlessPatch['why'] = 'same-without'): PointlessPatch => ({
  ...{ path: `apps/shop/krr/deployment-${name}.yaml`, workload: `Deployment ${name}`, why },
})

function make(patches: readonly PointlessPatch[], overlay = 'apps/shop', changed: readonly string[] = []) {
  const builds = ['apps/shop', ''].map((each) => ({ overlay: each, changed: changed.includes(each), diff: '' }))
  const plan = { ...verifiedPlan({ group: overlay, builds }), workloads: [] }
  const now = new Date('2026-03-02T09:00:00Z')
  return toCleanUp({ overlay, patches, plan, settings: DEFAULT_PULL_REQUEST_SETTINGS, now })
}

describe('a clean-up', () => {
  it('has a branch of its own', () => {
    expect(cleanUpBranch('apps/shop')).toBe('krr-gitops/clean-up---apps--shop')
    expect(cleanUpBranch('')).toMatch(/^krr-gitops\/clean-up---repository-/)
    expect(branchName('clean-up/-/apps/shop')).not.toBe(cleanUpBranch('apps/shop'))
  })

  it('says which patch goes and why', () => {
    const proposal = make([patch('a'), patch('b', 'workload-gone'), patch('c', 'breaks-the-build')])
    expect(proposal.title).toBe('Remove 3 patches without effect from apps/shop')
    expect(proposal.body).toContain('Deployment a renders the same without it.')
    expect(proposal.body).toContain('Deployment b is not rendered here any more.')
    expect(proposal.body).toContain('Deployment c is not there any more, and the kustomization does not build')
    expect(proposal.body).toContain('2 kustomizations rendered the same')
    expect(make([patch('a')], '', ['apps/shop', '']).body).toContain(
      'Builds again, and did not before: `apps/shop`, `.`',
    )
    expect(make([patch('a')], '').title).toBe('Remove 1 patch without effect from the repository root')
    const sealed = parseSealedCommit(sealCommitMessage(proposal.commitMessage, { base: 'B', tree: 'T' }))
    expect(sealed).toMatchObject({ plan: proposal.id, changes: [], risk: 'low' })
    expect(parseState(proposal.body)).toMatchObject({ type: 'valid', state: { plan: proposal.id, changes: [] } })
  })

  it('is the same for the same patches', () => {
    expect(make([patch('b'), patch('a')]).id).toBe(make([patch('a'), patch('b')]).id)
    expect(make([patch('a')]).id).not.toBe(make([patch('b')]).id)
  })

  it('fits', () => {
    const many = make(Array.from({ length: 2_000 }, (_, index) => patch(`app-${index}`)))
    expect(many.body.length).toBeLessThan(65_000)
    expect(many.body).toMatch(/- and \d+ more/)
  })
})
