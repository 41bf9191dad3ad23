import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { renderHelp } from '../../../../src/core/after/command/help.ts'
import { mayCommand } from '../../../../src/core/after/command/may-command.ts'
import { type Command, parseCommand } from '../../../../src/core/after/command/parse-command.ts'
import type { People } from '../../../../src/core/after/people.ts'

const found = (command: Command) => ({ type: 'command', command })

describe('parseCommand', () => {
  it.each<[string, Command]>([
    ['/krr-gitops merge', { name: 'merge' }],
    ['/krr-gitops revert', { name: 'revert' }],
    ['/krr-gitops refresh', { name: 'refresh' }],
    ['/krr-gitops ignore', { name: 'ignore' }],
    ['/krr-gitops help', { name: 'help' }],
    ['/krr-gitops snooze 14', { name: 'snooze', days: 14 }],
    ['/krr-gitops snooze 365', { name: 'snooze', days: 365 }],
    ['/krr-gitops bypass checkout is down: 500s since 9', { name: 'bypass', reason: 'checkout is down: 500s since 9' }],
    ['/krr-gitops \t merge  ', { name: 'merge' }],
    ['Looks good, thank you.\r\n\r\n/krr-gitops merge\r\n', { name: 'merge' }],
    ['/krr-gitops bypass \u202eeht', { name: 'bypass', reason: '\\u{202E}eht' }],
    ['> /krr-gitops revert\n\n/krr-gitops merge', { name: 'merge' }],
    ['```\n/krr-gitops revert\n```\n/krr-gitops merge', { name: 'merge' }],
    ['<!-- hidden --> text\n/krr-gitops merge', { name: 'merge' }],
    ['<pre>x</pre>\n/krr-gitops merge', { name: 'merge' }],
    ['```js` is inline\n/krr-gitops merge', { name: 'merge' }],
  ])('reads %j', (body, command) => {
    expect(parseCommand(body)).toEqual(found(command))
  })

  it.each([
    'merge it please',
    ' /krr-gitops merge',
    'Try /krr-gitops merge',
    '/krr-gitopsmerge',
    '/KRR-GITOPS merge',
    '/krr-gitops-merge',
    '\u00a0/krr-gitops merge',
    '> /krr-gitops merge',
    '> quoted\n/krr-gitops merge',
    '>quoted\n> more\nlazy\n/krr-gitops merge',
    '```\n/krr-gitops merge\n```',
    '```\n/krr-gitops merge',
    '  ````yaml\n```\n/krr-gitops merge\n````',
    '~~~\n```\n/krr-gitops merge\n~~~',
    '```\n``` not closed\n/krr-gitops merge',
    '> quoted\n```\n/krr-gitops merge\n```',
    '    /krr-gitops merge',
    '<!--\n/krr-gitops merge\n-->',
    'text <!-- open\n\n/krr-gitops merge',
    '<pre>\n/krr-gitops merge\n</pre>',
    '<!--\n/krr-gitops bypass because -->',
    '<pre>\n/krr-gitops bypass because</pre>',
    '<PRE\n/krr-gitops merge\n',
    '- /krr-gitops merge',
    '',
  ])('does not count %j', (body) => {
    expect(parseCommand(body)).toEqual({ type: 'none' })
  })

  it.each<[string, RegExp]>([
    ['/krr-gitops', /missing/],
    ['/krr-gitops   ', /missing/],
    ['/krr-gitops Merge', /no command Merge$/],
    ['/krr-gitops marge', /no command marge$/],
    ['/krr-gitops merge now', /takes nothing/],
    ['/krr-gitops merge\n/krr-gitops merge', /more than one/],
    ['/krr-gitops snooze', /number of days/],
    ['/krr-gitops snooze 0', /number of days/],
    ['/krr-gitops snooze 366', /number of days/],
    ['/krr-gitops snooze 07', /number of days/],
    ['/krr-gitops snooze 1e2', /number of days/],
    ['/krr-gitops snooze -3', /number of days/],
    ['/krr-gitops snooze 7d', /number of days/],
    ['/krr-gitops bypass', /needs a reason/],
    ['/krr-gitops bypass \u200b', /needs a reason/],
    ['/krr-gitops bypass ...', /needs a reason/],
    [`/krr-gitops bypass ${'x'.repeat(501)}`, /longer than 500/],
  ])('answers %j with help', (body, why) => {
    expect(parseCommand(body)).toEqual({ type: 'unclear', why: expect.stringMatching(why) })
  })

  it('finds no command in any quotation or fence', () => {
    const line = fc.constantFrom('/krr-gitops merge', 'text', '', '```', '~~~', '> q', '-->', '</pre>')
    fc.assert(
      fc.property(fc.array(line, { maxLength: 8 }), (lines) => {
        const quoted = lines.map((text) => `> ${text}`).join('\n')
        expect(parseCommand(quoted)).toEqual({ type: 'none' })
        const inner = lines.filter((text) => !text.startsWith('~~~~'))
        expect(parseCommand(['~~~~', ...inner, '~~~~'].join('\n'))).toEqual({ type: 'none' })
      }),
    )
  })

  it('never throws and never invents a command', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), (body) => {
        expect(parseCommand(body).type).toBe('none')
      }),
    )
  })
})

