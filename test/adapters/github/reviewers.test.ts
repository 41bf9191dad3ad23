import { describe, expect, it } from 'vitest'
import { BASE_FILES } from '../../contract/forge.ts'
import { openGitHubWorld } from './world.ts'

describe('reviewers', () => {
  it('who cannot be asked become warnings, and do not stop the others', async () => {
    await using world = await openGitHubWorld(BASE_FILES)
    const { forge, fake } = world
    const { head: parent } = await forge.repository.describe()
    const commit = await forge.branches.commit({
      parent,
      files: [{ path: 'x', before: null, after: 'x' }],
      message: () => 'M\n',
    })
    await forge.branches.point('krr-gitops/x', commit.sha, null)
    await forge.pullRequests.open({ branch: 'krr-gitops/x', base: 'main', title: 'T', body: '', draft: false })
    const warnings = await forge.reviewRequests.requestReviewers(1, {
      users: ['bob', 'nobody'],
      teams: ['acme/platform', 'acme/ghosts'],
    })
    expect(warnings.map(({ message }) => message)).toEqual([
      'GitHub does not let acme/ghosts be asked for a review here.',
      'GitHub does not let nobody be asked for a review here.',
    ])
    expect(fake.state.pulls[0]).toMatchObject({ reviewers: ['bob'], teams: ['platform'] })
    expect(await forge.reviewRequests.requestReviewers(1, { users: ['nobody'], teams: [] })).toHaveLength(1)
  })
})
