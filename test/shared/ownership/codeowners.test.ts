import { describe, expect, test } from 'vitest'
import { codeownersPlace, isTooLarge, parseCodeowners, ruleFor } from '../../../shared/ownership/codeowners.ts'

const matches = (pattern: string, path: string): boolean => {
  const codeowners = parseCodeowners(`${pattern} @owner`)
  expect(codeowners.errors).toEqual([])
  return ruleFor(codeowners, path) !== undefined
}
const problem = (line: string) => parseCodeowners(line).errors.map(({ kind, column }) => [kind, column])

describe('a pattern matches a path', () => {
  test.each([
    // S17, S18: without a slash at any depth, by case.
    ['guide', 'guide', true],
    ['guide', 'a/b/guide', true],
    ['guide', 'a/guide/b.md', true],
    ['guide', 'guide.md', false],
    ['guide', 'Guide', false],
    ['*.md', 'a/b.md', true],
    ['*.md', '.md', true],
    ['*.md', 'a.md/b', true],
    // S19: a slash at the start or in the middle anchors.
    ['/guide', 'a/guide', false],
    ['a/guide', 'b/a/guide', false],
    ['a/guide', 'a/guide/b/c', true],
    // S20, S21: a slash at the end asks for a folder.
    ['guide/', 'guide', false],
    ['guide/', 'guide/a', true],
    ['guide/', 'a/guide/b/c', true],
    ['/guide/', 'a/guide/b', false],
    ['a/guide/', 'a/guide', false],
    ['*/', 'a', false],
    ['*/', 'a/b', true],
    ['/*/', 'a/b/c', true],
    // S22
    ['/a*', 'a', true],
    ['/*/b', 'b', false],
    ['/a?c', 'abc', true],
    ['/a?c', 'ac', false],
    ['/a?c', 'a/c', false],
    ['/a?c', 'a😀c', true],
    ['/a??c', 'a😀c', false],
    ['/a*😀?', 'ax😀😀', true],
    ['/a\\*c', 'a*c', true],
    ['/a\\*c', 'abc', false],
    ['/a\\bc', 'abc', true],
    ['/a\\\\c', 'a\\c', true],
    ['/a\\ c', 'a c', true],
    ['\\!a', '!a', true],
    ['/\\[a\\]', '[a]', true],
    ['/\\[a\\]', 'a', false],
    // S23, S24: a final lone `*` is this folder only.
    ['/*', 'a', true],
    ['/*', 'a/b', false],
    ['docs/*', 'docs/a', true],
    ['docs/*', 'docs/a/b', false],
    ['**/docs/*', 'a/docs/b', true],
    ['**/docs/*', 'a/docs/b/c', false],
    ['/a*', 'ab/c/d', true],
    ['/a/?', 'a/b/c', true],
    ['*', 'a/b/c', true],
    ['/**/*', 'a/b/c', true],
    ['a/**/*', 'a/b', true],
    ['a/*/*', 'a/b/c', true],
    ['a/*/*', 'a/b/c/d', false],
    // S25
    ['**', 'a/b', true],
    ['/**', 'a', true],
    ['**/a', 'a', true],
    ['**/a', 'b/c/a/d', true],
    ['a/**', 'a', false],
    ['a/**', 'a/b/c', true],
    ['a/**', 'b/a/c', false],
    ['a/**/b', 'a/b', true],
    ['a/**/b', 'a/x/y/b/c', true],
    ['a/**/**/b', 'a/x/b', true],
    ['a/**/b', 'a/xb', false],
    ['/a**c', 'abbc', true],
    ['/a**c', 'ab/bc', false],
    ['**a', 'x/ya', true],
    ['**/*.ts', 'a.ts', true],
    // S27, disputed: as the libraries modelled on GitHub read it.
    ['a/**/', 'a/b', true],
    ['a/**/', 'a', false],
    // S26 and other patterns with an empty name.
    ['/', 'a', false],
    ['a//b', 'a/b', false],
    ['//a', 'a', false],
    // S28: no braces, and what regular expressions know is nothing here.
    ['*.{a,b}', 'x.a', false],
    ['*.{a,b}', 'x.{a,b}', true],
    ['/(a|b)+$', '(a|b)+$', true],
    ['/a.c', 'abc', false],
    ['.github', '.github/workflows/ci.yml', true],
    ['*', '.env', true],
    ['/constructor', '__proto__', false],
  ])('%s on %s: %s', (pattern, path, expected) => {
    expect(matches(pattern, path)).toBe(expected)
  })

  test('a path that git would not write has no rule, and one that ends in a slash is what is in the folder', () => {
    const codeowners = parseCodeowners('* @owner')
    for (const path of ['', '/a', 'a//b', '//']) expect([path, ruleFor(codeowners, path)]).toEqual([path, undefined])
    expect(matches('/a/', 'a/')).toBe(true)
    expect(matches('/a/*', 'a/')).toBe(false)
  })
})

