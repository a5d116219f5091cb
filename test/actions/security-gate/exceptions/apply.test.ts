import { describe, expect, it } from 'vitest'
import { coverage, type Given } from '../../../../actions/security-gate/exceptions/apply.ts'
import type { ExceptionEntry } from '../../../../actions/security-gate/exceptions/exceptions.ts'
import type { JudgedFinding } from '../../../../actions/security-gate/exceptions/judged-finding.ts'
import type { VexStatement } from '../../../../actions/security-gate/exceptions/statement.ts'

const DAY = 86_400_000
const NOW = '2026-10-15T12:00:00Z'

const vulnerability: JudgedFinding = {
  key: 'sca/lodash',
  kind: 'sca',
  severity: 'high',
  ruleIds: ['GHSA-35jh-r3h4-6jhm'],
  aliases: ['CVE-2021-23337', 'CWE-94'],
  package: { purl: 'pkg:npm/lodash@4.17.20', name: 'lodash', version: '4.17.20' },
  location: { path: 'package-lock.json' },
}
const weakness: JudgedFinding = {
  key: 'sast/sql',
  kind: 'sast',
  severity: 'high',
  ruleIds: ['js/sql-injection'],
  aliases: ['CWE-89'],
  location: { path: 'src/db/query.ts', line: 7 },
}
const secret: JudgedFinding = {
  key: 'secret/key',
  kind: 'secret',
  severity: 'high',
  ruleIds: ['private-key'],
  aliases: [],
  location: { path: 'test/a.pem', line: 1 },
  fingerprint: 'f'.repeat(64),
  contentSha256: 'a'.repeat(64),
}
const entry = (scope: ExceptionEntry['scope'], more: Partial<ExceptionEntry> = {}): ExceptionEntry => ({
  id: 'one',
  scope,
  reason: 'Only the build loads it.',
  owner: 'web',
  approver: 'security',
  ticket: 'SEC-1',
  expires: '2026-12-01',
  place: { path: 'x.yml', line: 2 },
  ...more,
})
const LODASH = { kind: 'advisory', advisory: 'CVE-2021-23337', package: 'pkg:npm/lodash' } as const
const SQL = { kind: 'rule', rule: 'js/sql-injection', paths: ['src/**'] } as const
const PEM = { kind: 'secret', rule: 'private-key', path: 'test/a.pem', content: 'a'.repeat(64) } as const
const statement = (more: Partial<VexStatement> = {}): VexStatement => ({
  id: 'vex.json#1',
  vulnerabilities: ['CVE-2021-23337'],
  status: 'not_affected',
  justified: true,
  products: [{ purls: ['pkg:npm/lodash'] }],
  timestamp: '2026-10-01T00:00:00.000Z',
  ...more,
})
const judge = (findings: readonly JudgedFinding[], given: Partial<Given>) =>
  coverage(findings, { exceptions: [], vex: [], now: NOW, maxAgeMs: 90 * DAY, maxOpen: 20, verify: {}, ...given })
const covers = (finding: JudgedFinding, given: Partial<Given>) => judge([finding], given).coveredBy.has(finding.key)
const details = (findings: readonly JudgedFinding[], given: Partial<Given>) =>
  judge(findings, given).problems.map(
    ({ code, id, detail }) => `${code.slice('security-gate/'.length)} ${id}: ${detail}`,
  )

