import { describe, expect, it } from 'vitest'
import { githubApiUrl, githubSlug } from '../../src/entry/github-url.ts'

describe('the repository that a remote names', () => {
  it.each([
    ['https://github.com/acme/fleet.git', 'acme/fleet'],
    ['https://github.com/acme/fleet', 'acme/fleet'],
    ['https://GitHub.com/acme/fleet/', 'acme/fleet'],
    ['https://x-access-token:secret@github.com/acme/fleet.git', 'acme/fleet'],
    ['git@github.com:acme/fleet.git', 'acme/fleet'],
    ['ssh://git@github.com/acme/fleet.git', 'acme/fleet'],
    ['ssh://git@ssh.github.com:443/acme/fleet.git', 'acme/fleet'],
    ['https://gitlab.com/acme/fleet.git', null],
    ['https://github.com.evil.example/acme/fleet.git', null],
    ['https://github.com/acme', null],
    ['https://github.com/acme/fleet/extra', null],
    ['/srv/git/fleet.git', null],
    ['file:///srv/git/fleet.git', null],
  ])('%s is %s', (remote, slug) => {
    expect(githubSlug(remote, {})).toBe(slug)
  })

  it('is looked for on the server that the environment names', () => {
    const env = { GITHUB_SERVER_URL: 'https://git.acme.example', GITHUB_API_URL: 'https://git.acme.example/api/v3' }
    expect(githubSlug('git@git.acme.example:team/fleet.git', env)).toBe('team/fleet')
    expect(githubSlug('https://github.com/team/fleet.git', env)).toBeNull()
    expect(githubApiUrl(env)).toBe('https://git.acme.example/api/v3')
    expect(githubApiUrl({})).toBe('https://api.github.com')
  })
})
