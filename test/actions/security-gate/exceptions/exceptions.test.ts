import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type ExceptionEntry, parseExceptions } from '../../../../actions/security-gate/exceptions/exceptions.ts'
import { InputError } from '../../../../shared/verdict/input-error.ts'

const FILE = '.github/security-exceptions.yml'
const parse = (text: string) => parseExceptions(new TextEncoder().encode(text), FILE)
const problems = (work: () => unknown): readonly string[] => {
  try {
    work()
  } catch (error) {
    if (error instanceof InputError) return error.problems
    throw error
  }
  return []
}

const FIELDS = {
  id: 'one',
  finding: '{ advisory: CVE-2026-12345, package: "pkg:npm/left-pad@1.3.0" }',
  reason: 'Only the build loads it, on input of our own.',
  owner: 'web',
  approver: 'security',
  ticket: 'SEC-12',
  expires: '2026-12-01',
}
const entry = (fields: Record<string, string | undefined> = {}) =>
  Object.entries({ ...FIELDS, ...fields })
    .filter(([, value]) => value !== undefined)
    .map(([key, value], index) => `${index === 0 ? '  - ' : '    '}${key}: ${value}\n`)
    .join('')
const file = (...entries: string[]) => `exceptions:\n${entries.join('')}`
const one = (fields: Record<string, string | undefined>): ExceptionEntry | undefined => parse(file(entry(fields)))[0]
/** Without the file's name. */
const wrong = (fields: Record<string, string | undefined>) =>
  problems(() => parse(file(entry(fields)))).map((line) => line.slice(FILE.length + 1))

