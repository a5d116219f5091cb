import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isNote, suppressionsIn } from '../../../../actions/security-gate/gather/suppressions.ts'

const at = (path: string, ...texts: string[]) => texts.map((text, index) => ({ path, line: index + 1, text }))
const whatIn = (text: string, path = 'src/a.ts'): string | undefined => suppressionsIn(at(path, text), [path])[0]?.what

describe('a note to a scanner', () => {
  const notes: readonly [text: string, what: string][] = [
    ['x() // nosemgrep', 'nosemgrep'],
    ['x() # nosem: rule.id', 'nosemgrep'],
    ['// NOSEMGREP', 'nosemgrep'],
    ['k = 1 // gitleaks:allow', 'gitleaks:allow'],
    ['k = 1 # gitleaks: allow', 'gitleaks:allow'],
    ['k # trufflehog:ignore', 'trufflehog:ignore'],
    ['k # pragma: allowlist secret', 'pragma: allowlist secret'],
    ['k # pragma: allowlist nextline secret', 'pragma: allowlist secret'],
    ['k # pragma: whitelist secret', 'pragma: allowlist secret'],
    ['x() # nosec', 'nosec'],
    ['x() //#nosec G101', 'nosec'],
    ['x()  # noqa: S105', 'noqa of a security rule'],
    ['x() //nolint', 'nolint of a security linter'],
    ['x() //nolint:errcheck,gosec', 'nolint of a security linter'],
    ['// eslint-disable-line', 'eslint-disable of every rule'],
    ['/* eslint-disable */', 'eslint-disable of every rule'],
    ['// eslint-disable-next-line -- it is fine', 'eslint-disable of every rule'],
    ['// eslint-disable-next-line no-eval', 'eslint-disable of a security rule'],
    ['/* eslint-disable a, b, security/detect-x */', 'eslint-disable of a security rule'],
    ['/* eslint-disable no-console,', 'eslint-disable of rules in the next lines'],
    ['// codeql[js/sql-injection]', 'codeql suppression'],
    ['// lgtm [js/xss]', 'codeql suppression'],
    ['x(); // NOSONAR', 'NOSONAR'],
    ['#checkov:skip=CKV_1:why', 'checkov:skip'],
    ['# trivy:ignore:AVD-1', 'trivy:ignore'],
    ['# tfsec:ignore:aws', 'tfsec:ignore'],
    ['# kics-scan ignore-line', 'kics-scan ignore'],
    ['# zizmor: ignore[artipacked]', 'zizmor: ignore'],
    ['// deepcode ignore Sqli: why', 'snyk:ignore'],
    ['@SuppressFBWarnings("SQL")', 'SuppressFBWarnings'],
    ['@psalm-suppress TaintedSql', 'Psalm or PHPStan taint suppression'],
  ]

  test.each(notes)('%s', (text, what) => {
    expect(whatIn(text)).toBe(what)
    for (const end of ['\r', '\u2028', '\u2029', ' \r']) expect(whatIn(`first()${end}${text}${end}last()`)).toBe(what)
  })

  const harmless = [
    '',
    'nosemgrepper',
    'diagnosem',
    'the nosecone',
    '//nolint:errcheck',
    '# noqa: E501',
    '// eslint-disable-next-line no-console',
    '/* eslint-disable no-console */',
    'const codeqlVersion = 2',
    'allow gitleaks',
  ]
  test.each(harmless)('nothing in "%s"', (text) => {
    expect(whatIn(text)).toBeUndefined()
    expect(isNote({ path: 'src/a.ts', text })).toBe(false)
  })
})

describe('a file that tells a scanner what to leave out', () => {
  test('each line of an ignore list, but no comment and no empty one', () => {
    const lines = at('app/.gitleaksignore', '# why', '', '  ', 'abc:a.ts:rule:1', '!b')
    expect(suppressionsIn(lines, ['app/.gitleaksignore'])).toEqual([
      { path: 'app/.gitleaksignore', line: 4, what: '.gitleaksignore' },
      { path: 'app/.gitleaksignore', line: 5, what: '.gitleaksignore' },
    ])
  })

  test('of a configuration that it was touched at all, once', () => {
    const path = 'services/pay/osv-scanner.toml'
    const fact = { path, what: 'a change of osv-scanner.toml' }
    expect(suppressionsIn(at(path, 'id = "x" # nosemgrep'), [path])).toEqual([fact])
    expect(suppressionsIn([], [path])).toEqual([fact])
  })
})

const ALPHABET = 'nosemgrep eslint-disable-next-line security gitleaks:allow /* */ // # nolint: \r\n\u2028\0,*[]<-- '

test('a note is found whatever stands around it, and its words never leave', () => {
  fc.assert(
    fc.property(
      fc.string({ unit: fc.constantFrom(...ALPHABET), maxLength: 200 }),
      fc.string({ unit: fc.constantFrom(...ALPHABET), maxLength: 200 }),
      (before, after) => {
        const [fact] = suppressionsIn(at('a.ts', `${before} // gitleaks:allow ${after}`), ['a.ts'])
        expect(fact).toMatchObject({ path: 'a.ts', line: 1 })
        expect(fact?.what.length).toBeLessThan(50)
      },
    ),
  )
})

test('any lines in any order give the same facts, and more lines never fewer', () => {
  const line = fc.record({
    path: fc.constantFrom('a.ts', '.gitleaksignore', 'x/.trivyignore', '.semgrepignore'),
    line: fc.integer({ min: 1, max: 9 }),
    text: fc.oneof(fc.constantFrom('nosemgrep', '#', 'CVE-1', '// eslint-disable'), fc.string()),
  })
  fc.assert(
    fc.property(fc.array(line), fc.array(line), (some, more) => {
      const paths = ['a.ts']
      const few = suppressionsIn(some, paths)
      expect(suppressionsIn(some.toReversed(), paths)).toEqual(few)
      expect(suppressionsIn([...some, ...more], paths)).toEqual(expect.arrayContaining(few))
    }),
  )
})
