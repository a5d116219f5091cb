import { matchesGlob } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isCatchAll, matches, parseGlob, staticPrefix } from '../../../shared/policy/glob.ts'
import { InputError } from '../../../shared/verdict/input-error.ts'

const match = (pattern: string, path: string) => matches(parseGlob(pattern), path)

describe('matches', () => {
  it.each([
    ['a.ts', 'a.ts', true],
    ['a.ts', 'A.ts', false],
    ['a.ts', 'b/a.ts', false],
    ['*.ts', 'a.ts', true],
    ['*.ts', 'src/a.ts', false],
    ['*.ts', '.ts', true],
    ['*.ts', '.hidden.ts', true],
    ['*', 'a', true],
    ['a*', 'a', true],
    ['a*b*c', 'aXbYc', true],
    ['a*b*c', 'abcbc', true],
    ['a*b*c', 'acb', false],
    ['?.ts', 'a.ts', true],
    ['?.ts', '.ts', false],
    ['?.ts', 'ab.ts', false],
    ['a?b', 'a😀b', true],
    ['a?b', 'a/b', false],
    ['[abc].ts', 'b.ts', true],
    ['[abc].ts', 'd.ts', false],
    ['[a-c]', 'b', true],
    ['[a-c]', 'd', false],
    ['[a-c]', '-', false],
    ['[a-c]', '`', false],
    ['[a-]', '-', true],
    ['[a-]', 'b', false],
    ['[-a]', '-', true],
    ['[a-cx]', 'x', true],
    ['[xa-c]', 'c', true],
    ['[!a]', 'b', true],
    ['[!a]', 'a', false],
    ['[^a]', 'a', false],
    ['[^a]', '^', true],
    ['[a^!]', '!', true],
    ['[!!]', '!', false],
    ['[]]', ']', true],
    ['[]a]', 'a', true],
    ['[!]]', 'x', true],
    ['[!]]', ']', false],
    ['[*]', '*', true],
    ['[*]', 'a', false],
    ['[**]', '*', true],
    ['[{]a,b[}]', '{a,b}', true],
    ['src/[[]id[]].ts', 'src/[id].ts', true],
    ['[😀]', '😀', true],
    ['{a,b}', 'a', true],
    ['{a,b}', 'b', true],
    ['{a,b}', 'a,b', false],
    ['{a,b}', 'c', false],
    ['x{,y}z', 'xz', true],
    ['x{,y}z', 'xyz', true],
    ['{a,{b,c}d}/*.ts', 'cd/x.ts', true],
    ['{a,{b,c}d}/*.ts', 'b/x.ts', false],
    ['{src/a,lib}/x', 'src/a/x', true],
    ['a,b', 'a,b', true],
    ['**', 'a', true],
    ['**', 'a/b/.c', true],
    ['**/a', 'a', true],
    ['**/a', 'x/y/a', true],
    ['**/a', 'xa', false],
    ['a/**', 'a', false],
    ['a/**', 'a/b', true],
    ['a/**', 'a/b/c', true],
    ['a/**', 'ab', false],
    ['a/**/b', 'a/b', true],
    ['a/**/b', 'a/x/y/b', true],
    ['a/**/b', 'a/x/y/c', false],
    ['a/**/**/b', 'a/b', true],
    ['**/b/**/d', 'b/b/c/d', true],
    ['**/b/**/d', 'a/c/d', false],
    ['a/*', 'a/b/c', false],
    ['a/*/**', 'a/b', false],
    ['a/*/**', 'a/b/c', true],
    ['src/(group)/page.tsx', 'src/(group)/page.tsx', true],
    ['a b.ts', 'a b.ts', true],
    ['#a', '#a', true],
    ['.github/**', '.github/workflows/ci.yml', true],
  ])('%s against %s: %s', (pattern, path, expected) => {
    expect(match(pattern, path)).toBe(expected)
  })

  it.each(['', '/a', 'a/', 'a//b', './a', 'a/./b', '../a', 'a/../b', '.', '..'])(
    'matches nothing for a path that does not say where it points: %j',
    (path) => {
      expect(match('**', path)).toBe(false)
    },
  )
})

