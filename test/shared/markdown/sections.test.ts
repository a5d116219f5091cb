import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { outlineOf, sameWords } from '../../../shared/markdown/sections.ts'

const sections = (markdown: string) =>
  outlineOf(markdown).sections.map(({ heading, depth, line, text }) => [heading, depth, line, text.trim()])
const tasks = (markdown: string) =>
  outlineOf(markdown).tasks.map(({ text, ticked, line }) => `${line} ${ticked ? 'x' : '-'} ${text}`)

describe('sections', () => {
  test('reach to the next heading of their depth or a higher one', () => {
    const text = '# A\n\none\n\n## B\n\ntwo\n\n### C\n\nthree\n\n## D\n\nfour\n\n# E\n\nfive'
    expect(sections(text)).toEqual([
      ['A', 1, 1, 'one\ntwo\nthree\nfour'],
      ['B', 2, 5, 'two\nthree'],
      ['C', 3, 9, 'three'],
      ['D', 2, 13, 'four'],
      ['E', 1, 17, 'five'],
    ])
  })

  test('a skipped depth is no end', () => {
    expect(sections('### A\n\none\n\n# B\n\ntwo\n\n##### C\n\nthree')).toEqual([
      ['A', 3, 1, 'one'],
      ['B', 1, 5, 'two\nthree'],
      ['C', 5, 9, 'three'],
    ])
  })

  test('headings of the other way of writing, with marks and code in them', () => {
    expect(sections('Roll *back*\n===========\none\n\n`Plan` of it\n---\ntwo')).toEqual([
      ['Roll back', 1, 1, 'one\ntwo'],
      ['Plan of it', 2, 5, 'two'],
    ])
  })

  test.each([
    ['code', '# A\n\n```\none\n```\n\n    two'],
    ['a comment', '# A\n\n<!-- one\n\ntwo -->'],
    ['a quotation', '# A\n\n> one'],
    ['collapsed', '# A\n\n<details>\n\none\n\n</details>'],
    ['struck out', '# A\n\n~~one~~'],
    ['an image', '# A\n\n![one](x.png)'],
    ['headings alone', '# A\n\n## \n\n### '],
  ])('nothing is said by %s', (_, markdown) => {
    expect(sections(markdown)[0]).toEqual(['A', 1, 1, ''])
  })

  test.each([
    ['a comment', '<!--\n# A\n\none\n-->'],
    ['code', '```\n# A\none\n```'],
    ['a quotation', '> # A\n> one'],
    ['a list', '- # A\n  one'],
    ['a collapsed part', '<details>\n\n# A\n\none\n\n</details>'],
  ])('none begins in %s', (_, markdown) => {
    expect(sections(markdown)).toEqual([])
  })

  test('a hidden heading ends the section above it', () => {
    expect(sections('# A\n\n<details>\n\n# B\n\n</details>\n\none')).toEqual([['A', 1, 1, '']])
  })
})

describe('tasks', () => {
  test('of all lists, at any depth, in order', () => {
    const text =
      '- [ ] one\n  - [x] two `code`\n    1. [X] three\n- four\n  - [x] **five**\n\ntext\n\n* [x] six\n  goes on'
    expect(tasks(text)).toEqual(['1 - one', '2 x two code', '3 x three', '5 x five', '9 x six\ngoes on'])
  })

  test.each([
    ['a fenced block', '```\n- [x] one\n```'],
    ['a fenced block in a list', '- a\n  ```\n  - [x] one\n  ```'],
    ['an indented block', 'a\n\n    - [x] one'],
    ['a comment', '<!--\n- [x] one\n-->'],
    ['a comment over blocks', '<!--\n\n- [x] one\n\n-->'],
    ['a quotation', '> - [x] one'],
    ['a quotation in a list', '- a\n  > - [x] one'],
    ['a collapsed part', '<details>\n\n- [x] one\n\n</details>'],
    ['a collapsed part of a list', '- a\n\n  <details>\n\n  - [x] one\n\n- b'],
    ['a paragraph', '[x] one'],
    ['brackets that are no box', '- [y] one\n- [xx] two\n- \\[x] three\n- [](x) four'],
  ])('none are in %s', (_, markdown) => {
    expect(tasks(markdown)).toEqual([])
  })

  test('what is struck out is no longer its text', () => {
    expect(tasks('- [x] ~~one~~\n- [x] two ~~three~~ four')).toEqual(['1 x ', '2 x two   four'])
  })
})

test('all visible prose, boxes without their marks', () => {
  expect(outlineOf('# A\n\n- [x] one\n\n<!-- two -->\n\nthree').text.split(/\n+/)).toEqual(['A', 'one', 'three', ''])
})

test.each([
  ['Rollback plan', '  rollback\u00a0 PLAN: '],
  ['Migrations tested in staging', '**Migrations** tested in `staging`.'],
  ['ﬁx', 'fix'],
])('%s is the same as %s', (one, other) => {
  expect(sameWords(one)).toBe(sameWords(other))
})

test('other words are not', () => {
  expect(sameWords('Rollback plan')).not.toBe(sameWords('Rollback plan B'))
})

describe('hostile texts', () => {
  const LIMIT = 65_536
  const hostile = [
    '- [x] a\n',
    '# a\n',
    '- [x] ',
    '<details>',
    '* [ ] [a][b]\n',
    '# [a](b)\n\n[b]: c\n\n',
    'a\n=\n',
    '<!-- ',
    '`',
    '- [x] ~~a\n',
  ]
  test.each(hostile)('%j to the limit of a description is soon read', (one) => {
    const begun = performance.now()
    outlineOf(one.repeat(LIMIT / one.length))
    expect(performance.now() - begun).toBeLessThan(5_000)
  })

  test('what is over the limit has nothing in it', () => {
    const text = `# A\n\n- [x] one\n\n${'a '.repeat(LIMIT / 2)}`
    expect(outlineOf(text)).toEqual({ text: '', sections: [], tasks: [], whole: false })
  })

  test('any text is read, and everything found stands in its order', () => {
    const piece = fc.constantFrom(
      '# ',
      '## ',
      '- [x] ',
      '- [ ] ',
      '> ',
      '```\n',
      '<!-- ',
      ' -->',
      '\n',
      '\n\n',
      'a',
      '  ',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
        const { sections: found, tasks: boxes } = outlineOf(pieces.join(''))
        const lines = (all: readonly { readonly line: number }[]) => all.map(({ line }) => line)
        expect(lines(found)).toEqual(lines(found).toSorted((a, b) => a - b))
        expect(lines(boxes)).toEqual(lines(boxes).toSorted((a, b) => a - b))
      }),
    )
  })
})