const PEOPLE: People = {
  permissions: new Map([
    ['ada', 'write'],
    ['reader', 'read'],
    ['krr-gitops[bot]', 'write'],
  ]),
  teams: new Map([['oncall', ['Reader']]]),
  bots: ['machine'],
}

describe('mayCommand', () => {
  const ask = (command: Command['name'], by: string | null, more = {}) =>
    mayCommand({ command, by, byType: 'User', people: PEOPLE, bypassTeam: 'oncall', ...more })

  it.each(['merge', 'revert', 'refresh', 'snooze', 'ignore'] as const)('asks write permission for %s', (name) => {
    expect(ask(name, 'ADA')).toEqual({ allowed: true })
    expect(ask(name, 'reader')).toEqual({
      allowed: false,
      answer: `${name} needs write permission in this repository.`,
    })
    expect(ask(name, 'stranger').allowed).toBe(false)
  })

  it('helps everybody but bots, whom it does not answer', () => {
    expect(ask('help', 'stranger')).toEqual({ allowed: true })
    const silent = { allowed: false, answer: null }
    expect(ask('help', 'krr-gitops[bot]', { byType: 'Bot' })).toEqual(silent)
    expect(ask('merge', 'krr-gitops[bot]')).toEqual(silent)
    expect(ask('merge', 'machine')).toEqual(silent)
    expect(ask('merge', null)).toEqual(silent)
  })

  it('lets only the team bypass', () => {
    expect(ask('bypass', 'reader')).toEqual({ allowed: true })
    expect(ask('bypass', 'ada')).toMatchObject({ allowed: false, answer: expect.stringContaining('Only members') })
    expect(ask('bypass', 'reader', { bypassTeam: null })).toMatchObject({ answer: expect.stringContaining('Nobody') })
    expect(ask('bypass', 'reader', { bypassTeam: 'gone' })).toMatchObject({
      answer: expect.stringContaining('could not'),
    })
  })
})

describe('renderHelp', () => {
  it('names every command, and escapes what it did not understand', () => {
    const help = renderHelp(null)
    for (const name of ['merge', 'revert', 'refresh', 'snooze', 'ignore', 'bypass', 'help']) {
      expect(help).toContain(`\`/krr-gitops ${name}`)
    }
    expect(parseCommand(help)).toEqual({ type: 'none' })
    expect(renderHelp('there is no command @everyone')).toMatch(/^I did not understand that: .*@\W/)
    expect(renderHelp('there is no command @everyone')).not.toContain('@everyone')
  })
})