describe('parseGlob', () => {
  const problem = (pattern: string) => {
    try {
      parseGlob(pattern)
    } catch (error) {
      if (error instanceof InputError) return error.message
      throw error
    }
    return 'no problem'
  }

  it.each([
    ['', 'it is empty; `**` matches everything'],
    ['!a', 'it begins with `!`; say what belongs to it, `[!]` is the character itself'],
    ['/a', 'it is absolute; begin at the repository root'],
    ['c:/a', 'it is absolute; begin at the repository root'],
    ['a\\b', 'it has a `\\` in it; folders are parted by `/`, and `[*]` is a star itself'],
    ['a\nb', 'it has a control character in it'],
    ['a\u007fb', 'it has a control character in it'],
    ['a//b', 'it has an empty name between or after `/`; `folder/**` is all of a folder'],
    ['a/', 'it has an empty name between or after `/`; `folder/**` is all of a folder'],
    ['{a,}', 'it has an empty name between or after `/`; `folder/**` is all of a folder'],
    ['./a', 'it has `.` in it; begin at the repository root'],
    ['a/../b', 'it has `..` in it; begin at the repository root'],
    ['a/{b,..}', 'it has `..` in it; begin at the repository root'],
    ['**.js', '`**` must stand alone between slashes; write `**/*.js` for `**.js`'],
    ['a**/b', '`**` must stand alone between slashes; write `**/*.js` for `**.js`'],
    ['[a', 'it has a `[` without `]`; write `[[]` for the character itself'],
    ['[]', 'it has a `[` without `]`; write `[[]` for the character itself'],
    ['[!]', 'it has a `[` without `]`; write `[[]` for the character itself'],
    ['a[', 'it has a `[` without `]`; write `[[]` for the character itself'],
    ['a]', 'it has a `]` without `[`; write `[]]` for the character itself'],
    ['[a/b]', 'it has a `/` between `[` and `]`; no name has one'],
    ['a**', '`**` must stand alone between slashes; write `**/*.js` for `**.js`'],
    ['x**y*z', '`**` must stand alone between slashes; write `**/*.js` for `**.js`'],
    ['[[:alpha:]]', 'it has a named class; write the characters: `[a-z]`'],
    ['[z-a]', 'the range `z-a` in it runs backwards'],
    ['{a,b', 'it has a `{` without `}`; write `[{]` for the character itself'],
    ['{a,{b}', 'it has braces with one part; `{a,b}` needs a comma, `[{]` is a brace itself'],
    ['a}', 'it has a `}` without `{`; write `[}]` for the character itself'],
    ['{a}', 'it has braces with one part; `{a,b}` needs a comma, `[{]` is a brace itself'],
    ['{1..3}', 'it has braces with one part; `{a,b}` needs a comma, `[{]` is a brace itself'],
    ['+(a)', 'it has a `(` after `?`, `*`, `+`, `@` or `!`; write `[(]`, or braces: `{a,b}`'],
    ['{a,b}'.repeat(7), 'its braces stand for more than 64 patterns; write several patterns'],
    ['{a,b}'.repeat(200), 'its braces stand for more than 64 patterns; write several patterns'],
    [`{${'a,'.repeat(64)}a}`, 'its braces stand for more than 64 patterns; write several patterns'],
    [
      `${'{a,b}'.repeat(6)}${'x'.repeat(123)}`,
      'its braces stand for more than 8192 characters; write several patterns',
    ],
    ['a'.repeat(1025), 'it is longer than 1024 characters'],
  ])('refuses %j', (pattern, expected) => {
    const shown = pattern.length > 80 ? `${pattern.slice(0, 80)}...` : pattern
    expect(problem(pattern)).toBe(`Path pattern \`${shown}\` cannot be used: ${expected}.`)
  })

  it('takes the longest pattern and the most alternatives it allows', () => {
    expect(match('a'.repeat(1024), 'a'.repeat(1024))).toBe(true)
    expect(match('{a,b}'.repeat(6), 'ababab')).toBe(true)
    expect(match(`${'{a,b}'.repeat(6)}${'x'.repeat(122)}`, `ababab${'x'.repeat(122)}`)).toBe(true)
    expect(parseGlob(`{${'a,'.repeat(63)}a}`).alternatives).toHaveLength(64)
  })

  it('shows eighty characters of a long pattern', () => {
    expect(problem(`/${'a'.repeat(79)}`)).toContain(`\`/${'a'.repeat(79)}\``)
    expect(problem(`/${'a'.repeat(80)}`)).toContain(`\`/${'a'.repeat(79)}...\``)
  })

  it('keeps the pattern as it was written', () => {
    expect(parseGlob('src/{a,b}').pattern).toBe('src/{a,b}')
  })
})

describe('staticPrefix', () => {
  it.each([
    ['**', ''],
    ['a.json', ''],
    ['results/*.json', 'results'],
    ['results/a.json', 'results'],
    ['a/b/**/c', 'a/b'],
    ['a/*/b/c', 'a'],
    ['{a,b}/c', ''],
    ['a/{b,c}/d', 'a'],
    ['a/{b/c,b/d}/e', 'a/b'],
    ['{a/b,a/b/c}/*', 'a/b'],
    ['a/b/c/{d,e}', 'a/b/c'],
    ['{a/x/b,a/y/b}/c', 'a'],
  ])('of %s is %j', (pattern, expected) => {
    expect(staticPrefix(parseGlob(pattern))).toBe(expected)
  })
})

