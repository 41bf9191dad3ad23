import { expect, it } from 'vitest'
import { buildGraph } from '../../src/core/locate/graph.ts'
import { clustersOf } from '../../src/flow/clusters-of.ts'
import { createMemoryTree } from '../core/locate/memory-tree.ts'
import { application } from './prove-world.ts'

it('takes what deliveries and the configuration say, each name once, and nothing for an overlay that nobody names', () => {
  const graph = buildGraph(createMemoryTree({ files: {}, links: { here: 'tenants' } }))
  const applications = [application('tenant', 'here/eu', 'prod-eu'), application('other', 'elsewhere', 'prod-us')]
  const clusters = [
    { name: 'prod-eu', paths: ['tenants/eu'] },
    { name: 'staging', paths: ['tenants'] },
  ]
  expect(clustersOf(['tenants/eu', 'elsewhere', 'alone'], applications, clusters, graph)).toEqual(
    new Map([
      ['tenants/eu', ['prod-eu', 'staging']],
      ['elsewhere', ['prod-us']],
    ]),
  )
})
