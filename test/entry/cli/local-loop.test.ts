/** The whole loop from the command line, on a repository on disk: propose, review, merge, rollout, revert, hold. */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it, vi } from 'vitest'
import { runCli } from '../../helpers/run-cli.ts'

vi.setConfig({ testTimeout: 240_000 })

const parent = mkdtempSync(join(tmpdir(), 'krr-gitops-loop-'))
afterAll(() => rmSync(parent, { recursive: true, force: true }))

const git = (cwd: string, ...args: string[]) => execFileSync('git', args, { cwd, encoding: 'utf8' })

describe('the loop on a repository on disk', () => {
  it('goes from a report to a merge, and back again', async () => {
    const demo = await runCli(['demo', '--json', '--quiet', '--dir', join(parent, 'demo')], { cwd: parent })
    expect(demo.code, demo.stderr).toBe(0)
    const { repository, report, loop } = JSON.parse(demo.stdout) as {
      repository: string
      report: string
      loop: { healthy: number; degraded: number; revert: number }
    }
    const krr = async (...args: string[]) => runCli(args, { cwd: repository })
    const records = JSON.parse((await krr('history', '--json')).stdout) as {
      records: {
        number: number
        status: string
        confirmedBy: string[]
        revertOf: number | null
        mergeVerdict: string
      }[]
    }
    const of = (number: number) => records.records.find((one) => one.number === number)
    expect(of(loop.healthy)).toMatchObject({ status: 'healthy', confirmedBy: ['alice'], mergeVerdict: 'confirmed' })
    expect(of(loop.degraded)).toMatchObject({ status: 'reverted', confirmedBy: ['alice'] })
    expect(of(loop.revert)).toMatchObject({ confirmedBy: ['bob'], revertOf: loop.degraded, mergeVerdict: 'confirmed' })

    // What was undone is back byte for byte, what went well stays, and the working tree came along.
    const first = git(repository, 'rev-list', '--max-parents=0', 'main').trim()
    const changed = git(repository, 'diff', '--name-only', first, 'main').trim().split('\n')
    expect(changed.length).toBeGreaterThan(0)
    expect(changed.filter((path) => !path.startsWith('apps/shop/overlays/staging/'))).toEqual([])
    expect(git(repository, 'status', '--porcelain')).toBe('')

    const again = JSON.parse((await krr('propose', '--report', report, '--json')).stdout) as {
      skipped: { code: string; namespace: string; name: string }[]
    }
    expect(again.skipped.filter(({ code }) => code === 'held-after-revert').length).toBeGreaterThan(0)

    // Nothing that nobody confirmed is merged, and a review of the bot is none.
    const [open] = JSON.parse((await krr('list', '--json')).stdout).pullRequests as { number: number }[]
    const number = String(open?.number)
    expect((await krr('confirm', number, '--merge')).code).toBe(4)
    const bot = await krr('local', 'review', number, '--approve', '--as', 'krr-gitops')
    expect([bot.code, bot.stderr]).toEqual([2, expect.stringContaining('is no name of a person')])
    expect((await krr('local', 'review', number, '--request-changes', '--as', 'carol')).code).toBe(0)
    expect((await krr('local', 'review', number, '--approve', '--as', 'alice')).code).toBe(0)
    expect((await krr('local', 'review', number, '--approve', '--as', 'dave')).code).toBe(0)
    expect((await krr('confirm', number, '--merge')).code).toBe(4)
    expect((await krr('local', 'dismiss', number, 'carol')).code).toBe(0)
    expect((await krr('confirm', number, '--merge')).code).toBe(0)

    // Somebody merges without asking: it is said.
    const [other] = JSON.parse((await krr('list', '--json')).stdout).pullRequests as { number: number }[]
    expect((await krr('local', 'merge', String(other?.number), '--as', 'mallory')).code).toBe(0)
    const swept = await krr('sweep')
    expect([swept.code, swept.stdout]).toEqual([0, expect.stringContaining('was merged without confirmation')])
    const commented = await krr('sweep')
    expect(commented.stdout).not.toContain('was merged without confirmation')
  })
})
