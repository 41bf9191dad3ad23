import { describe, expect, it } from 'vitest'
import { buildArguments } from '../../../src/adapters/krr/arguments.ts'
import { readCommand } from '../../../src/adapters/krr/command.ts'
import { redact } from '../../../src/adapters/krr/redact.ts'
import { readVersion } from '../../../src/adapters/krr/version.ts'
import { Problem } from '../../../src/core/problem.ts'
import type { KrrRequest } from '../../../src/ports/krr.ts'

const REQUEST: Omit<KrrRequest, 'timeout' | 'cacheTtl'> = {
  context: null,
  strategy: 'simple',
  namespaces: [],
  resources: [],
  selector: '',
  prometheusUrl: null,
  flags: {},
}

const RECIPE = ['-f', 'json', '-q', '-v', '--logtostderr', '--width', '400']

function codeOf(change: Partial<KrrRequest>): string {
  try {
    return buildArguments({ ...REQUEST, ...change }).join(' ')
  } catch (error) {
    if (!(error instanceof Problem)) throw error
    expect(error.exit).toBe(2)
    expect(error.hint).not.toBeNull()
    return error.code
  }
}

describe('arguments', () => {
  it('are the recipe alone where nothing is set', () => {
    expect(buildArguments(REQUEST)).toEqual(['simple', ...RECIPE])
  })

  it('carry every setting, each value behind its own long option', () => {
    const args = buildArguments({
      context: 'arn:aws:eks:eu-west-1:1234:cluster/prod',
      strategy: 'simple-limit',
      namespaces: ['Shop', 'pay-.*'],
      resources: ['deploy', 'StatefulSets'],
      selector: 'team=shop,tier!=test',
      prometheusUrl: 'https://prometheus.example.org/select/0',
      flags: {
        timeframe_duration: 2,
        'cpu-limit': '96',
        allow_hpa: true,
        use_oomkill_data: false,
        as: 'system:serviceaccount:krr:krr',
      },
    })
    expect(args).toEqual([
      ...['simple-limit', ...RECIPE, '--context', 'arn:aws:eks:eu-west-1:1234:cluster/prod'],
      ...['--namespace', 'shop', '--namespace', 'pay-.*', '--resource', 'Deployment', '--resource', 'StatefulSet'],
      ...['--selector', 'team=shop,tier!=test', '--prometheus-url', 'https://prometheus.example.org/select/0'],
      ...['--prometheus-ssl-enabled', '--timeframe-duration', '2', '--cpu-limit', '96', '--allow-hpa'],
      ...['--as', 'system:serviceaccount:krr:krr'],
    ])
  })

  it('ask for a coarser step with simple-limit, whose default one Prometheus refuses, unless one is given', () => {
    const step = ['--timeframe-duration', '2']
    expect(buildArguments({ ...REQUEST, strategy: 'simple-limit' })).toEqual(['simple-limit', ...RECIPE, ...step])
    expect(
      buildArguments({ ...REQUEST, strategy: 'simple-limit', flags: { timeframe_duration: 5 } }).join(' '),
    ).toMatch(/--timeframe-duration 5$/)
  })

  it('verify the certificate of Prometheus unless the configuration says no', () => {
    const prometheusUrl = 'https://prometheus.example.org'
    expect(codeOf({ prometheusUrl })).toContain('--prometheus-ssl-enabled')
    expect(codeOf({ prometheusUrl, flags: { prometheus_ssl_enabled: false } })).not.toContain('ssl')
    expect(codeOf({ prometheusUrl: 'http://localhost:9090' })).not.toContain('ssl')
  })

  it.each<[string, Partial<KrrRequest>]>([
    ['krr-namespace-invalid', { namespaces: ['*'] }],
    ['krr-namespace-invalid', { namespaces: ['prod('] }],
    ['krr-namespace-invalid', { namespaces: ['--all-clusters'] }],
    ['krr-namespace-invalid', { namespaces: ['-n.*'] }],
    ['krr-namespace-invalid', { namespaces: [''] }],
    ['krr-namespace-invalid', { namespaces: ['a b.*'] }],
    ['krr-namespace-glob', { namespaces: ['*prod'] }],
    ['krr-namespace-glob', { namespaces: ['prod-*'] }],
    ['krr-kind-unknown', { resources: ['Foo'] }],
    ['krr-kind-unknown', { resources: ['-v'] }],
    ['krr-context-invalid', { context: '--all-clusters' }],
    ['krr-context-invalid', { context: '*' }],
    ['krr-context-invalid', { context: 'two\nlines' }],
    ['krr-selector-invalid', { selector: '--fileoutput=x' }],
    ['krr-selector-invalid', { selector: 'a=$(b)' }],
    ['krr-prometheus-url-invalid', { prometheusUrl: 'prometheus:9090' }],
    ['krr-prometheus-url-invalid', { prometheusUrl: 'http://reader:s3cret-pw@prometheus' }],
    ['krr-prometheus-url-invalid', { prometheusUrl: 'https://a b' }],
    ['krr-flag-value', { flags: { history_duration: 'abc' } }],
    ['krr-flag-value', { flags: { history_duration: 0 } }],
    ['krr-flag-value', { flags: { cpu_percentile: 0 } }],
    ['krr-flag-value', { flags: { cpu_percentile: 101 } }],
    ['krr-flag-value', { flags: { cpu_min: -5 } }],
    ['krr-flag-value', { flags: { cpu_min: 1.5 } }],
    ['krr-flag-value', { flags: { allow_hpa: 'yes' } }],
    ['krr-flag-value', { flags: { as: '--verbose' } }],
    ['krr-flag-strategy', { flags: { cpu_limit: 96 } }],
    ['krr-flag-unknown', { flags: { no_such_flag: 1 } }],
    ['krr-flag-unknown', { flags: { constructor: 1 } }],
    ['krr-header-invalid', { flags: { prometheus_headers: 'foo' } }],
    ['krr-header-invalid', { flags: { prometheus_headers: 'X-Url: http://x' } }],
    ['krr-flag-refused', { flags: { prometheus_headers: 'Authorization: x' } }],
    ...[
      'slackoutput',
      'azurebloboutput',
      'teams-webhook',
      'publish_scan_url',
      'named_sinks',
      'fileoutput',
      'formatter',
    ].map((flag): [string, Partial<KrrRequest>] => ['krr-flag-refused', { flags: { [flag]: 'x' } }]),
    ...[
      'verbose',
      'quiet',
      'width',
      'context',
      'namespace',
      'prometheus_auth_header',
      'eks_secret_key',
      'kubeconfig',
    ].map((flag): [string, Partial<KrrRequest>] => ['krr-flag-refused', { flags: { [flag]: 'x' } }]),
  ])('are refused as %s: %j', (code, change) => {
    expect(codeOf(change)).toBe(code)
  })

  it('are refused without repeating a password', () => {
    const run = () => buildArguments({ ...REQUEST, prometheusUrl: 'http://reader:s3cret-pw@prometheus' })
    expect(run).toThrow(expect.objectContaining({ message: expect.not.stringContaining('s3cret-pw') }))
  })

  it('let a tenant header through', () => {
    expect(codeOf({ flags: { prometheus_headers: 'X-Scope-OrgID:  shop ' } })).toContain(
      '--prometheus-headers X-Scope-OrgID: shop',
    )
  })

  it('of a glob come back as the regular expression that was meant', () => {
    expect(() => buildArguments({ ...REQUEST, namespaces: ['prod-*'] })).toThrow(
      expect.objectContaining({ hint: expect.stringContaining('"prod-.*"') }),
    )
  })
})

