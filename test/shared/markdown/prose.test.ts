import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { proseOf } from '../../../shared/markdown/prose.ts'

const words = (markdown: string): string => proseOf(markdown).text.split(/\s+/).join(' ').trim()

test.each([
  ['plain words', 'SEC-1 it is', 'SEC-1 it is'],
  ['a heading and a list', '# SEC-1\n\n- one\n  1. two', 'SEC-1 one two'],
  ['emphasis', '**SEC**-*1* and __two__', 'SEC-1 and two'],
  ['escapes and entities', 'SEC\\-1 &amp; SEC&#45;2', 'SEC-1 & SEC-2'],
  ['a hard break', 'one  \ntwo\\\nthree', 'one two three'],
  ['harmless HTML', 'a <b>bold</b> word, by <your name>', 'a bold word, by'],
  ['a table', '| ticket |\n|---|\n| SEC-1 |', '| ticket | |---| | SEC-1 |'],
])('is seen: %s', (_, markdown, seen) => {
  expect(words(markdown)).toBe(seen)
  expect(proseOf(markdown).whole).toBe(true)
})

test.each([
  ['a code span', 'a `SEC-1` b'],
  ['a code span of two ticks over a line', 'a ``SEC-1 `\nSEC-1`` b'],
  ['a fenced block', 'a\n```\nSEC-1\n```\nb'],
  ['a fenced block of tildes', 'a\n~~~ts\nSEC-1\n~~~\nb'],
  ['a fenced block in a list', '- a\n  ```\n  SEC-1\n  ```\n- b'],
  ['an indented block', 'a\n\n    SEC-1\n\nb'],
  ['a quotation', 'a\n\n> SEC-1\nSEC-1, lazily\n\nb'],
  ['a quotation in a list', '- a\n  > SEC-1\n\n- b'],
  ['an alert', 'a\n\n> [!NOTE]\n> SEC-1\n\nb'],
  ['a comment', 'a <!-- SEC-1 --> b'],
  ['a comment over paragraphs', 'a\n\n<!--\nSEC-1\n\nSEC-1\n-->\n\nb'],
  ['struck out', 'a ~~SEC-1~~ ~SEC-1~ b'],
  ['struck out with HTML', 'a <del>SEC-1</del> <s>SEC-1</s> b'],
  ['code in HTML', 'a <code>SEC-1</code> b'],
  ['preformatted HTML', 'a\n\n<pre>\nSEC-1\n\nSEC-1\n</pre>\n\nb'],
  ['a quotation in HTML', 'a\n\n<blockquote>\n\nSEC-1\n\n</blockquote>\n\nb'],
  ['collapsed', 'a\n\n<details><summary>s</summary>\n\nSEC-1\n\n</details>\n\nb'],
  ['a definition', 'a\n\n[x]: https://x.example "SEC-1"\n\nb'],
  ['the words for an image', 'a ![SEC-1](x.png) b'],
  ['the title of a link', 'a [b](https://x.example "SEC-1")'],
])('is not seen: %s', (_, markdown) => {
  expect(words(markdown)).toBe('a b')
})

test.each([
  ['a comment that never ends', 'a\n\n<!-- b\n\nSEC-1'],
  ['a quoting element that never ends', 'a <blockquote> SEC-1\n\nSEC-1'],
  ['a block of code that never ends', 'a\n```\nSEC-1\n\nSEC-1'],
])('hides the rest: %s', (_, markdown) => {
  expect(words(markdown)).toBe('a')
})

test('a tag in a comment is none', () => {
  expect(words('a <!-- <details> --> b\n\n<!-- <pre> -->\n\nc')).toBe('a b c')
})

test('a closing tag alone opens nothing, and nested elements close in turn', () => {
  expect(words('a </details> b <code><code>x</code>y</code> c')).toBe('a b c')
})

test('code between two words makes no word of them', () => {
  expect(words('SEC`x`-1')).toBe('SEC -1')
})

describe('links', () => {
  const links = (markdown: string) => proseOf(markdown).links

  test('inline, by reference and in angle brackets; the first definition counts', () => {
    const text =
      '[a](https://a.example) [b][B] <https://c.example>\n\n[b]: https://b.example\n[B]: https://other.example'
    expect(links(text)).toEqual(['https://a.example', 'https://b.example', 'https://c.example'])
  })

  test.each([
    ['without anything to click on', '[](https://a.example) [\u200b&#8203; ](https://a.example)'],
    ['of an image', '![a](https://a.example)'],
    ['in a quotation', '> [a](https://a.example)'],
    ['in code', '`[a](https://a.example)`'],
    ['in a comment', '<!-- [a](https://a.example) -->'],
    ['in a collapsed part', '<details>\n\n[a](https://a.example)\n\n</details>'],
    ['only defined', '[a]: https://a.example'],
    ['defined in a quotation', '> [a]: https://a.example\n\n[b][a]'],
  ])('%s is none', (_, text) => {
    expect(links(text)).toEqual([])
  })
})

describe('text that would keep the parser busy is not parsed', () => {
  const N = 65_536
  test.each([
    ['too long', 'a'.repeat(N + 1)],
    ['quotations in quotations', '>'.repeat(N)],
    ['lists in lists', '- '.repeat(N / 2)],
    ['numbered lists in lists', '1. '.repeat(N / 3)],
    ['a staircase of lists', Array.from({ length: 200 }, (_, i) => `${' '.repeat(2 * i)}- a`).join('\n')],
    ['a staircase of tabs', Array.from({ length: 200 }, (_, i) => `${'\t'.repeat(i)}- a`).join('\n')],
    ['emphasis that never closes', '*a_ '.repeat(N / 4)],
    ['a run of stars', '*'.repeat(N)],
    ['brackets', '[a]('.repeat(N / 4)],
    ['images', '!['.repeat(N / 2)],
    ['definitions', '[a]: b\n'.repeat(N / 7)],
    ['underlines', 'a\n=\n'.repeat(N / 4)],
    ['lines', 'a\n'.repeat(N / 2)],
    ['lines in quotations', '> a\n'.repeat(1_600)],
    ['tags', '<a '.repeat(N / 3)],
  ])('%s', (_, text) => {
    expect(proseOf(`SEC-1\n\n${text}`)).toEqual({ text: '', links: [], whole: false })
  })

  test('a long description of a person is', () => {
    const text = '## What\n\n- Fixes `x` in [the parser](https://a.example), *for now*.\n\nMore words.\n\n'.repeat(200)
    expect(proseOf(text)).toMatchObject({ whole: true })
  })
})

test('whatever the text is, there is an answer, and it is no longer than the text', () => {
  const piece = fc.constantFrom(
    '>',
    '- ',
    '`',
    '```\n',
    '<!--',
    '-->',
    '<del>',
    '</del>',
    '~~',
    '[',
    '](',
    ')',
    '\n',
    '\n\n',
    'SEC-1',
    ' ',
    '*',
    '_',
    '&',
    '\\',
    '    ',
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join('')
      const prose = proseOf(text)
      expect(prose.text.replaceAll(/\s/g, '').length).toBeLessThanOrEqual(text.length)
    }),
  )
})

test('what stands in a fence is never seen, whatever surrounds it', () => {
  const around = fc.string({ maxLength: 40 }).map((text) => text.replaceAll(/[`~<]/g, ''))
  fc.assert(
    fc.property(around, around, (before, after) => {
      const prose = proseOf(`${before}\n\n\`\`\`\nHIDDEN\n\`\`\`\n\n${after}`)
      expect(prose.text).not.toContain('HIDDEN')
    }),
  )
})
