import { describe, expect, it } from 'vitest'
import { DEFAULT_PULL_REQUEST_SETTINGS } from '../../../src/core/pull-request/settings.ts'
import { toPullRequestSettings } from '../../../src/entry/settings/for-flows.ts'
import { formatFinding } from '../../../src/entry/settings/load.ts'
import { defaultSettings, readSettings } from '../../../src/entry/settings/read.ts'

const FILE = '.github/krr-gitops.yaml'

function complaints(text: string): string[] {
  const result = readSettings(FILE, text)
  return result.ok ? [] : result.findings.map(formatFinding)
}

function settingsOf(text: string) {
  const result = readSettings(FILE, text)
  if (!result.ok) throw new Error(result.findings.map(formatFinding).join('\n'))
  return result.settings
}

describe('a configuration that is right', () => {
  it('needs nothing but the version', () => {
    expect(settingsOf('version: 1\n')).toEqual(defaultSettings())
  })

  it('gives durations, percentages and quantities as numbers', () => {
    const settings = settingsOf(
      [
        'version: 1',
        'scan: { maxAge: 1w2d3h4m5s, cacheTtl: 0s }',
        'policy:',
        '  maxIncrease: 62.5%',
        '  floor: { cpu: 0.05, memory: 1.5Gi }',
        '  ceiling: { cpu: 2, memory: 8589934592 }',
        'prices: { cpuCoreMonth: 21.5 }',
      ].join('\n'),
    )
    expect(settings.scan.maxAge).toBe((((7 + 2) * 24 + 3) * 60 + 4) * 60_000 + 5_000)
    expect(settings.scan.cacheTtl).toBe(0)
    expect(settings.policy.maxIncrease).toBe(62.5)
    expect(settings.policy.floor).toEqual({ cpu: 50, memory: 1_610_612_736 })
    expect(settings.policy.ceiling).toEqual({ cpu: 2000, memory: 8_589_934_592 })
    expect(settings.prices).toEqual({ cpuCoreMonth: 21.5, memoryGiBMonth: null, currency: 'USD' })
  })

  it.each([
    ['a byte order mark', '\uFEFFversion: 1\n'],
    ['Windows line endings', 'version: 1\r\nscan:\r\n  strategy: simple-limit\r\n'],
    [
      'anchors and merge keys',
      'version: 1\npolicy:\n  rules:\n    - &a {match: {kinds: [Job]}, hpa: warn}\n    - {<<: *a, limits: keep}\n',
    ],
    ['comments only around it', '# hello\n---\nversion: 1\n# bye\n'],
  ])('may have %s', (_, text) => {
    expect(complaints(text)).toEqual([])
  })

  it('keeps of a rule only what it says', () => {
    const text =
      'version: 1\npolicy:\n  rules:\n    - match: { kinds: [Job] }\n      minChange: { cpu: 50m }\n      ceiling: { memory: 2Gi }\n'
    expect(settingsOf(text).policy.rules).toEqual([
      { match: { kinds: ['Job'] }, minChange: { cpu: 50 }, ceiling: { memory: 2_147_483_648 } },
    ])
  })

  it('is the pull request policy that the documentation promises', () => {
    expect(toPullRequestSettings(defaultSettings())).toEqual({
      ...DEFAULT_PULL_REQUEST_SETTINGS,
      approvals: { ...DEFAULT_PULL_REQUEST_SETTINGS.approvals, teams: { low: [], medium: [], high: [] } },
    })
  })
})