describe('an exception', () => {
  it('lets through what it names, and says by what, until when and whether anybody has confirmed it', () => {
    expect(judge([vulnerability], { exceptions: [entry(LODASH)] })).toEqual({
      coveredBy: new Map([
        ['sca/lodash', { by: 'exception:one', verified: false, expires: '2026-12-02T00:00:00.000Z' }],
      ]),
      problems: [
        {
          code: 'security-gate/exception-unverified',
          id: 'one',
          detail: 'It lets through sca/lodash, and nobody has confirmed it.',
          place: { path: 'x.yml', line: 2 },
        },
      ],
      open: 1,
    })
    expect(judge([vulnerability], { exceptions: [entry(LODASH)], verify: { one: 'verified' } })).toStrictEqual({
      coveredBy: new Map([
        ['sca/lodash', { by: 'exception:one', verified: true, expires: '2026-12-02T00:00:00.000Z' }],
      ]),
      problems: [],
      open: 1,
    })
  })

  it.each<[string, JudgedFinding, ExceptionEntry['scope'], boolean]>([
    ['an advisory by its alias', vulnerability, LODASH, true],
    ['an advisory by its rule id', vulnerability, { ...LODASH, advisory: 'GHSA-35jh-r3h4-6jhm' }, true],
    ['an advisory in any case', vulnerability, { ...LODASH, advisory: 'cve-2021-23337' }, true],
    ['another advisory', vulnerability, { ...LODASH, advisory: 'CVE-2021-23338' }, false],
    ['a CWE is no advisory', vulnerability, { ...LODASH, advisory: 'CWE-94' }, false],
    ['that version', vulnerability, { ...LODASH, package: 'pkg:npm/lodash@4.17.20' }, true],
    ['another version', vulnerability, { ...LODASH, package: 'pkg:npm/lodash@4.17.21' }, false],
    ['another package', vulnerability, { ...LODASH, package: 'pkg:npm/lodash-es' }, false],
    ['a purl that is none', vulnerability, { ...LODASH, package: 'lodash' }, false],
    ['no package known', { ...vulnerability, package: undefined } as never, LODASH, false],
    ['a package without a purl', { ...vulnerability, package: { name: 'lodash' } }, LODASH, false],
    [
      'a package without a purl, as generic',
      { ...vulnerability, package: { name: 'lodash' } },
      { ...LODASH, package: 'pkg:generic/lodash' },
      true,
    ],
    ['an advisory for another kind', { ...vulnerability, kind: 'sast' }, LODASH, false],
    [
      'a rule for a package',
      vulnerability,
      { kind: 'rule', rule: 'GHSA-35jh-r3h4-6jhm', paths: ['package-lock.json'] },
      false,
    ],
    [
      'a rule where no package is known',
      { ...vulnerability, package: undefined } as never,
      { kind: 'rule', rule: 'GHSA-35jh-r3h4-6jhm', paths: ['package-lock.json'] },
      true,
    ],
    [
      'a CWE where no package is known',
      { ...vulnerability, package: undefined } as never,
      { kind: 'rule', rule: 'CWE-94', paths: ['package-lock.json'] },
      false,
    ],
    [
      'a CWE as rule id where no package is known',
      { ...vulnerability, ruleIds: ['CWE-94'], package: undefined } as never,
      { kind: 'rule', rule: 'CWE-94', paths: ['package-lock.json'] },
      false,
    ],
    ['a rule', weakness, SQL, true],
    ['a rule in other paths', weakness, { ...SQL, paths: ['lib/**'] }, false],
    ['a rule in one of its paths', weakness, { ...SQL, paths: ['lib/**', 'src/*/query.ts'] }, true],
    ['a rule in another case', weakness, { ...SQL, rule: 'JS/sql-injection' }, false],
    ['another rule', weakness, { ...SQL, rule: 'js/sql' }, false],
    ['a CWE', weakness, { ...SQL, rule: 'CWE-89' }, true],
    ['a CWE with zeros, in another case', weakness, { ...SQL, rule: 'cwe-089' }, true],
    ['another CWE', weakness, { ...SQL, rule: 'CWE-8' }, false],
    ['an alias that is no CWE', { ...weakness, aliases: ['X-1'] }, { ...SQL, rule: 'X-1' }, false],
    ['a CWE as rule id', { ...weakness, ruleIds: ['CWE-0089'], aliases: [] }, { ...SQL, rule: 'CWE-89' }, true],
    ['no place known', { ...weakness, location: undefined } as never, SQL, false],
    [
      'a rule that ends like a CWE',
      { ...weakness, ruleIds: ['js/CWE-89'], aliases: [] },
      { ...SQL, rule: 'CWE-89' },
      false,
    ],
    [
      'a rule that begins like a CWE',
      { ...weakness, ruleIds: ['CWE-89/x'], aliases: [] },
      { ...SQL, rule: 'CWE-89' },
      false,
    ],
    [
      'a rule that ends like a CWE, for no package',
      { ...vulnerability, ruleIds: ['x/CWE-9'], package: undefined } as never,
      { kind: 'rule', rule: 'x/CWE-9', paths: ['*.json'] },
      true,
    ],
    [
      'a rule that begins like a CWE, for no package',
      { ...vulnerability, ruleIds: ['CWE-9/x'], package: undefined } as never,
      { kind: 'rule', rule: 'CWE-9/x', paths: ['*.json'] },
      true,
    ],
    [
      'an advisory that ends like a CWE',
      { ...vulnerability, aliases: ['ACME-CWE-9'] },
      { ...LODASH, advisory: 'ACME-CWE-9' },
      true,
    ],
    [
      'an advisory that begins like a CWE',
      { ...vulnerability, aliases: ['CWE-9-ACME'] },
      { ...LODASH, advisory: 'CWE-9-ACME' },
      true,
    ],
    ['a package whose purl is none', { ...vulnerability, package: { purl: 'x', name: 'lodash' } }, LODASH, false],
    ['a weakness that a scanner calls verified', { ...weakness, verified: true }, SQL, true],
    ['a secret without a place', { ...secret, location: undefined } as never, PEM, false],
    ['a misconfiguration', { ...weakness, kind: 'misconfiguration' }, SQL, true],
    ['a secret', secret, PEM, true],
    ['a secret of another rule', secret, { ...PEM, rule: 'jwt' }, false],
    ['a secret in another file', secret, { ...PEM, path: 'test/b.pem' }, false],
    ['a secret in a changed file', secret, { ...PEM, content: 'b'.repeat(64) }, false],
    [
      'a secret by its fingerprint',
      { ...secret, contentSha256: undefined } as never,
      { ...PEM, content: 'f'.repeat(64) },
      false,
    ],
    ['a secret by rule and path', secret, { kind: 'rule', rule: 'private-key', paths: ['test/a.pem'] }, false],
    ['a secret scope for another kind', { ...secret, kind: 'sast' }, PEM, false],
    ['an unverified secret', { ...secret, verified: false }, PEM, true],
    ['a verified secret', { ...secret, verified: true }, PEM, false],
  ])('%s', (_, finding, scope, expected) => {
    expect(covers(finding, { exceptions: [entry(scope)], verify: { one: 'verified' } })).toBe(expected)
  })

  it.each([
    [{ expires: '2026-10-15' }, '2026-10-15T23:59:59.999Z', true],
    [{ expires: '2026-10-15' }, '2026-10-16T00:00:00Z', false],
    [{ expires: '2026-10-14' }, NOW, false],
    [{ expires: '2027-01-13' }, NOW, true],
    [{ expires: '2027-01-14' }, NOW, false],
    [{ expires: '2027-01-13' }, '2026-10-15T00:00:00Z', true],
    [{ expires: '2027-01-13', created: '2026-10-15' }, NOW, true],
    [{ expires: '2027-01-13', created: '2026-10-14' }, NOW, false],
    [{ expires: '2026-12-01', created: '2026-09-02' }, NOW, true],
    [{ expires: '2026-12-01', created: '2026-09-01' }, NOW, false],
    [{ expires: '2026-12-01', created: '2026-10-16' }, NOW, false],
    [{ expires: '2026-12-01' }, 'no instant', false],
    [{ expires: 'no day' }, NOW, false],
  ])('%j at %s holds: %s', (dates, now, expected) => {
    expect(covers(vulnerability, { exceptions: [entry(LODASH, dates)], now })).toBe(expected)
  })

  it('says why it has no effect', () => {
    const exceptions = [
      entry(LODASH, { id: 'expired', expires: '2026-10-14', created: '2020-01-01' }),
      entry(LODASH, { id: 'far', expires: '2027-01-14' }),
      entry(LODASH, { id: 'long', created: '2026-09-01' }),
      entry(LODASH, { id: 'early', created: '2026-10-16' }),
      entry(LODASH, { id: 'unmatched', scope: SQL }),
      entry(PEM, { id: 'works' }),
    ]
    expect(
      details([vulnerability, { ...secret, verified: true }], { exceptions, verify: { works: 'verified' } }),
    ).toEqual([
      'exception-expired expired: It held until 2026-10-14. Owner: web.',
      'exception-unmatched unmatched: It matches no finding. Owner: web.',
      'exception-void early: It is dated 2026-10-16, in the future.',
      "exception-void far: It expires on 2027-01-14, more than 90 days after today, which is the policy's longest.",
      "exception-void long: It expires on 2026-12-01, more than 90 days after its creation on 2026-09-01, which is the policy's longest.",
      'exception-void works: It names a secret that a scanner has tried and that works: no exception covers that. Revoke the secret.',
    ])
    expect(judge([], { exceptions }).problems.every(({ place }) => place?.line === 2)).toBe(true)
  })

  it('is open while its dates hold, and too many block', () => {
    const exceptions = ['a', 'b', 'c'].map((id) => entry(LODASH, { id }))
    const more = [
      ...exceptions,
      entry(LODASH, { id: 'd', expires: '2026-10-01' }),
      entry(LODASH, { id: 'e', expires: '2027-10-01' }),
    ]
    expect(judge([vulnerability], { exceptions: more, maxOpen: 3 }).open).toBe(3)
    expect(
      details([vulnerability], { exceptions: more, maxOpen: 3 }).filter((line) => line.includes('too-many')),
    ).toEqual([])
    const result = judge([vulnerability], { exceptions: more, maxOpen: 2 })
    expect(result.problems.find(({ id }) => id === 'exceptions')).toEqual({
      code: 'security-gate/exceptions-too-many',
      id: 'exceptions',
      detail: '3 exceptions are open, and the policy allows 2.',
    })
    expect(result.coveredBy.size).toBe(1)
  })

  it('is chosen among several: confirmed before unconfirmed, then the longest, then by name', () => {
    const exceptions = [
      entry(LODASH, { id: 'b' }),
      entry(LODASH, { id: 'a' }),
      entry(LODASH, { id: 'long', expires: '2026-12-20' }),
      entry(LODASH, { id: 'short', expires: '2026-10-20' }),
    ]
    const by = (ids: readonly string[], verify = {}) =>
      judge([vulnerability], { exceptions: exceptions.filter(({ id }) => ids.includes(id)), verify }).coveredBy.get(
        'sca/lodash',
      )?.by
    expect(by(['a', 'b'])).toBe('exception:a')
    expect(by(['a', 'b', 'long', 'short'])).toBe('exception:long')
    expect(by(['a', 'b', 'long', 'short'], { short: 'verified' })).toBe('exception:short')
  })

  it('that is unverified does not clear a critical finding, and says so', () => {
    const critical: JudgedFinding = { ...vulnerability, severity: 'critical' }
    const exceptions = [entry(LODASH)]
    expect(judge([critical], { exceptions })).toEqual({
      coveredBy: new Map(),
      problems: [
        {
          code: 'security-gate/exception-unverified',
          id: 'one',
          detail: 'It does not clear sca/lodash: that is critical, and nobody has confirmed the entry.',
          place: { path: 'x.yml', line: 2 },
        },
      ],
      open: 1,
    })
    expect(judge([critical], { exceptions, verify: { one: 'unverified' } }).coveredBy.size).toBe(0)
    expect(judge([critical], { exceptions, verify: { one: 'verified' } }).coveredBy.size).toBe(1)
    expect(judge([{ ...critical, severity: 'unknown' }], { exceptions }).coveredBy.size).toBe(1)
    expect(details([critical, { ...critical, key: 'sca/other' }, critical], { exceptions })).toEqual([
      'exception-unverified one: It does not clear sca/lodash: that is critical, and nobody has confirmed the entry.',
      'exception-unverified one: It does not clear sca/other: that is critical, and nobody has confirmed the entry.',
    ])
    const two = [...exceptions, entry(LODASH, { id: 'two' })]
    expect(judge([critical], { exceptions: two, verify: { two: 'verified' } }).problems).toEqual([])
    const inherited = Object.create({ one: 'verified' }) as Given['verify']
    expect(judge([critical], { exceptions, verify: inherited }).coveredBy.size).toBe(0)
  })

  it('that is unverified names at most three findings it lets through', () => {
    const exceptions = [entry(SQL)]
    const findings = ['d', 'b', 'c', 'a'].map((key) => ({ ...weakness, key }))
    expect(details(findings, { exceptions })).toEqual([
      'exception-unverified one: It lets through a, b, c and 1 more, and nobody has confirmed it.',
    ])
    expect(details(findings.slice(1), { exceptions })).toEqual([
      'exception-unverified one: It lets through a, b, c, and nobody has confirmed it.',
    ])
  })
})

