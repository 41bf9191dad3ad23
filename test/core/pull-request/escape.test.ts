import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  code,
  commentJson,
  fenced,
  parsePlain,
  parseToken,
  plain,
  prose,
  token,
  visibleLine,
} from '../../../src/core/pull-request/escape.ts'

/** What GitHub sees after it decoded entities, with the zero-width spaces that keep it from linking left in. */
function decode(markdown: string): string {
  return markdown.replace(/&#(\d+);/g, (_, number: string) => String.fromCodePoint(Number(number)))
}

const nasty = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.string({ unit: fc.constantFrom(...'`|\\<>&@#*_[]()!~$:/\n\r\t -+=1aghGH\u202e\u200b'), maxLength: 40 }),
)

const CODE = /^(?:`[^`|\\\n]+`|<code>(?:[A-Za-z0-9 /,-]|&#\d+;)*<\/code>|—)$/u

describe('code', () => {
  it.each([
    ['apps/shop', '`apps/shop`'],
    ['shop/Deployment/cart', '`shop/Deployment/cart`'],
    ['@octocat', '`@octocat`'],
    ['fixes #12', '`fixes #12`'],
    ['', '—'],
    ['a|b', '<code>a&#124;b</code>'],
    ['a`b', '<code>a&#96;b</code>'],
    ['\\|', '<code>&#92;&#124;</code>'],
    ['<img src=x>', '<code>&#60;img src&#61;x&#62;</code>'],
    ['a\u202eb', '<code>a&#92;u&#123;202E&#125;b</code>'],
    ['a\nb', '`a b`'],
  ])('%j', (text, markdown) => {
    expect(code(text)).toBe(markdown)
  })

  it('never leaves its span, its cell or its line', () => {
    fc.assert(fc.property(nasty, (text) => CODE.test(code(text))))
  })
})

describe('prose', () => {
  it.each([
    ['No kustomization renders it.', 'No kustomization renders it.'],
    ['ping @octocat', 'ping @&#8203;octocat'],
    ['fixes #12', 'fixes #&#8203;12'],
    ['closes GH-7', 'closes GH-&#8203;7'],
    ['see https://github.com/o/r/issues/1', 'see https:&#8203;//github.com/o/r/issues/1'],
    ['www.evil.example', 'www&#8203;.evil.example'],
    ['![x](y)', '!&#91;x&#93;(y)'],
    ['<script>', '&#60;script&#62;'],
    ['&lt;', '&#38;lt;'],
    ['a | b', 'a &#124; b'],
    ['**bold** _it_ ~~x~~', '&#42;&#42;bold&#42;&#42; &#95;it&#95; &#126;&#126;x&#126;&#126;'],
    ['- item', '&#45; item'],
    ['1. item', '&#49;. item'],
    ['$x$', '&#36;x&#36;'],
  ])('%j', (text, markdown) => {
    expect(prose(text)).toBe(markdown)
  })

  it('leaves nothing that Markdown or GitHub would act on', () => {
    fc.assert(
      fc.property(nasty, (text) => {
        const markdown = prose(text)
        expect(markdown).not.toMatch(/[<>\\`*_[\]|~$\n\r]/)
        const seen = decode(markdown)
        expect(seen).not.toMatch(/@[\w-]|#\d|gh-\d|:\/\//i)
      }),
    )
  })

  it('reads the same to a person', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme-ascii' }), (text) => {
        expect(decode(prose(text)).replaceAll('\u200b', '')).toBe(text.trim())
      }),
    )
  })
})

describe('fenced', () => {
  it('has a fence that its content cannot close', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('`', '\n', 'a', '~'), maxLength: 40 }), (text) => {
        const block = fenced(text, 'diff')
        const [open = '', ...rest] = block.split('\n')
        const fence = open.slice(0, -'diff'.length)
        expect(rest.findIndex((line) => new RegExp(`^ {0,3}${fence}\`*\\s*$`).test(line))).toBe(rest.length - 1)
      }),
    )
  })

  it('shows hidden characters and keeps lines', () => {
    expect(fenced('a\u202e\r\n\tb\n', '')).toBe('```\na\\u{202E}\n\tb\n```')
  })
})

describe('visibleLine', () => {
  it.each(['\u200b', '\u00ad', '\ufeff', '\u2066', '\u{e0041}', '\u3164', '\ufe0f', '\u00a0', '\u0007', '\u2028'])(
    'shows %j',
    (character) => {
      expect(visibleLine(`a${character}b`)).toMatch(/^a\\u\{[0-9A-F]+\}b$/)
    },
  )

  it('keeps letters of every language', () => {
    expect(visibleLine('größe 大小 мера')).toBe('größe 大小 мера')
  })
})

describe('plain', () => {
  it.each([
    ['apps/shop', 'apps/shop'],
    ['a@b #1 100%', 'a%40b %231 100%25'],
    ['fixes gh-12', 'fixes gh%2D12'],
    ['https://x', 'https%3A//x'],
    ['a\nb', 'a%0Ab'],
  ])('%j', (text, encoded) => {
    expect(plain(text)).toBe(encoded)
  })

  it('is one line, mentions nobody, and reads back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        expect(plain(text)).not.toMatch(/[@#\n\r]/)
        expect(parsePlain(plain(text))).toBe(text)
      }),
    )
  })

  it('gives a broken escape back as it is', () => {
    expect(parsePlain('50% off')).toBe('50% off')
  })
})

describe('token', () => {
  it('is one word and reads back', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 60 }), (text) => {
        expect(token(text)).toMatch(/^(?:[A-Za-z0-9._:~-]|%[0-9A-F]{2})+$/)
        expect(token(text)).not.toBe('-')
        expect(parseToken(token(text))).toBe(text)
      }),
    )
  })
})

describe('commentJson', () => {
  it('reads back, and cannot end a comment', () => {
    fc.assert(
      fc.property(fc.json(), fc.string({ unit: 'binary' }), (json, text) => {
        const value: unknown = { json: JSON.parse(json), text }
        const written = commentJson(value)
        expect(written).not.toMatch(/--|[<>@#]/)
        expect(JSON.parse(written)).toEqual(JSON.parse(JSON.stringify(value)))
      }),
    )
  })
})
