import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  html,
  logText,
  markdown,
  markdownCode,
  markdownLink,
  markdownProse,
  printable,
} from '../../../shared/report/escape.ts'

const HOSTILE = [
  '::error::x',
  '##[error]x',
  '@acme/team',
  'see #12 and GH-7 and acme/app#3',
  '![x](https://evil.example/p.png)',
  '<img src=x onerror=alert(1)>',
  '[a](javascript:alert(1))',
  'www.evil.example',
  '\u202egnp.exe',
  '\x1b[31mred\x1b[0m',
  'a\nb\r\n::stop-commands::t',
  '`' + '``' + '`',
  '|',
  '\\|',
  '$x$',
  ':shipit:',
  '9a04d1e59a04d1e59a04d1e59a04d1e59a04d1e5',
  '- [ ] x',
  '1. x',
  '=====',
  '    code',
]
/** Text as an attacker would put it together: fragments that act, next to each other and to anything else. */
const hostile = fc
  .array(
    fc.oneof(
      fc.constantFrom(...HOSTILE),
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.constantFrom(...'`|\\@#:<>[]()!*_~$&-=+. 1afx\n'),
    ),
    { maxLength: 12 },
  )
  .map((parts) => parts.join(''))

describe('printable', () => {
  test.each([
    ['a\nb', 'a\\nb'],
    ['a\r\n\tb', 'a\\r\\n\\tb'],
    ['\x1b[1;31mred\x1b[0m', 'red'],
    ['\x9b31mred', 'red'],
    ['\x1b]8;;https://evil.example\x07click\x1b]8;;\x1b\\', 'click'],
    ['\x1b[\x1b[31m31m', '\\x1b[31m'],
    ['\x07\x7f\x85', '\\x07\\x7f\\x85'],
    ['a\u202eb\u2066c', 'a\\u{202e}b\\u{2066}c'],
    ['\ufeffmain\u00a0x\u200b', '\\u{feff}main\\xa0x\\u{200b}'],
    ['\u{e0041}\ue000\ud800', '\\u{e0041}\\u{e000}\\u{d800}'],
    ['\u2028', '\\u{2028}'],
    ['⚠️ a\ufe0f', '⚠️ a\\u{fe0f}'],
    ['naïve 漢字\u3000🙂', 'naïve 漢字\u3000🙂'],
  ])('%j is shown as %j', (text, shown) => {
    expect(printable(text, 100)).toBe(shown)
  })

  test('says how much it cut', () => {
    expect(printable('abcdef', 4)).toBe('abcd… (2 more characters)')
    expect(printable('abcd', 4)).toBe('abcd')
  })

  test('never cuts a character in half', () => {
    expect(printable('ab🙂c', 3)).toBe('ab… (3 more characters)')
    expect(printable('ab🙂c', 4)).toBe('ab🙂… (1 more characters)')
    expect(printable('\ud800\ud800x', 1)).toBe('\\u{d800}… (2 more characters)')
    expect(printable('ab\udc00', 2)).toBe('ab… (1 more characters)')
  })

  test('gives one line of visible characters for anything', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = printable(text, 1000)
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u)
        expect(shown.isWellFormed()).toBe(true)
      }),
    )
  })

  test.each(['\x1b]', '\x9d', '\x1b[', '\x9b0'])(
    'half a million openings %j that never close come to an end',
    (opening) => {
      expect(printable(opening.repeat(500_000), 1_000_000)).not.toContain('\x1b')
    },
  )
})

describe('logText', () => {
  test.each([
    ['::error::x', '\\::error::x'],
    ['  ::set-output name=a::b', '  \\::set-output name=a::b'],
    ['\u3000::error::x', '\u3000\\::error::x'],
    [':\x1b[0m:error::x', '\\::error::x'],
    ['see ##[error]x', 'see ##\\[error]x'],
    ['####[[group]', '####\\[[group]'],
    ['std::vector', 'std::vector'],
  ])('%j becomes %j', (text, shown) => {
    expect(logText(text, 100)).toBe(shown)
  })

  test('no text is a workflow command', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = logText(text, 1000)
        expect(shown.trimStart().startsWith('::')).toBe(false)
        expect(shown).not.toContain('##[')
        expect(shown).not.toMatch(/[\r\n]/)
      }),
    )
  })
})