describe('a configuration that is wrong', () => {
  it.each<[string, string, string[]]>([
    [
      'nothing in it',
      '',
      [`${FILE}:1:1: "version" is missing; it must be 1. Write "version: 1" at the top of the file.`],
    ],
    [
      'only comments',
      '# later\n',
      [`${FILE}:1:1: "version" is missing; it must be 1. Write "version: 1" at the top of the file.`],
    ],
    ['a list', '- 1\n', [`${FILE}:1:1: The configuration is a list, but must be a mapping (keys with values).`]],
    ['another version', 'version: 2\n', [`${FILE}:1:10: "version" is 2, but must be 1.`]],
    [
      'a version in quotes',
      'version: "1"\n',
      [`${FILE}:1:10: "version" is "1", but must be 1. Write it without quotes.`],
    ],
    [
      'a typo in a section',
      'version: 1\npolcy:\n  maxIncrease: 10%\n',
      [`${FILE}:2:1: "polcy" is no setting. Did you mean "policy"?`],
    ],
    [
      'another spelling',
      'version: 1\npolicy: { max_increase: 10% }\n',
      [`${FILE}:2:11: "policy.max_increase" is no setting. Did you mean "maxIncrease"?`],
    ],
    [
      'a key one level too high',
      'version: 1\nminSeverity: CRITICAL\n',
      [`${FILE}:2:1: "minSeverity" is no setting. Did you mean "select.minSeverity"?`],
    ],
    [
      'a key that nothing resembles',
      'version: 1\nrender: { xyzzy: 1 }\n',
      [
        `${FILE}:2:11: "render.xyzzy" is no setting. Allowed here: allowRemote, allowUnproved, loadRestrictor, timeout.`,
      ],
    ],
    [
      'a percentage without its sign',
      'version: 1\npolicy:\n  maxIncrease: 50\n',
      [`${FILE}:3:16: "policy.maxIncrease" is 50, but must be a percentage such as 30%. Write "50%".`],
    ],
    [
      'a decrease beyond everything',
      'version: 1\npolicy: { maxDecrease: 130% }\n',
      [`${FILE}:2:24: "policy.maxDecrease" is "130%", but must be a percentage from 0% to 100%.`],
    ],
    [
      'a duration without unit',
      'version: 1\nscan:\n  maxAge: 7\n',
      [`${FILE}:3:11: "scan.maxAge" is 7, but must be a duration with its unit, such as 7d, 1h30m or 90s.`],
    ],
    [
      'a wrong word',
      'version: 1\nselect:\n  minSeverity: WARN\n',
      [`${FILE}:3:16: "select.minSeverity" is "WARN", but must be one of GOOD, OK, WARNING, CRITICAL.`],
    ],
    [
      'a word in small letters',
      'version: 1\nselect:\n  minSeverity: warning\n',
      [
        `${FILE}:3:16: "select.minSeverity" is "warning", but must be one of GOOD, OK, WARNING, CRITICAL. Did you mean "WARNING"?`,
      ],
    ],
    [
      'an empty section',
      'version: 1\nscan:\n',
      [
        `${FILE}:2:1: "scan" is empty, but must be a mapping (keys with values). Give it a value, or remove the key to use the default.`,
      ],
    ],
    [
      'an empty selector',
      'version: 1\npolicy:\n  protect: [{}]\n',
      [
        `${FILE}:3:13: "policy.protect[0]" is an empty mapping, but must be a selector with at least one of clusters, namespaces, kinds, names, containers, labels.`,
      ],
    ],
    [
      'a number as a label',
      'version: 1\nselect:\n  include:\n    - labels:\n        tier: 1\n',
      [`${FILE}:5:15: "select.include[0].labels.tier" is 1, but must be text (quote numbers and booleans).`],
    ],
    [
      'a quantity of the wrong kind',
      'version: 1\npolicy: { floor: { cpu: 100Mi, memory: 5x } }\n',
      [
        `${FILE}:2:25: "policy.floor.cpu" is "100Mi", but must be a CPU quantity such as 250m or 2.`,
        `${FILE}:2:40: "policy.floor.memory" is "5x", but must be a memory quantity such as 256Mi or 1.5Gi.`,
      ],
    ],
    [
      'a password in a URL',
      'version: 1\nclusters:\n  - name: a\n    krr: { prometheusUrl: "http://me:pw@prom" }\n',
      [
        `${FILE}:4:27: "clusters[0].krr.prometheusUrl" is "http://***@prom", but must be an http(s) URL without user name and password.`,
      ],
    ],
    [
      'a missing name',
      'version: 1\nclusters: [{ paths: [a] }]\n',
      [`${FILE}:2:12: "clusters[0].name" is missing; it must be the name of a cluster.`],
    ],
    [
      'a key twice',
      'version: 1\nscan: {}\nscan: {}\n',
      [`${FILE}:3:1: The key "scan" stands twice in the same mapping. Keep one of them.`],
    ],
    [
      'two documents',
      'version: 1\n---\nversion: 1\n',
      [`${FILE}:2:1: The file holds more than one YAML document. Keep one.`],
    ],
    [
      'a tab',
      'version: 1\nscan:\n\tstrategy: simple\n',
      [expect.stringMatching(/^\.github\/krr-gitops\.yaml:3:1: This is no valid YAML: .*[Tt]ab/)],
    ],
    [
      'an open bracket',
      'version: 1\nclusters: [\n',
      [expect.stringMatching(/^\.github\/krr-gitops\.yaml:\d+:\d+: This is no valid YAML: /)],
    ],
    [
      'contradicting bounds',
      'version: 1\npolicy:\n  floor: { cpu: 2 }\n  ceiling: { cpu: 1 }\n  rules:\n    - match: { kinds: [Job] }\n      floor: { memory: 2Gi }\n      ceiling: { cpu: 3, memory: 1Gi }\n',
      [
        `${FILE}:4:19: The ceiling of cpu lies below its floor. Lower the floor or raise the ceiling.`,
        `${FILE}:8:34: The ceiling of memory lies below its floor. Lower the floor or raise the ceiling.`,
      ],
    ],
    [
      'stages out of order',
      'version: 1\nstages:\n  - { name: prod, after: dev }\n  - { name: dev }\n  - { name: dev, after: prod }\n',
      [
        `${FILE}:3:26: The stage "prod" comes after "dev", but no earlier stage has that name. List "dev" before it.`,
        `${FILE}:5:13: The stage "dev" is listed twice. Give each stage its own name.`,
      ],
    ],
    [
      'a path out of the repository, a cluster twice',
      'version: 1\nclusters:\n  - { name: a, paths: [../x] }\n  - { name: a, paths: [/etc] }\n',
      [
        `${FILE}:4:13: The cluster "a" is listed twice. Merge the two.`,
        `${FILE}:3:24: The path "../x" leaves the repository. Paths are relative to the top of the repository, without "..".`,
        `${FILE}:4:24: The path "/etc" leaves the repository. Paths are relative to the top of the repository, without "..".`,
      ],
    ],
    [
      'windows and days that do not exist',
      'version: 1\npullRequests:\n  schedule: Mon-Fri 08:00-08:00\n  mergeWindow: [Mon Europe/Berlim]\n  freeze:\n    - { from: 2026-02-30, to: 2026-03-01 }\n    - { from: 2026-12-24, to: 2026-12-20 }\n',
      [
        `${FILE}:3:13: "Mon-Fri 08:00-08:00" is no window of time: its hours are empty, or its time zone is not known. Write for example "Mon-Fri 08:00-17:00 Europe/Berlin".`,
        `${FILE}:4:16: "Mon Europe/Berlim" is no window of time: its hours are empty, or its time zone is not known. Write for example "Mon-Fri 08:00-17:00 Europe/Berlin".`,
        `${FILE}:6:7: The day 2026-02-30 does not exist.`,
        `${FILE}:7:31: The freeze ends (2026-12-20) before it starts (2026-12-24). Swap the two days.`,
      ],
    ],
    ['an alias bomb', bomb(), [`${FILE}:1:1: The aliases of this file expand without end.`]],
  ])('has %s', (_, text, expected) => {
    expect(complaints(text)).toEqual(expected)
  })

  it('lists every error at once, in the order of the file', () => {
    const found = complaints('version: 1\nscan: { maxAge: x }\nselect: { minSeverity: y }\nrendr: {}\n')
    expect(found.map((text) => text.split(': ')[0])).toEqual([`${FILE}:2:17`, `${FILE}:3:24`, `${FILE}:4:1`])
  })
})

function bomb(): string {
  const levels = Array.from(
    { length: 12 },
    (_, n) =>
      `x${n}: &x${n} [${
        n === 0
          ? 'a'
          : Array(9)
              .fill(`*x${n - 1}`)
              .join(', ')
      }]`,
  )
  return `version: 1\n${levels.join('\n')}\n`
}
