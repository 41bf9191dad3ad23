import { expect, it } from 'vitest'
import { clustersOf } from '../../src/flow/clusters-of.ts'
import { application } from './prove-world.ts'

it('takes what deliveries and the configuration say, each name once, and nothing for an overlay that nobody names', () => {
  const applications = [application('tenant', 'tenants/eu', 'prod-eu'), application('other', 'elsewhere', 'prod-us')]
  const clusters = [
    { name: 'prod-eu', paths: ['tenants/eu'] },
    { name: 'staging', paths: ['tenants'] },
  ]
  expect(clustersOf(['tenants/eu', 'elsewhere', 'alone'], applications, clusters)).toEqual(
    new Map([
      ['tenants/eu', ['prod-eu', 'staging']],
      ['elsewhere', ['prod-us']],
    ]),
  )
})