describe('an exceptions file', () => {
  it('is read', () => {
    expect(parse(file(entry(), entry({ id: 'two', created: '2026-11-01' })))).toEqual([
      {
        id: 'one',
        scope: { kind: 'advisory', advisory: 'CVE-2026-12345', package: 'pkg:npm/left-pad@1.3.0' },
        reason: 'Only the build loads it, on input of our own.',
        owner: 'web',
        approver: 'security',
        ticket: 'SEC-12',
        expires: '2026-12-01',
        place: { path: FILE, line: 2 },
      },
      {
        id: 'two',
        scope: { kind: 'advisory', advisory: 'CVE-2026-12345', package: 'pkg:npm/left-pad@1.3.0' },
        reason: 'Only the build loads it, on input of our own.',
        owner: 'web',
        approver: 'security',
        ticket: 'SEC-12',
        created: '2026-11-01',
        expires: '2026-12-01',
        place: { path: FILE, line: 9 },
      },
    ])
  })

  it('leaves out what it does not say', () => {
    expect(one({})).not.toHaveProperty('created')
    expect(problems(() => parse(`\ufeff${file(entry())}`))).toEqual([
      `${FILE}:1:1: the file begins with a byte order mark; save it as UTF-8 without BOM`,
    ])
    expect(wrong({ finding: 'null' })).toEqual([
      '3:14: finding is nothing, but must say what is let through: advisory and package, or rule and paths, or secret',
    ])
  })

  it('may be empty, when it says so', () => {
    expect(parse('exceptions: []\n')).toEqual([])
  })

  it.each([
    [
      '',
      '1:1: the file is empty, where a map of keys is needed; begin with "exceptions:" and a list, which may be empty: []',
    ],
    [
      '# nothing yet\n',
      '1:1: the file is empty, where a map of keys is needed; begin with "exceptions:" and a list, which may be empty: []',
    ],
    [
      '- id: x\n',
      '1:1: the file holds a list, where a map of keys is needed; begin with "exceptions:" and a list, which may be empty: []',
    ],
    ['exceptions:\n', '1:12: exceptions is nothing, but must be a list'],
    ['exceptions: { a: 1 }\n', '1:13: exceptions is a map of keys, but must be a list'],
    ['exceptions: [7]\n', '1:14: exceptions[0] is 7, but must be a map of keys'],
    ['exceptions: []\nexclude: []\n', '2:1: unknown key "exclude" at the top level; known there: exceptions'],
    ['exceptions: []\nexception: []\n', '2:1: unknown key "exception" at the top level; did you mean "exceptions"?'],
    [
      'exceptions: []\n---\nexceptions: []\n',
      '2:1: this is not valid YAML 1.2: a second document begins here; an exceptions file is one document, remove the "---"',
    ],
    [`exceptions: [${'{},'.repeat(1001)}]\n`, '1:13: exceptions has more than 1000 entries'],
  ])('is refused: %j', (text, expected) => {
    expect(problems(() => parse(text))).toEqual([`${FILE}:${expected}`])
  })

  it('is refused when it is not UTF-8', () => {
    expect(problems(() => parseExceptions(new Uint8Array([0xff, 0xfe, 0x41]), 'x.yml'))).toEqual([
      'x.yml:1:1: the file is not UTF-8; save it as UTF-8 without BOM',
    ])
  })

  it('is refused with everything that is wrong at once, in reading order', () => {
    const text = file(
      entry({ expires: undefined }),
      entry({ finding: '{ rule: CWE-89, paths: ["**", src/**] }', expire: '2026-12-01', approver: undefined }),
      entry({ id: 'two', reason: 'short' }),
    )
    expect(problems(() => parse(text))).toEqual([
      `${FILE}:2:5: exceptions[0].expires is missing; it must be written`,
      `${FILE}:8:5: exceptions[1].approver is missing; it must be written`,
      `${FILE}:8:9: id "one" is already used in line 2; ids are unique`,
      `${FILE}:9:38: exceptions[1].finding.paths[0] "**" covers everything; name the folder or the file`,
      `${FILE}:14:5: unknown key "expire" under exceptions[1]; did you mean "expires"?`,
      `${FILE}:17:13: exceptions[2].reason "short" is shorter than 20 characters: say why it cannot be mended now and what keeps it harmless`,
    ])
  })

  it('shows a hundred problems and counts the rest', () => {
    const lines = problems(() => parse(`exceptions: [${'7,'.repeat(150)}]\n`))
    expect(lines).toHaveLength(101)
    expect(lines[100]).toBe(`${FILE}: and 50 more problems`)
    expect(problems(() => parse(`exceptions: [${'7,'.repeat(100)}]\n`))).toHaveLength(100)
  })

  it('does not fall for keys that JavaScript knows', () => {
    expect(problems(() => parse('exceptions: []\n__proto__: { exceptions: [] }\n'))).toEqual([
      `${FILE}:2:1: "__proto__" is not a key anything here could have`,
    ])
    expect(wrong({ constructor: 'x' })[0]).toMatch(/^9:5: unknown key "constructor" under exceptions\[0]/)
    expect(wrong({ finding: '{ constructor: x }' })).toEqual([
      '3:14: finding must say what is let through: advisory and package, or rule and paths, or secret',
    ])
    expect(one({ id: 'constructor' })?.id).toBe('constructor')
  })
})