describe('lines', () => {
  test('comments, spaces, escapes and Windows line ends', () => {
    const text = [
      '\ufeff# a comment',
      '',
      '  \t ',
      '  # indented',
      '\t/a  @one\t@acme/two   three@example.com  ',
      '/b @one#comment',
      '/c @one # @two',
      '/d\\ e\\\tf @one',
      '/g',
      '/h # nobody',
      '\\#i @one',
      '@acme/two',
    ].join('\r\n')
    expect(parseCodeowners(text)).toEqual({
      errors: [],
      rules: [
        { line: 5, pattern: '/a', owners: ['@one', '@acme/two', 'three@example.com'] },
        { line: 6, pattern: '/b', owners: ['@one'] },
        { line: 7, pattern: '/c', owners: ['@one'] },
        { line: 8, pattern: '/d\\ e\\\tf', owners: ['@one'] },
        { line: 9, pattern: '/g', owners: [] },
        { line: 10, pattern: '/h', owners: [] },
        { line: 12, pattern: '@acme/two', owners: [] },
      ],
    })
    expect(parseCodeowners('')).toEqual({ rules: [], errors: [] })
  })

  test.each([
    ['!a @one', [['Invalid pattern', 1]]],
    ['  ! a @one', [['Invalid pattern', 3]]],
    ['a[bc] @one', [['Invalid pattern', 1]]],
    ['a] @one', [['Invalid pattern', 1]]],
    ['a[ @one', [['Invalid pattern', 1]]],
    ['***/a @one', [['Invalid pattern', 1]]],
    ['/a/**** @one', [['Invalid pattern', 1]]],
    ['a#b @one', [['Invalid pattern', 1]]],
    ['a\\#b @one', [['Invalid pattern', 1]]],
    ['a\\', [['Invalid pattern', 1]]],
    ['* one', [['Invalid owner', 3]]],
    ['*.txt docs@', [['Invalid owner', 7]]],
    [
      '* @one two @three four',
      [
        ['Invalid owner', 8],
        ['Invalid owner', 19],
      ],
    ],
    ['* @app[bot]', [['Invalid owner', 3]]],
    ['* @', [['Invalid owner', 3]]],
    ['* @a/', [['Invalid owner', 3]]],
    ['* @/a', [['Invalid owner', 3]]],
    ['* @a/b/c', [['Invalid owner', 3]]],
    ['* a@b', [['Invalid owner', 3]]],
    ['* a@b..com', [['Invalid owner', 3]]],
    ['* a@b@c.com', [['Invalid owner', 3]]],
    ['* a,b@c.com', [['Invalid owner', 3]]],
    [`* ${'a'.repeat(400)}@b.com`, [['Invalid owner', 3]]],
    ['* @\u212aelvin', [['Invalid owner', 3]]],
    ['*\u00a0@one two', [['Invalid owner', 8]]],
  ])('%s is skipped', (line, expected) => {
    expect(problem(line)).toEqual(expected)
    const { rules, errors } = parseCodeowners(`* @all\n${line}\n/z @two`)
    expect(rules.map((rule) => rule.line)).toEqual([1, 3])
    expect(errors.every((error) => error.line === 2)).toBe(true)
  })

  test.each(['@one_acme', '@Acme/Team_1', 'a.b+c@d-e.example.org'])('%s is an owner', (owner) => {
    expect(parseCodeowners(`* ${owner}`).rules[0]?.owners).toEqual([owner])
  })

  test.each([
    ['!a', '`!a` begins with `!`, which does not exclude here; write the pattern without owners on a later line'],
    ['a/***', '`a/***` has three `*` in a row; write `**` between slashes for any number of folders'],
    [
      'src/[id]/page.tsx',
      '`src/[id]/page.tsx` has a bracket in it, and there are no character classes here; both `[` and `]` must be escaped with a `\\`',
    ],
    ['c#/a', '`c#/a` has a `#` in it, and GitHub does not say whether a comment begins there; write `?` in its place'],
    ['a\\', '`a\\` ends with a `\\` that escapes nothing; take it away, or write `\\\\`'],
    ['* one', '`one` is no owner; write @user, @org/team or an email address'],
    [`* ${'x'.repeat(80)}`, `\`${'x'.repeat(80)}\` is no owner; write @user, @org/team or an email address`],
    [`* ${'x'.repeat(81)}`, `\`${'x'.repeat(80)}...\` is no owner; write @user, @org/team or an email address`],
  ])('the message for %s says what is wrong and what to write', (line, message) => {
    expect(parseCodeowners(line).errors.map((error) => error.message)).toEqual([message])
  })
})