describe('KRR', () => {
  it('is a path or words', () => {
    expect(readCommand(undefined)).toEqual({ program: 'krr', prefix: [] })
    expect(readCommand('')).toEqual({ program: 'krr', prefix: [] })
    expect(readCommand(' docker  run --rm krr ')).toEqual({ program: 'docker', prefix: ['run', '--rm', 'krr'] })
    expect(() => readCommand('-x')).toThrow(expect.objectContaining({ code: 'krr-command-invalid', exit: 2 }))
  })
})

describe('krr version', () => {
  it.each([
    ['v1.29.0', 'v1.29.0', null],
    ['v1.29.0-1-gd6baa74-main-dirty', 'v1.29.0-1-gd6baa74-main-dirty', null],
    ['some warning\nv1.31.2\n', 'v1.31.2', null],
    ['v1.28.0', 'v1.28.0', 'krr-version-old'],
    ['1.2.3', '1.2.3', 'krr-version-old'],
    ['v2.0.0', 'v2.0.0', 'krr-version-new'],
    ['dev', 'dev', 'krr-version-unknown'],
    ['hello', null, 'krr-version-unknown'],
  ])('%j is %s, remark %s', (stdout, text, remark) => {
    const version = readVersion(stdout)
    expect([version.text, version.remark?.code ?? null]).toEqual([text, remark])
  })
})

describe('redact', () => {
  it.each([
    ['http://reader:s3cret-pw@prom:9090/api', 'http://***@prom:9090/api'],
    ['Authorization: Bearer not-a-real-secret', 'Authorization: Bearer ***'],
    ["'authorization': 'Basic bm90LWE='", "'authorization': 'Basic ***'"],
    ['https://x/blob?sv=1&sig=not-a-real-secret&x=1', 'https://x/blob?sv=1&sig=***&x=1'],
    ['Listing Deployments in staging-eu', 'Listing Deployments in staging-eu'],
    [
      'Calculated recommendations for Deployment shop/token-service/app',
      'Calculated recommendations for Deployment shop/token-service/app',
    ],
  ])('%s', (text, clean) => {
    expect(redact(text)).toBe(clean)
  })

  it('takes known secrets out wherever they stand', () => {
    expect(redact('x not-a-real-secret y', ['not-a-real-secret'])).toBe('x *** y')
  })
})