describe('a field', () => {
  it.each([
    ['id', '"a-1"', true],
    ['id', 'a'.repeat(64), true],
    ['id', 'a'.repeat(65), 'is longer than 64 characters'],
    ['id', 'Ab', 'is not an id: write lower-case letters, digits and single hyphens'],
    ['id', 'a--b', 'is not an id: write lower-case letters, digits and single hyphens'],
    ['id', 'a_b', 'is not an id: write lower-case letters, digits and single hyphens'],
    ['id', '"#1"', 'is not an id: write lower-case letters, digits and single hyphens'],
    ['reason', 'Only the build uses.', true],
    [
      'reason',
      '"  Only the build use.  "',
      'is shorter than 20 characters: say why it cannot be mended now and what keeps it harmless',
    ],
    ['reason', `a bc defgh ${'x'.repeat(1989)}`, true],
    ['reason', `a bc defgh ${'x'.repeat(1990)}`, 'is longer than 2000 characters; put the rest into the ticket'],
    [
      'reason',
      'Why this cannot be mended now, and what keeps it harmless.',
      'is no reason: say why it cannot be mended now and what keeps it harmless',
    ],
    [
      'reason',
      'TODO write down what we agreed on',
      'is no reason: say why it cannot be mended now and what keeps it harmless',
    ],
    [
      'reason',
      'Tbd with the platform team next week',
      'is no reason: say why it cannot be mended now and what keeps it harmless',
    ],
    [
      'reason',
      'FIXME with the platform team',
      'is no reason: say why it cannot be mended now and what keeps it harmless',
    ],
    [
      'reason',
      'xxx ask the platform team for it',
      'is no reason: say why it cannot be mended now and what keeps it harmless',
    ],
    [
      'reason',
      'Lorem ipsum dolor sit amet',
      'is no reason: say why it cannot be mended now and what keeps it harmless',
    ],
    ['reason', 'abcdefg'.repeat(4), 'is no reason: say why it cannot be mended now and what keeps it harmless'],
    ['reason', 'abcdefgh'.repeat(4), true],
    ['reason', 'Todos los usos son internos.', true],
    ['reason', '"Only the build uses\\u0007 it."', 'has control characters in it'],
    ['reason', '"Only the build uses\\u202e it."', 'has control characters in it'],
    ['reason', '"Only the build\\nuses\\tit."', true],
    ['owner', 'security', true],
    ['owner', '"@alice"', true],
    ['owner', '"@acme/web-team"', true],
    ['approver', 'head-of-security', true],
    [
      'owner',
      'alice@acme.example',
      'names nobody: write a role of the policy, a login or a team, such as security, @alice or @acme/security',
    ],
    [
      'approver',
      '"@"',
      'names nobody: write a role of the policy, a login or a team, such as security, @alice or @acme/security',
    ],
    [
      'approver',
      'the boss',
      'names nobody: write a role of the policy, a login or a team, such as security, @alice or @acme/security',
    ],
    [
      'approver',
      'a/b/c',
      'names nobody: write a role of the policy, a login or a team, such as security, @alice or @acme/security',
    ],
    ['ticket', 'SEC-12', true],
    ['ticket', 'A1_B-9', true],
    ['ticket', '"#12"', true],
    ['ticket', 'acme/app#12', true],
    ['ticket', 'https://acme.atlassian.net/browse/SEC-12', true],
    ['ticket', 'sec-12', 'is no ticket: write its key (SEC-12), its number (acme/app#12) or its https address'],
    ['ticket', 'SEC-0', 'is no ticket: write its key (SEC-12), its number (acme/app#12) or its https address'],
    ['ticket', 'later', 'is no ticket: write its key (SEC-12), its number (acme/app#12) or its https address'],
    [
      'ticket',
      'http://acme.example/1',
      'is no ticket: write its key (SEC-12), its number (acme/app#12) or its https address',
    ],
    [
      'ticket',
      'https://acme.example',
      'is no ticket: write its key (SEC-12), its number (acme/app#12) or its https address',
    ],
    [
      'ticket',
      'https://alice@acme.example/1',
      'is no ticket: write its key (SEC-12), its number (acme/app#12) or its https address',
    ],
    [
      'ticket',
      'https://:x@acme.example/1',
      'is no ticket: write its key (SEC-12), its number (acme/app#12) or its https address',
    ],
    ['ticket', 'https://[/1', 'is no ticket: write its key (SEC-12), its number (acme/app#12) or its https address'],
    ['ticket', `https://acme.example/${'x'.repeat(480)}`, 'is longer than 500 characters'],
    ['created', '2026-11-01', true],
    ['created', '2026-12-01', true],
    ['created', '1 November', 'is not a date: write it as 2027-02-01'],
    ['expires', '2026-02-30', 'is a day that does not exist'],
    ['expires', '2026-12-01T00:00:00Z', 'is not a date: write it as 2027-02-01'],
    ['expires', 'never', 'is not a date: write it as 2027-02-01'],
  ])('%s: %s: %s', (key, value, expected) => {
    const lines = wrong({ [key]: value })
    if (expected === true) expect(lines).toEqual([])
    else {
      expect(lines).toHaveLength(1)
      expect(lines[0]).toContain(`: exceptions[0].${key} "`)
      expect(lines[0]?.endsWith(`" ${expected}`)).toBe(true)
    }
  })

  it('of another type is refused', () => {
    expect(wrong({ ticket: '12' })).toEqual([
      '7:13: exceptions[0].ticket is 12, but must be a text (put quotes round it)',
    ])
    expect(wrong({ owner: '[a]' })).toEqual([
      '5:12: exceptions[0].owner is a list, but must be a text (put quotes round it)',
    ])
  })

  it('created comes before expires', () => {
    expect(wrong({ created: '2026-12-02' })).toEqual([
      '9:14: created is "2026-12-02", after expires "2026-12-01"; one of them is wrong',
    ])
  })

  it.each(['id', 'finding', 'reason', 'owner', 'approver', 'ticket', 'expires'])('%s is required', (key) => {
    expect(wrong({ [key]: undefined })).toEqual([`2:5: exceptions[0].${key} is missing; it must be written`])
  })
})