describe('isCatchAll', () => {
  it.each(['**', '*', '**/*', '*/**', '**/*.*', '?*', '[a-z]*', '{src/**,**}', '**/[!_]*'])(
    '%s names nothing',
    (pattern) => {
      expect(isCatchAll(parseGlob(pattern))).toBe(true)
    },
  )
  it.each(['src/**', '**/*.ts', '.github/*', '**/a*', '{src,lib}/**', '**/x/*'])('%s names something', (pattern) => {
    expect(isCatchAll(parseGlob(pattern))).toBe(false)
  })
})

/** With backtracking none of these would end within years; what they cost is not a test's to measure. */
describe('the worst patterns come to an end', () => {
  it.each([
    ['*a x 50', '*a'.repeat(50), `${'a'.repeat(4999)}b`],
    ['**/ x 200', `${'**/a/'.repeat(200)}x`, `${'a/'.repeat(2500)}b`],
    ['stars in many folders', `${'**/*a*a/'.repeat(60)}x`, `${'aaa/'.repeat(1250)}b`],
    ['the longest pattern', `*${'a'.repeat(1022)}b`, 'a'.repeat(5000)],
  ])('%s against 5,000 characters', (_, pattern, path) => {
    expect(matches(parseGlob(pattern), path)).toBe(false)
  })

  it('when they are parsed, too', () => {
    const glob = parseGlob(`${'{a,b}'.repeat(6)}${'*?'.repeat(60)}`)
    expect(matches(glob, `ababab${'x'.repeat(60)}`)).toBe(true)
    expect(matches(glob, `ababab${'x'.repeat(59)}`)).toBe(false)
    expect(() => parseGlob('{'.repeat(1024))).toThrow(InputError)
  })
})

describe('against path.matchesGlob of Node', () => {
  // Where both agree by definition: no name begins with a dot, no `**` inside a name, no class or brace oddities.
  const name = fc
    .array(fc.constantFrom('a', 'b', 'c', '-'), { minLength: 1, maxLength: 5 })
    .map((parts) => parts.join(''))
  const path = fc.array(name, { minLength: 1, maxLength: 5 }).map((names) => names.join('/'))
  const piece = fc.constantFrom('a', 'b', 'c', '?', '[ab]', '[!a]', '[a-b]', '{a,b}', '{a,b,cc}', 'a*', '*b')
  const segment = fc.oneof(
    fc.array(piece, { minLength: 1, maxLength: 3 }).map((pieces) => pieces.join('')),
    fc.constantFrom('*', '**', '**'),
  )
  const pattern = fc
    .array(segment, { minLength: 1, maxLength: 4 })
    .map((segments) => segments.join('/'))
    .filter((text) => !/[^/]\*\*|\*\*[^/]/.test(text) && (text.match(/\{/g) ?? []).length < 4)

  it('agrees', () => {
    fc.assert(
      fc.property(pattern, path, (wanted, given) => {
        expect(match(wanted, given)).toBe(matchesGlob(given, wanted))
      }),
      { numRuns: 3000 },
    )
  })

  it('agrees on paths made from the pattern', () => {
    const likely = fc.array(fc.constantFrom('a', 'b', 'ab', 'cc', 'aab'), { minLength: 1, maxLength: 6 })
    fc.assert(
      fc.property(pattern, likely, (wanted, names) => {
        expect(match(wanted, names.join('/'))).toBe(matchesGlob(names.join('/'), wanted))
      }),
      { numRuns: 3000 },
    )
  })
})

describe('any text', () => {
  it('is a glob or an InputError, and a glob matches without throwing', () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: fc.constantFrom(...'ab/*?[]{},!-.\\^:\ud83d😀') }))
    fc.assert(
      fc.property(text, text, (pattern, path) => {
        try {
          const glob = parseGlob(pattern)
          expect(typeof matches(glob, path)).toBe('boolean')
          expect(matches(glob, 'a')).toBe(matches(parseGlob(pattern), 'a'))
          if (matches(glob, path)) expect(`${path}/`.startsWith(staticPrefix(glob))).toBe(true)
        } catch (error) {
          expect(error).toBeInstanceOf(InputError)
        }
      }),
      { numRuns: 3000 },
    )
  })

  it('matches itself when it has nothing special in it', () => {
    const plain = fc.string({ unit: fc.constantFrom(...'abAB.-_()@ #,~é'), minLength: 1 })
    fc.assert(
      fc.property(
        plain.filter((text) => !/^\.{1,2}$/.test(text) && !/[?*+@!]\(/.test(text)),
        (text) => {
          expect(match(text, text)).toBe(true)
          expect(match(`**/${text}`, `x/${text}`)).toBe(true)
          expect(match(`${text}/**`, `${text}/x`)).toBe(true)
          expect(match(text, `${text}x`)).toBe(false)
        },
      ),
    )
  })
})
