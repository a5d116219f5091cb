import { describe, expect, test } from 'vitest'
import { type Cover, coverage } from '../../../../actions/security-gate/exceptions/apply.ts'
import { coverOf, judgedMembers } from '../../../../actions/security-gate/judge/cover.ts'
import type { Cluster, Member } from '../../../../actions/security-gate/judge/merge.ts'
import { advisory, leak, weakness } from '../builders.ts'

const member = (finding: Member['finding']): Member => ({
  tool: 'Toolsmith',
  finding,
  kind: finding.kind,
  severity: finding.severity,
  suppressed: false,
})
const cluster = (first: Member, ...rest: Member[]): Cluster => ({
  id: 'sca:X:pkg',
  kind: first.kind,
  severity: first.severity,
  suppressed: false,
  members: [first, ...rest],
})
const covers = (...entries: [string, Cover][]) => ({ ...coverage([], NOTHING), coveredBy: new Map(entries) })
const NOTHING = { exceptions: [], vex: [], now: '2026-11-20T12:00:00Z', maxAgeMs: 1, maxOpen: 1, verify: {} }
const cover = (by: Cover['by'], more: Partial<Cover> = {}): Cover => ({ by, verified: true, ...more })

describe('a member as exceptions see it', () => {
  test('has a key of its own and what the scanner said', () => {
    const one = cluster(member(advisory()), member(weakness()))
    const [first, second] = judgedMembers([one], {})
    expect(first).toEqual({
      key: 'sca:X:pkg',
      kind: 'sca',
      severity: 'critical',
      ruleIds: ['GHSA-aaaa-bbbb-cccc'],
      aliases: ['CVE-2026-1000'],
      package: advisory().package,
      location: { path: 'package-lock.json' },
    })
    expect(second?.key).toBe('sca:X:pkg#2')
  })

  test('has the content of its file only when that was read', () => {
    const secret = member(leak({ fingerprint: 'f', verified: true }))
    const seen = (each: Member, contents: Record<string, string>) => [...judgedMembers([cluster(each)], contents)][0]
    expect(seen(secret, { 'scripts/deploy.sh': 'ab' })).toMatchObject({
      contentSha256: 'ab',
      fingerprint: 'f',
      verified: true,
    })
    expect(seen(secret, {})).not.toHaveProperty('contentSha256')
    const odd = member(leak({ location: { path: 'constructor' } }))
    expect(seen(odd, {})).not.toHaveProperty('contentSha256')
  })
})

describe('a cluster is covered', () => {
  const two = cluster(member(advisory()), member(advisory({ ruleId: 'PGS-1' })))

  test('when every member is, until the first cover ends', () => {
    const both = covers(
      ['sca:X:pkg', cover('exception:a', { expires: '2026-12-02' })],
      ['sca:X:pkg#2', cover('exception:b', { expires: '2026-12-01' })],
    )
    expect(coverOf(two, both)).toEqual({ by: 'exception:a', verified: true, expires: '2026-12-01' })
  })

  test('not when one of them is not, whichever', () => {
    expect(coverOf(two, covers(['sca:X:pkg', cover('exception:a')]))).toBeUndefined()
    expect(coverOf(two, covers(['sca:X:pkg#2', cover('exception:a')]))).toBeUndefined()
    expect(coverOf(two, covers())).toBeUndefined()
  })

  test('and confirmed only when every cover is', () => {
    const mixed = covers(['sca:X:pkg', cover('vex:a')], ['sca:X:pkg#2', cover('vex:b', { verified: false })])
    expect(coverOf(two, mixed)).toEqual({ by: 'vex:a', verified: false })
  })
})