describe('the last rule that matches wins', () => {
  test('whatever is more specific, and a rule without owners takes them away', () => {
    const codeowners = parseCodeowners(
      '/apps/web/index.ts @one\n/apps/ @two\n/apps/api\n*.md @three\n/apps/ @four\n/apps/api',
    )
    expect(ruleFor(codeowners, 'apps/web/index.ts')?.owners).toEqual(['@four'])
    expect(ruleFor(codeowners, 'apps/readme.md')?.line).toBe(5)
    expect(ruleFor(codeowners, 'apps/api/a.ts')).toEqual({ line: 6, pattern: '/apps/api', owners: [] })
    expect(ruleFor(codeowners, 'readme.md')?.line).toBe(4)
    expect(ruleFor(codeowners, 'other.ts')).toBeUndefined()
  })

  test('a folder’s rule does not hide a later one inside it, nor an earlier one outside', () => {
    const codeowners = parseCodeowners('*.ts @one\n/a/ @two\n/a/b/c.ts @three\n/a/b/* @four')
    const owners = (path: string) => ruleFor(codeowners, path)?.owners[0]
    expect(['a/x.ts', 'a/b/c.ts', 'a/b/d/c.ts', 'c.ts'].map(owners)).toEqual(['@two', '@four', '@two', '@one'])
  })

  test('among many wildcards alike, the one that matches is found', () => {
    const lines = Array.from({ length: 50 }, (_, n) => [
      `*.x${n} @suffix`,
      `y${n}-* @prefix`,
      `*_z${n}_* @inside`,
      `${'?'.repeat(n + 20)} @length`,
    ]).flat()
    const codeowners = parseCodeowners(lines.join('\n'))
    const pattern = (path: string) => ruleFor(codeowners, path)?.pattern
    expect(pattern('d/a.x17')).toBe('*.x17')
    expect(pattern('d/y31-')).toBe('y31-*')
    expect(pattern('d/a_z8_')).toBe('*_z8_*')
    expect(pattern('d/a_z8_z9_b')).toBe('*_z9_*')
    expect(pattern(`d/${'q'.repeat(42)}`)).toBe('?'.repeat(42))
    expect(pattern('d/a.x')).toBeUndefined()
  })
})

describe('hostile and broken files', () => {
  test('3 MB is not loaded, one byte less is', () => {
    const bytes = 3 * 1024 * 1024
    const line = '/a @one\n'
    const tooLarge = parseCodeowners(line + '#'.repeat(bytes - line.length))
    expect(tooLarge.rules).toEqual([])
    expect(tooLarge.errors.map(({ line, column, kind }) => [line, column, kind])).toEqual([[1, 1, 'File too large']])
    expect(isTooLarge(tooLarge)).toBe(true)
    const fits = parseCodeowners(line + '#'.repeat(bytes - line.length - 1))
    expect([fits.rules.length, isTooLarge(fits)]).toEqual([1, false])
    // Bytes, not characters.
    expect(isTooLarge(parseCodeowners(`#${'é'.repeat(bytes / 2)}`))).toBe(true)
  })

  test('errors are listed up to a limit, and the rest counted', () => {
    const { rules, errors } = parseCodeowners(`${'* one\n'.repeat(1_500)}* @two`)
    expect(rules.map(({ line }) => line)).toEqual([1501])
    expect(errors.length).toBe(1_001)
    expect(errors.at(-1)).toEqual({
      line: 1000,
      column: 1,
      kind: 'More errors',
      message: '500 more lines are invalid and skipped; mend those above first',
    })
    expect(parseCodeowners(`* ${'a '.repeat(5_000)}`).errors.length).toBe(10)
  })

  test('a pattern made to blow up ends', () => {
    const stars = parseCodeowners(`${'*a'.repeat(50)} @one`)
    expect(ruleFor(stars, 'a'.repeat(5_000))).toBeDefined()
    expect(ruleFor(stars, `${'a'.repeat(5_000)}b`)).toBeUndefined()
    expect(ruleFor(stars, 'a/'.repeat(2_500))).toBeUndefined()
    const depths = parseCodeowners(`${'**/a/'.repeat(20_000)}b @one`)
    expect(ruleFor(depths, 'a/'.repeat(2_500))).toBeUndefined()
    const huge = parseCodeowners(`/${'*a?'.repeat(500_000)} @one\n/${'\\a'.repeat(5_000)}* @two`)
    expect(ruleFor(huge, 'a'.repeat(5_001))?.line).toBe(2)
  })
})

test.each([
  [['readme.md'], undefined],
  [['docs/CODEOWNERS', 'CODEOWNERS'], 'CODEOWNERS'],
  [['docs/CODEOWNERS'], 'docs/CODEOWNERS'],
  [['docs/CODEOWNERS', 'CODEOWNERS', '.github/CODEOWNERS'], '.github/CODEOWNERS'],
  [['.github/codeowners', 'src/CODEOWNERS', 'CODEOWNERS/'], undefined],
])('of %j the place is %s', (files, expected) => {
  expect(codeownersPlace(files)).toBe(expected)
})