describe('a finding in several places', () => {
  const elsewhere = { ...weakness, also: [{ location: { path: 'lib/query.ts' } }] }
  it('is covered when every place is', () => {
    expect(covers(elsewhere, { exceptions: [entry(SQL)] })).toBe(false)
    expect(covers(elsewhere, { exceptions: [entry({ ...SQL, paths: ['src/**', 'lib/**'] })] })).toBe(true)
    expect(details([elsewhere], { exceptions: [entry(SQL)] })).toEqual([])
  })

  it('stands and falls with the weakest of what covers it', () => {
    const exceptions = [
      entry(SQL, { id: 'src', expires: '2026-10-20' }),
      entry({ ...SQL, paths: ['lib/**'] }, { id: 'lib' }),
    ]
    const cover = (verify: Given['verify']) => judge([elsewhere], { exceptions, verify }).coveredBy.get('sast/sql')
    expect(cover({})).toEqual({ by: 'exception:src', verified: false, expires: '2026-10-21T00:00:00.000Z' })
    expect(cover({ src: 'verified' })).toEqual({
      by: 'exception:lib',
      verified: false,
      expires: '2026-10-21T00:00:00.000Z',
    })
    expect(cover({ src: 'verified', lib: 'verified' })).toEqual({
      by: 'exception:src',
      verified: true,
      expires: '2026-10-21T00:00:00.000Z',
    })
    expect(details([elsewhere], { exceptions, verify: { src: 'verified' } })).toEqual([
      'exception-unverified lib: It lets through sast/sql, and nobody has confirmed it.',
    ])
  })

  it('falls with the first to end, whichever that is', () => {
    const ends = (src: string, lib: string) =>
      judge([elsewhere], {
        exceptions: [
          entry(SQL, { id: 'src', expires: src }),
          entry({ ...SQL, paths: ['lib/**'] }, { id: 'lib', expires: lib }),
        ],
        verify: { src: 'verified' },
      }).coveredBy.get('sast/sql')?.expires
    expect(ends('2026-10-20', '2026-11-20')).toBe('2026-10-21T00:00:00.000Z')
    expect(ends('2026-11-20', '2026-10-20')).toBe('2026-10-21T00:00:00.000Z')
  })

  it('is not covered by a statement about one of its packages', () => {
    const [arm, x86] = ['pkg:apk/alpine/git@2?arch=armv7', 'pkg:apk/alpine/git@2?arch=x86_64']
    const git: JudgedFinding = {
      ...vulnerability,
      package: { purl: arm, name: 'git' },
      also: [{ package: { purl: x86, name: 'git' } }],
    }
    const vex = (...purls: string[]) => [statement({ products: purls.map((purl) => ({ purls: [purl] })) })]
    expect(covers(git, { vex: vex(arm) })).toBe(false)
    expect(covers(git, { vex: vex(x86) })).toBe(false)
    expect(covers(git, { vex: vex(arm, x86) })).toBe(true)
    expect(covers(git, { vex: vex('pkg:apk/alpine/git') })).toBe(true)
  })
})

