/** Work by repository: never two at once in one, gathered while it runs, and an end that waits. */
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { Problem } from '../../../src/core/problem.ts'
import { createQueue, type QueueOptions } from '../../../src/entry/app/queue.ts'
import { lookWork, SWEEP, type Work } from '../../../src/entry/app/work.ts'
import { silentLogger } from '../../../src/ports/runtime.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const repository = (name: string, installation = 1) => ({ installation, owner: 'acme', name })
const look = (...numbers: number[]): Work => lookWork({ numbers, branches: [] })
const passing = new Problem({ code: 'github-failed', exit: 3, message: 'GitHub failed.' })

/** Every piece of work takes a second. */
function openQueue(options: Partial<QueueOptions> & { readonly fail?: (count: number) => unknown } = {}) {
  const done: string[] = []
  const active = new Map<string, number>()
  const most = { one: 0, all: 0 }
  let count = 0
  const queue = createQueue({
    ...{ logger: silentLogger, concurrency: 2, sweeps: 1, settle: 100, retryAfter: [1000, 5000] },
    isPassing: (error) => error instanceof Problem && error.exit === 3,
    async run({ name }, { numbers, sweep }, signal) {
      active.set(name, (active.get(name) ?? 0) + 1)
      most.one = Math.max(most.one, active.get(name) ?? 0)
      most.all = Math.max(
        most.all,
        [...active.values()].reduce((a, b) => a + b),
      )
      await new Promise((resolve, reject) => {
        const timer = setTimeout(resolve, 1000)
        signal.addEventListener('abort', () => {
          clearTimeout(timer)
          reject(signal.reason)
        })
      }).finally(() => active.set(name, (active.get(name) ?? 0) - 1))
      count += 1
      const error = options.fail?.(count)
      if (error != null) throw error
      done.push([name, ...(numbers.size > 0 ? [[...numbers].join('+')] : []), ...(sweep ? ['sweep'] : [])].join(' '))
    },
    ...options,
  })
  return { queue, done, most }
}

describe('the queue', () => {
  it('gathers a burst into one look, and what comes meanwhile into the next', async () => {
    const { queue, done, most } = openQueue()
    for (const number of [1, 2, 1, 3]) queue.add(repository('a'), look(number))
    await vi.advanceTimersByTimeAsync(500)
    for (const number of [2, 4]) queue.add(repository('a'), look(number))
    queue.add(repository('A'), SWEEP)
    await vi.advanceTimersByTimeAsync(5000)
    expect(done).toEqual(['a 1+2+3', 'a 2+4 sweep'])
    expect([most.one, queue.size()]).toEqual([1, 0])
  })

  it('works on several repositories at once, up to its limit', async () => {
    const { queue, done, most } = openQueue()
    for (const name of ['a', 'b', 'c', 'd', 'e']) queue.add(repository(name), look(1))
    await vi.advanceTimersByTimeAsync(1200)
    expect(done).toEqual(['a 1', 'b 1'])
    await vi.advanceTimersByTimeAsync(5000)
    expect([done.length, most.all, queue.size()]).toEqual([5, 2, 0])
    await queue.idle()
  })

  it('lets events go before sweeps that wait', async () => {
    const { queue, done } = openQueue()
    for (const name of ['a', 'b', 'c', 'd']) queue.add(repository(name), SWEEP)
    await vi.advanceTimersByTimeAsync(200)
    queue.add(repository('d'), look(7))
    await vi.advanceTimersByTimeAsync(2000)
    expect(done.indexOf('d 7 sweep')).toBeLessThan(2)
    await vi.advanceTimersByTimeAsync(5000)
    expect(done).toEqual(['a sweep', 'd 7 sweep', 'b sweep', 'c sweep'])
  })

  it('tries again what may pass, later and later, and not for ever', async () => {
    const { queue, done } = openQueue({ fail: () => passing })
    queue.add(repository('a'), look(1))
    await vi.advanceTimersByTimeAsync(60_000)
    expect([done, queue.size()]).toEqual([[], 0])
    const again = openQueue({ fail: (count) => (count < 3 ? passing : null) })
    again.queue.add(repository('a'), look(1))
    await vi.advanceTimersByTimeAsync(1200)
    again.queue.add(repository('a'), look(2))
    await vi.advanceTimersByTimeAsync(60_000)
    expect(again.done).toEqual(['a 1+2'])
  })

  it('does not try again what cannot pass', async () => {
    let tries = 0
    const wrong = new Problem({ code: 'config-invalid', exit: 2, message: 'The configuration is wrong.' })
    const { queue } = openQueue({
      fail: () => {
        tries += 1
        return wrong
      },
    })
    queue.add(repository('a'), look(1))
    await vi.advanceTimersByTimeAsync(600_000)
    expect([tries, queue.size()]).toEqual([1, 0])
  })

  it('forgets what waits where the App was removed', async () => {
    const { queue, done } = openQueue()
    queue.add(repository('a'), look(1))
    queue.add(repository('b'), look(1))
    queue.add(repository('c', 2), look(1))
    queue.forget(1, [repository('A')])
    queue.forget(2, null)
    await vi.advanceTimersByTimeAsync(3000)
    expect(done).toEqual(['b 1'])
  })
})

describe('closing', () => {
  it('lets what runs end, drops what waits, and takes nothing more', async () => {
    const { queue, done } = openQueue()
    queue.add(repository('a'), look(1))
    await vi.advanceTimersByTimeAsync(500)
    queue.add(repository('a'), look(2))
    queue.add(repository('b'), look(3))
    const closed = queue.close(10_000)
    expect(queue.add(repository('c'), look(4))).toBe(false)
    await vi.advanceTimersByTimeAsync(2000)
    expect(await closed).toBe(true)
    await vi.advanceTimersByTimeAsync(10_000)
    expect(done).toEqual(['a 1'])
  })

  it('stops what does not end in time', async () => {
    const { queue, done } = openQueue()
    queue.add(repository('a'), look(1))
    await vi.advanceTimersByTimeAsync(500)
    const closed = queue.close(100)
    await vi.advanceTimersByTimeAsync(200)
    expect(await closed).toBe(false)
    expect([done, queue.size()]).toEqual([[], 0])
  })

  it('is over at once where nothing runs', async () => {
    expect(await openQueue().queue.close(100)).toBe(true)
  })
})
