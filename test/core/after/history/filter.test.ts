import { describe, expect, it } from 'vitest'
import { filterHistory, type HistoryFilter } from '../../../../src/core/after/history/filter.ts'
import { buildHistory } from '../../../../src/core/after/history/record.ts'
import { BYPASSED, day, facts, RECORDS } from './examples.ts'

describe('filterHistory', () => {
  it.each<[HistoryFilter, number[]]>([
    [{}, [7, 8, 9, 10]],
    [{ since: day(3) }, [7, 8, 9, 10]],
    [{ since: day(4) }, [8, 9, 10]],
    [{ until: day(5) }, [7]],
    [{ since: day(4), until: day(9) }, [8]],
    [{ since: day(7), until: day(9) }, [8]],
    [{ since: day(14) }, []],
    [{ namespace: 'sh*' }, [7, 8, 10]],
    [{ namespace: 'shop', workload: 'db' }, []],
    [{ namespace: 'pay', workload: 'StatefulSet/d*' }, [7, 8, 10]],
    [{ workload: 'cart' }, [7, 8, 10]],
    [{ workload: 'car' }, []],
    [{ state: 'healthy' }, [7]],
    [{ state: 'unconfirmed' }, [10]],
    [{ state: 'bypassed' }, [8]],
    [{ state: 'refused' }, [9]],
    [{ person: '@GRACE' }, [7]],
    [{ person: 'rita' }, [7, 9, 10]],
    [{ person: 'linus' }, [9]],
    [{ person: 'oncall' }, [8]],
    [{ person: 'mallory' }, [10]],
    [{ person: 'nobody' }, []],
    [{ person: 'krr-gitops[bot]', since: day(11) }, [10]],
  ])('%j', (filter, numbers) => {
    expect(filterHistory(RECORDS, filter).map(({ number }) => number)).toEqual(numbers)
  })

  it('shows somebody who bypassed an open pull request as bypassed', () => {
    const open = buildHistory([facts({ state: 'open', confirmation: BYPASSED, merge: null })])
    expect(filterHistory(open, { state: 'bypassed' })).toHaveLength(1)
  })
})