describe('two findings with one key', () => {
  it('are covered only when both are', () => {
    const findings = [weakness, { ...weakness, location: { path: 'lib/a.ts' } }]
    expect(judge(findings, { exceptions: [entry(SQL)] }).coveredBy.size).toBe(0)
    expect(judge([...findings].reverse(), { exceptions: [entry(SQL)] }).coveredBy.size).toBe(0)
  })
})

describe('a VEX statement', () => {
  it('lets through what it names, for as long as it stands', () => {
    expect(judge([vulnerability], { vex: [statement()], verify: { 'vex.json#1': 'verified' } })).toStrictEqual({
      coveredBy: new Map([['sca/lodash', { by: 'vex:vex.json#1', verified: true }]]),
      problems: [],
      open: 0,
    })
  })

  it('is preferred to an exception, which then still matches', () => {
    const given = {
      vex: [statement()],
      exceptions: [entry(LODASH)],
      verify: { 'vex.json#1': 'verified', one: 'verified' },
    } as const
    expect(judge([vulnerability], given).coveredBy.get('sca/lodash')?.by).toBe('vex:vex.json#1')
    expect(judge([vulnerability], given).problems).toEqual([])
    expect(judge([vulnerability], { ...given, verify: { one: 'verified' } }).coveredBy.get('sca/lodash')?.by).toBe(
      'exception:one',
    )
  })

  it.each<[string, Partial<VexStatement>, boolean]>([
    ['not_affected', {}, true],
    ['fixed', { status: 'fixed', justified: false }, true],
    ['affected', { status: 'affected' }, false],
    ['under_investigation', { status: 'under_investigation' }, false],
    ['not_affected without a reason', { justified: false }, false],
    ['another vulnerability', { vulnerabilities: ['CVE-2021-0001'] }, false],
    ['one of its names', { vulnerabilities: ['x', 'ghsa-35jh-r3h4-6jhm'] }, true],
    ['a CWE', { vulnerabilities: ['CWE-94'] }, false],
    ['no product', { products: [] }, false],
    ['a product without a purl', { products: [{ purls: [] }] }, false],
    ['a product with a purl that is none', { products: [{ purls: ['lodash'] }] }, false],
    ['one of a product’s purls', { products: [{ purls: ['pkg:npm/other', 'pkg:npm/lodash'] }] }, true],
    ['another version', { products: [{ purls: ['pkg:npm/lodash@1.0.0'] }] }, false],
    ['one of its products', { products: [{ purls: ['pkg:npm/other'] }, { purls: ['pkg:npm/lodash@4.17.20'] }] }, true],
    ['what is judged, as a whole', { products: [{ purls: ['pkg:oci/app'] }] }, true],
    ['something else as a whole', { products: [{ purls: ['pkg:oci/other'] }] }, false],
    ['another version of what is judged', { products: [{ purls: ['pkg:oci/app@sha256:b'] }] }, false],
    [
      'the package in what is judged',
      { products: [{ purls: ['pkg:oci/app'], subcomponents: ['pkg:npm/lodash'] }] },
      true,
    ],
    ['one of several parts', { products: [{ purls: ['pkg:oci/app'], subcomponents: ['x', 'pkg:npm/lodash'] }] }, true],
    [
      'another part of what is judged',
      { products: [{ purls: ['pkg:oci/app'], subcomponents: ['pkg:npm/other'] }] },
      false,
    ],
    ['parts that cannot be compared', { products: [{ purls: ['pkg:oci/app'], subcomponents: [] }] }, false],
    [
      'the package in something else',
      { products: [{ purls: ['pkg:oci/other'], subcomponents: ['pkg:npm/lodash'] }] },
      false,
    ],
    ['a part of the package', { products: [{ purls: ['pkg:npm/lodash'], subcomponents: ['pkg:npm/inner'] }] }, false],
    ['made now', { timestamp: '2026-10-15T12:00:00.000Z' }, true],
    ['made in the future', { timestamp: '2026-10-15T12:00:00.001Z' }, false],
  ])('%s', (_, more, expected) => {
    expect(covers(vulnerability, { vex: [statement(more)], subjects: ['pkg:oci/app@sha256:a', 'no purl'] })).toBe(
      expected,
    )
  })

  it('without a timestamp', () => {
    const { timestamp: _, ...undated } = statement()
    expect(covers(vulnerability, { vex: [undated] })).toBe(true)
    const withdrawn = statement({ id: 'v#2', status: 'affected' })
    expect(covers(vulnerability, { vex: [withdrawn, undated] })).toBe(false)
    const { timestamp: __, ...affected } = withdrawn
    expect(covers(vulnerability, { vex: [affected, statement()] })).toBe(false)
  })

  it('is about packages only', () => {
    expect(covers({ ...vulnerability, kind: 'sast' }, { vex: [statement()] })).toBe(false)
    expect(covers({ ...vulnerability, package: undefined } as never, { vex: [statement()] })).toBe(false)
    expect(covers({ ...vulnerability, package: { purl: 'x', name: 'lodash' } }, { vex: [statement()] })).toBe(false)
  })

  const at = (day: number, more: Partial<VexStatement>) =>
    statement({ id: `vex.json#${day}`, timestamp: `2026-10-${String(day).padStart(2, '0')}T00:00:00.000Z`, ...more })
  it.each<[string, VexStatement[], string | undefined]>([
    ['a later one that withdraws it', [at(2, {}), at(3, { status: 'affected' })], undefined],
    ['an earlier one that it withdraws', [at(3, {}), at(2, { status: 'affected' })], 'vex:vex.json#3'],
    ['a later investigation', [at(2, {}), at(3, { status: 'under_investigation' })], undefined],
    ['a later one without a reason, which is as if absent', [at(2, {}), at(3, { justified: false })], 'vex:vex.json#2'],
    [
      'a later one without a reason after a withdrawal',
      [at(2, { status: 'affected' }), at(3, { justified: false })],
      undefined,
    ],
    [
      'a withdrawal about another package',
      [at(2, {}), at(3, { status: 'affected', products: [{ purls: ['pkg:npm/x'] }] })],
      'vex:vex.json#2',
    ],
    ['a withdrawal from the future', [at(2, {}), at(20, { status: 'affected' })], undefined],
    ['a withdrawal of the same time after it', [at(2, {}), at(2, { id: 'b#1', status: 'affected' })], undefined],
    [
      'a withdrawal of the same time before it',
      [at(2, { id: 'b#1', status: 'affected' }), at(2, {})],
      'vex:vex.json#2',
    ],
    [
      'a withdrawal under another name',
      [at(2, {}), at(3, { vulnerabilities: ['GHSA-35jh-r3h4-6jhm'], status: 'affected' })],
      undefined,
    ],
  ])('against %s', (_, vex, expected) => {
    expect(judge([vulnerability], { vex }).coveredBy.get('sca/lodash')?.by).toBe(expected)
  })

  it('says why it has no effect', () => {
    const vex = [
      statement({ id: 'v/a.json#1', justified: false }),
      statement({ id: 'v/a.json#2', timestamp: '2026-11-01T00:00:00.000Z' }),
      statement({ id: 'v/a.json#3', products: [{ purls: ['pkg:npm/other'] }] }),
      statement({ id: 'v/a.json#4', products: [{ purls: ['pkg:npm/other'] }], status: 'affected' }),
      statement({ id: 'v/a.json#5', vulnerabilities: ['CVE-2000-0001'], justified: false }),
      statement({ id: 'v/a.json#6', products: [{ purls: ['pkg:npm/two'] }] }),
    ]
    const two = { ...vulnerability, key: 'two', package: { purl: 'pkg:npm/two', name: 'two' } }
    expect(judge([vulnerability, two], { vex, verify: { 'v/a.json#6': 'verified' } }).problems).toEqual([
      {
        code: 'security-gate/vex-void',
        id: 'v/a.json#1',
        detail: 'It says not_affected without a justification of its format or an impact statement.',
        place: { path: 'v/a.json' },
      },
      {
        code: 'security-gate/vex-void',
        id: 'v/a.json#2',
        detail: 'It is dated 2026-11-01T00:00:00.000Z, in the future.',
        place: { path: 'v/a.json' },
      },
      {
        code: 'security-gate/vex-void',
        id: 'v/a.json#3',
        detail: 'It is about a vulnerability that was found, but none of its products is where it was found.',
        place: { path: 'v/a.json' },
      },
    ])
  })

  const critical: JudgedFinding = { ...vulnerability, severity: 'critical' }
  const refusal =
    'exception-unverified vex.json#1: It does not clear sca/lodash: that is critical, and nobody has confirmed the entry.'
  it('that is unverified does not clear a critical finding, and says so', () => {
    expect(covers(critical, { vex: [statement()] })).toBe(false)
    expect(details([critical], { vex: [statement()] })).toEqual([refusal])
    expect(judge([critical], { vex: [statement()] }).problems[0]?.place).toEqual({ path: 'vex.json' })
    expect(covers(critical, { vex: [statement()], verify: { 'vex.json#1': 'verified' } })).toBe(true)
    expect(details([vulnerability], { vex: [statement()] })).toEqual([
      'exception-unverified vex.json#1: It lets through sca/lodash, and nobody has confirmed it.',
    ])
  })

  it('that is unverified does not take the place of an older verified one, nor of an exception', () => {
    const vex = [at(2, {}), at(3, {})]
    const verify = { 'vex.json#2': 'verified' } as const
    expect(judge([critical], { vex, verify }).coveredBy.get('sca/lodash')).toEqual({
      by: 'vex:vex.json#2',
      verified: true,
    })
    expect(judge([critical], { vex, verify }).problems).toEqual([])
    const given = { vex: [statement()], exceptions: [entry(LODASH)], verify: { one: 'verified' } } as const
    expect(judge([critical], given).coveredBy.get('sca/lodash')?.by).toBe('exception:one')
    expect(judge([critical], given).problems).toEqual([])
  })

  it('that is unverified is the latest all the same for what is not critical', () => {
    const vex = [at(2, {}), at(3, {})]
    expect(judge([vulnerability], { vex, verify: { 'vex.json#2': 'verified' } }).coveredBy.get('sca/lodash')).toEqual({
      by: 'vex:vex.json#3',
      verified: false,
    })
  })

  it('that is void clears nothing critical, and is not said to be unverified', () => {
    expect(details([critical], { vex: [statement({ justified: false })] })).toEqual([
      'vex-void vex.json#1: It says not_affected without a justification of its format or an impact statement.',
    ])
  })

  it('that is unverified still withdraws', () => {
    const vex = [at(2, {}), at(3, { status: 'affected' })]
    expect(covers(critical, { vex, verify: { 'vex.json#2': 'verified' } })).toBe(false)
    expect(details([critical], { vex, verify: { 'vex.json#2': 'verified' } })).toEqual([])
  })
})
