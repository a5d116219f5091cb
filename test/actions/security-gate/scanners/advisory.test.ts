import { expect, test } from 'vitest'
import {
  advisoryIdOf,
  aliasesOf,
  assessAdvisory,
  cweOf,
  ghsaIn,
  higher,
  highestVersion,
  worstLabel,
} from '../../../../actions/security-gate/scanners/advisory.ts'

test.each([
  ['cve-2021-44228', 'CVE-2021-44228'],
  ['ghsa-JFH8-c2jp-5v3q', 'GHSA-jfh8-c2jp-5v3q'],
  ['MAL-2023-1035', 'MAL-2023-1035'],
  ['GO-2021-0053', 'GO-2021-0053'],
  ['RHSA-2024:1129', 'RHSA-2024:1129'],
  ['DSA-4808-1', 'DSA-4808-1'],
  ['UBUNTU-CVE-2026-12345', 'UBUNTU-CVE-2026-12345'],
  ['SNYK-JAVA-COMFASTERXMLJACKSONCORE-32111', 'SNYK-JAVA-COMFASTERXMLJACKSONCORE-32111'],
  ['GHSA-jfh8-c2jp', undefined],
  ['CVE-21-1', undefined],
  ['xCVE-2021-44228', undefined],
  ['146', undefined],
  [null, undefined],
])('id %s', (value, id) => {
  expect(advisoryIdOf(value)).toBe(id)
})

test('a GHSA id in an address', () => {
  expect(ghsaIn('https://github.com/advisories/GHSA-gxpj-cx7g-858c?x')).toBe('GHSA-gxpj-cx7g-858c')
  expect(ghsaIn('https://example.invalid/')).toBeUndefined()
  expect(ghsaIn(`${'x'.repeat(3000)}GHSA-gxpj-cx7g-858c`)).toBeUndefined()
  expect(ghsaIn(7)).toBeUndefined()
})

test.each([
  ['CWE-89', 'CWE-89'],
  ['cwe-089: SQL Injection', 'CWE-89'],
  ['79', 'CWE-79'],
  [79, 'CWE-79'],
  ['CWE-', undefined],
  ['OWASP', undefined],
  ['123456', undefined],
  [null, undefined],
])('weakness %s', (value, cwe) => {
  expect(cweOf(value)).toBe(cwe)
})

test('aliases once, in order, without the rule', () => {
  expect(aliasesOf('a', ['b', 'a', undefined], ['c', 'b'])).toEqual(['b', 'c'])
})

test('malware is critical, whatever is said', () => {
  expect(assessAdvisory(['GHSA-x', 'mal-2023-1'], 1, 'low')).toEqual({
    severity: 'critical',
    scored: 'low',
    score: 1,
    labelled: 'low',
  })
  expect(assessAdvisory(['CVE-MAL-1'], undefined, undefined)).toEqual({ severity: 'unknown' })
})

test('scores', () => {
  expect([
    higher(1, 2),
    higher(2, 1),
    higher(0, 1),
    higher(1, 0),
    higher(11, 3),
    higher(undefined, undefined),
    higher(3, undefined),
  ]).toEqual([2, 2, 1, 1, 3, undefined, 3])
  expect(highestVersion([])).toBeUndefined()
  expect(
    highestVersion([
      { version: 2, score: 10 },
      { version: 3, score: 5 },
      { version: 3, score: 4 },
      { version: 4, score: undefined },
    ]),
  ).toBe(5)
  expect(worstLabel([undefined, 'low', 'high', 'medium'])).toBe('high')
  expect(worstLabel([])).toBeUndefined()
})