describe('a scope', () => {
  it.each<[string, ExceptionEntry['scope']]>([
    [
      '{ advisory: GHSA-35jh-r3h4-6jhm, package: "pkg:npm/%40Acme/App?os=linux" }',
      { kind: 'advisory', advisory: 'GHSA-35jh-r3h4-6jhm', package: 'pkg:npm/%40acme/app?os=linux' },
    ],
    [
      '{ advisory: RHSA-2026:1234, package: "pkg:rpm/redhat/x" }',
      { kind: 'advisory', advisory: 'RHSA-2026:1234', package: 'pkg:rpm/redhat/x' },
    ],
    [
      '{ advisory: cve-2026-1234, package: "pkg:generic/x" }',
      { kind: 'advisory', advisory: 'cve-2026-1234', package: 'pkg:generic/x' },
    ],
    [
      '{ rule: js/sql-injection, paths: [src/**, "*.sql"] }',
      { kind: 'rule', rule: 'js/sql-injection', paths: ['src/**', '*.sql'] },
    ],
    ['{ rule: CWE-89, paths: [a] }', { kind: 'rule', rule: 'CWE-89', paths: ['a'] }],
    [
      `{ secret: { rule: jwt, path: "test/[a].txt", content: "sha256:${'a1'.repeat(32)}" } }`,
      { kind: 'secret', rule: 'jwt', path: 'test/[a].txt', content: 'a1'.repeat(32) },
    ],
  ])('%s', (finding, expected) => {
    expect(one({ finding })?.scope).toEqual(expected)
  })

  const CHOICE = 'advisory and package, or rule and paths, or secret'
  const noPath = 'is no path of one file from the repository root, such as test/fixtures/fake.key'
  const secret = (fields: string) => `{ secret: { rule: jwt, content: "sha256:${'a'.repeat(64)}", ${fields} } }`
  it.each([
    ['all', `3:14: finding is "all", but must say what is let through: ${CHOICE}`],
    ['["**"]', `3:14: finding is a list, but must say what is let through: ${CHOICE}`],
    ['{}', `3:14: finding must say what is let through: ${CHOICE}`],
    ['{ kind: sast }', `3:14: finding must say what is let through: ${CHOICE}`],
    ['{ rules: x }', `3:14: finding must say what is let through: ${CHOICE}; did you mean "rule"?`],
    [
      '{ advisory: CVE-2026-1234, rule: x, paths: [a] }',
      '3:14: finding names advisory and rule; write an entry for each, with its own id',
    ],
    ['{ advisory: CVE-2026-1234 }', '3:14: exceptions[0].finding.package is missing; it must be written'],
    [
      '{ advisory: CVE-2026-1234, package: lodash }',
      '3:50: exceptions[0].finding.package "lodash" is no purl: write type and name, as pkg:npm/lodash@4.17.20',
    ],
    [
      '{ advisory: CVE-2026-1234, package: "pkg:npm" }',
      '3:50: exceptions[0].finding.package "pkg:npm" is no purl: write type and name, as pkg:npm/lodash@4.17.20',
    ],
    [
      '{ advisory: CVE-2026-1234, package: "pkg:npm/*" }',
      '3:50: exceptions[0].finding.package "pkg:npm/*" has a star in it; leave the version out to mean every version, and write an entry for each package',
    ],
    [
      '{ advisory: CVE-2026-1234, package: "pkg:npm/a", paths: [b] }',
      '3:63: unknown key "paths" under exceptions[0].finding; known there: advisory, package',
    ],
    [
      '{ advisory: CWE-79, package: "pkg:npm/a" }',
      '3:26: exceptions[0].finding.advisory "CWE-79" is a kind of weakness, not an advisory; a rule with paths can name it',
    ],
    [
      '{ advisory: CVE-2026, package: "pkg:npm/a" }',
      '3:26: exceptions[0].finding.advisory "CVE-2026" is no advisory: write one CVE, GHSA or OSV id, such as CVE-2026-12345',
    ],
    [
      '{ advisory: CVE-2026-*, package: "pkg:npm/a" }',
      '3:26: exceptions[0].finding.advisory "CVE-2026-*" is no advisory: write one CVE, GHSA or OSV id, such as CVE-2026-12345',
    ],
    [
      '{ advisory: GHSA-aaaa-aaaa-aaaa, package: "pkg:npm/a" }',
      '3:26: exceptions[0].finding.advisory "GHSA-aaaa-aaaa-aaaa" is no advisory: write one CVE, GHSA or OSV id, such as CVE-2026-12345',
    ],
    [
      '{ advisory: "*", package: "pkg:npm/a" }',
      '3:26: exceptions[0].finding.advisory "*" is no advisory: write one CVE, GHSA or OSV id, such as CVE-2026-12345',
    ],
    [
      `{ advisory: OSV-${'1'.repeat(97)}, package: "pkg:npm/a" }`,
      `3:26: exceptions[0].finding.advisory "OSV-${'1'.repeat(56)}..." is longer than 100 characters`,
    ],
    ['{ rule: x }', '3:14: exceptions[0].finding.paths is missing; it must be written'],
    ['{ rule: x, paths: [] }', '3:32: exceptions[0].finding.paths is empty; name the folder or the file'],
    ['{ rule: x, paths: src/** }', '3:32: exceptions[0].finding.paths is "src/**", but must be a list'],
    [`{ rule: x, paths: [${'a,'.repeat(51)}] }`, '3:32: exceptions[0].finding.paths has more than 50 patterns'],
    [
      '{ rule: x, paths: ["**/*"] }',
      '3:33: exceptions[0].finding.paths[0] "**/*" covers everything; name the folder or the file',
    ],
    [
      '{ rule: x, paths: [a, /b] }',
      '3:36: exceptions[0].finding.paths[1] "/b" cannot be used: it is absolute; begin at the repository root.',
    ],
    [
      '{ rule: "*", paths: [a] }',
      '3:22: exceptions[0].finding.rule "*" stands for a whole kind of finding; name one rule or one CWE',
    ],
    [
      '{ rule: SAST, paths: [a] }',
      '3:22: exceptions[0].finding.rule "SAST" stands for a whole kind of finding; name one rule or one CWE',
    ],
    ['{ rule: "", paths: [a] }', '3:22: exceptions[0].finding.rule "" is empty'],
    [
      `{ rule: ${'r'.repeat(257)}, paths: [a] }`,
      `3:22: exceptions[0].finding.rule "${'r'.repeat(60)}..." is longer than 256 characters`,
    ],
    ['{ rule: " a", paths: [a] }', '3:22: exceptions[0].finding.rule " a" has space or control characters in it'],
    ['{ rule: "a\\tb", paths: [a] }', '3:22: exceptions[0].finding.rule "a?b" has space or control characters in it'],
    ['{ secret: all }', '3:24: exceptions[0].finding.secret is "all", but must be a map of keys'],
    [secret('path: "**"'), `3:127: exceptions[0].finding.secret.path "**" ${noPath}`],
    [secret('path: /a'), `3:127: exceptions[0].finding.secret.path "/a" ${noPath}`],
    [secret('path: a/../b'), `3:127: exceptions[0].finding.secret.path "a/../b" ${noPath}`],
    [secret('path: ./b'), `3:127: exceptions[0].finding.secret.path "./b" ${noPath}`],
    [secret('path: a/'), `3:127: exceptions[0].finding.secret.path "a/" ${noPath}`],
    [
      secret('path: a, verified: true'),
      '3:130: unknown key "verified" under exceptions[0].finding.secret; known there: rule, path, content',
    ],
    ['{ secret: { rule: jwt, path: a } }', '3:24: exceptions[0].finding.secret.content is missing; it must be written'],
    [
      `{ secret: { rule: jwt, path: a, content: "${'a'.repeat(64)}" } }`,
      `3:55: exceptions[0].finding.secret.content "${'a'.repeat(60)}..." is no content hash: write sha256: and what \`sha256sum <file>\` prints, in lower case`,
    ],
  ])('refuses %s', (finding, expected) => {
    expect(wrong({ finding })).toEqual([expected])
  })
})