describe('markdown', () => {
  test.each([
    ['plain words, (2.14.1) and 50 %', 'plain words, (2.14.1) and 50 %'],
    ['*b* _i_ ~s~ `c`', '\\*b\\* \\_i\\_ \\~s\\~ \\`c\\`'],
    ['[x](y) ![z](w)', '\\[x\\](y) \\!\\[z\\](w)'],
    ['<b> & "q"', '&lt;b&gt; &amp; "q"'],
    ['a|b\\|c', 'a&#124;b\\\\&#124;c'],
    ['@acme', '@<!-- -->acme'],
    ['acme/app#12 # x', 'acme/app\\#<!-- -->12 \\#<!-- --> x'],
    ['GH-12 gh-x', 'GH<!-- -->-12 gh-x'],
    ['https://evil.example', 'https:<!-- -->//evil.example'],
    ['www.evil.example', 'www<!-- -->.evil.example'],
    [':shipit: a: b', ':<!-- -->shipit: a: b'],
    ['13:59 UTC, 1:23:4', '13:59 UTC, 1:<!-- -->23:<!-- -->4'],
    [':12: :100:', ':<!-- -->12: :<!-- -->100:'],
    ['$x$', '<span>$</span>x<span>$</span>'],
    ['commit 9a04d1e5', 'commit 9a04d1<!-- -->e5'],
    ['9a04d1e59a04d', '9a04d1<!-- -->e59a04<!-- -->d'],
    ['- x', '\\- x'],
    ['+ x', '\\+ x'],
    ['===', '\\==='],
    ['12. x', '12\\. x'],
    ['12) x', '12\\) x'],
    ['12 x', '12 x'],
    ['1234567. x', '123456<!-- -->7\\. x'],
    ['     - code', ' \\- code'],
    ['      code', ' code'],
    ['', ''],
    ['a\n# b', 'a\\\\n\\#<!-- --> b'],
  ])('%j becomes %j', (text, shown) => {
    expect(markdown(text, 100)).toBe(shown)
  })

  test('whatever the text, nothing in it acts, and it reads the same', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = markdown(text, 1000)
        // What a parser drops or decodes; between two characters it stays a wall, hence the NUL.
        const read = shown.replaceAll('<!-- -->', '\0').replaceAll('<span>$</span>', '\x01')
        const naked = read.replace(/\\[!-/:-@[-`{-~]/g, '\x02').replace(/&(?:amp|lt|gt|#124);/g, '\x02')
        expect(naked).not.toMatch(/[\\`*_~[\]<>&|$]/)
        expect(naked).not.toMatch(/@\w|#\d|gh-\d|https?:\/|www\.|:[\w+-]+:|[0-9a-f]{7}/i)
        expect(shown).not.toMatch(/^\s*(?:[-+=*#>]|\d+[.)])|^ {2,}|[\r\n]/)
        const decoded = read
          .replaceAll('\0', '')
          .replaceAll('\x01', '$')
          .replace(
            /\\([!-/:-@[-`{-~])|&(amp|lt|gt|#124);/g,
            (_, char, name) => char ?? { amp: '&', lt: '<', gt: '>', '#124': '|' }[name as string],
          )
        expect(decoded.replace(/^ +/, '')).toBe(printable(text, 1000).replace(/^ +/, ''))
      }),
      { numRuns: 1000 },
    )
  })
})

describe('markdownCode', () => {
  test.each([
    ['pkg:npm/a@1', '`pkg:npm/a@1`'],
    ['a`b', '``a`b``'],
    ['``', '``` `` ```'],
    ['`a', '`` `a ``'],
    [' a', '`  a `'],
    ['a|b', '<code>a&#124;b</code>'],
    ['', '(empty)'],
    ['  ', '(empty)'],
    ['a\nb', '`a\\nb`'],
  ])('%j becomes %j', (text, shown) => {
    expect(markdownCode(text, 100)).toBe(shown)
  })

  test('no text closes its fence or its cell', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const shown = markdownCode(text, 1000)
        expect(shown).not.toMatch(/\||[\r\n]/)
        const fence = /^`+/.exec(shown)?.[0]
        if (fence === undefined) expect(shown).toMatch(/^(?:<code>.*<\/code>|\(empty\))$/)
        else {
          const inside = shown.slice(fence.length, -fence.length)
          expect(shown.endsWith(fence)).toBe(true)
          expect((inside.match(/`+/g) ?? []).every((run) => run.length < fence.length)).toBe(true)
          expect(inside).not.toMatch(/^`|`$/)
        }
      }),
    )
  })
})

describe('markdownProse', () => {
  test.each([
    ['add `a@b` to `reports`.', 'add `a@b` to `reports`.'],
    ['one ` only *x*', 'one \\` only \\*x\\*'],
    ['`a``b`', '`a` `b`'],
    ['`a|b`', '<code>a&#124;b</code>'],
    ['``x``', '\\` `x`\\`'],
  ])('%j becomes %j', (text, shown) => {
    expect(markdownProse(text, 100)).toBe(shown)
  })
})

describe('markdownLink', () => {
  test('links to https and http', () => {
    expect(markdownLink('`a`', 'https://github.com/acme/app/blob/x/a%20b#L1')).toBe(
      '[`a`](https://github.com/acme/app/blob/x/a%20b#L1)',
    )
    expect(markdownLink('a', 'http://localhost:8080/x')).toBe('[a](http://localhost:8080/x)')
  })

  test.each([undefined, 'javascript:alert(1)', 'https://x/) [y](z', 'https://x/a b', 'https://u@x/', '//x/'])(
    'shows only the label for %j',
    (target) => {
      expect(markdownLink('label', target)).toBe('label')
    },
  )
})

describe('html', () => {
  test('escapes for text and quoted attributes', () => {
    expect(html(`<a href="x" title='y'>&\`\n`, 100)).toBe('&lt;a href=&quot;x&quot; title=&#39;y&#39;&gt;&amp;&#96;\\n')
  })

  test('no text opens a tag, an entity or a quote', () => {
    fc.assert(
      fc.property(hostile, (text) => {
        expect(html(text, 1000).replace(/&(?:amp|lt|gt|quot|#39|#96);/g, '')).not.toMatch(/[<>&"'`]/)
      }),
    )
  })
})