it('an entry is what stands in its own lines: an alias would be changed in the lines of another', () => {
  const theirs = entry({ finding: '&theirs { rule: acme.sql, paths: [src/**] }' })
  const ours = entry({ id: 'two', finding: '*theirs' })
  const said = problems(() => parse(file(theirs, ours)))
  expect(said).toContain(`${FILE}:10:14: more than 0 aliases; write the values out`)
})

describe('any bytes', () => {
  it('are entries or an InputError that names the file in every line', () => {
    const line = fc.constantFrom(
      'exceptions:',
      '  - id: a',
      '    finding: {',
      'advisory: CVE-2026-1234',
      '}',
      '    finding: [',
      '&a',
      '*a',
      '"',
      '\t',
      '    expires: 2026-01-01',
      '---',
      '? x',
      '!!binary x',
      '<<: *a',
    )
    const text = fc.oneof(
      fc.string(),
      fc.array(line).map((lines) => lines.join('\n')),
    )
    fc.assert(
      fc.property(
        fc.oneof(
          fc.uint8Array(),
          text.map((value) => new TextEncoder().encode(value)),
        ),
        (bytes) => {
          try {
            expect(Array.isArray(parseExceptions(bytes, 'x.yml'))).toBe(true)
          } catch (error) {
            if (!(error instanceof InputError)) throw error
            for (const problem of error.problems) expect(problem).toMatch(/^x\.yml:/)
          }
        },
      ),
      { numRuns: 1000 },
    )
  })

  it('in the right keys are entries or an InputError too', () => {
    const value = fc.oneof(
      { depthSize: 'small' },
      fc.jsonValue(),
      fc.constantFrom('a', 'CVE-2026-1234', 'pkg:npm/a', ['src/**'], ['**'], '2026-12-01', 'sha256:', FIELDS.reason),
    )
    const keysOf = (...keys: string[]) => fc.dictionary(fc.constantFrom(...keys), value)
    const finding = fc.oneof(
      value,
      keysOf('advisory', 'package', 'rule', 'paths', 'secret', '__proto__'),
      fc.record({ secret: keysOf('rule', 'path', 'content') }),
    )
    const fields = fc.record(
      {
        id: value,
        finding,
        reason: value,
        owner: value,
        approver: value,
        ticket: value,
        created: value,
        expires: value,
      },
      { requiredKeys: [] },
    )
    fc.assert(
      fc.property(fc.array(fields, { maxLength: 3 }), (exceptions) => {
        for (const line of problems(() => parse(JSON.stringify({ exceptions }))))
          expect(line).toMatch(/^\.github\/security-exceptions\.yml:\d+:\d+: [^\n]+$/)
      }),
      { numRuns: 1000 },
    )
  })

  it.each(['[', '{a: ', '- ', 'exceptions: [', 'a: &a [*a, '])('%j many times over is refused', (piece) => {
    expect(problems(() => parse(piece.repeat(50_000))).length).toBeGreaterThan(0)
  })
})

describe('the example', () => {
  it('is valid and shows every kind of scope', () => {
    const path = 'examples/security-exceptions.yml'
    const entries = parseExceptions(readFileSync(new URL(`../../../../${path}`, import.meta.url)), path)
    expect(entries.map(({ scope }) => scope.kind)).toEqual(['advisory', 'rule', 'secret'])
  })
})

describe('the documentation', () => {
  it('shows a valid entry, but for the reason, which nobody shall copy', () => {
    const page = readFileSync(new URL('../../../../docs/exceptions.md', import.meta.url), 'utf8')
    const [, yaml = ''] = /```yaml\n([^`]+)```/.exec(page) ?? []
    expect(problems(() => parse(yaml)).map((line) => line.slice(FILE.length))).toEqual([
      ':6:13: exceptions[0].reason "Why this cannot be mended now, and what keeps it harmless." is no reason: say why it cannot be mended now and what keeps it harmless',
    ])
  })
})
