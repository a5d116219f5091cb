import { describe, expect, test } from 'vitest'
import { type Moment, standingOf } from '../../../../actions/security-gate/judge/binding.ts'
import { COMMIT, envelope, NOW, OTHER, report, run, securityPolicy, unboundReport } from '../builders.ts'

const moment = (changes: Partial<Moment> = {}): Moment => ({
  commit: COMMIT,
  uri: 'git+https://github.com/acme/app',
  now: Date.parse(NOW),
  changed: [],
  ...changes,
})
const policy = securityPolicy({ 'max-age': { sca: '24h', secret: '7d' } })
const codes = (standing: ReturnType<typeof standingOf>): string[] => standing.findings.map((one) => one.code)

describe('a report that is complete, bound and fresh', () => {
  test('proves its kinds', () => {
    const standing = standingOf(report('a.sarif', [run({ kinds: ['sast', 'secret'] })]), policy, moment())
    expect(standing).toEqual({
      state: 'read',
      findings: [],
      about: ['sast', 'secret'],
      proves: ['sast', 'secret'],
      commit: COMMIT,
      validUntil: '2026-11-27T11:55:00.000Z',
    })
  })

  test('of SAST alone never grows old', () => {
    const old = report('a.sarif', [run()], [], { envelope: envelope({ finishedAt: '2020-01-01T00:00:00Z' }) })
    const standing = standingOf(old, policy, moment())
    expect(standing.proves).toEqual(['sast'])
    expect(standing.validUntil).toBeUndefined()
  })
})

describe('unreadable reports', () => {
  test.each([
    ['empty', 'security-gate/report-empty', 'absent'],
    ['truncated', 'security-gate/report-truncated', 'partial'],
    ['too-large', 'security-gate/report-too-large', 'absent'],
    ['unknown-format', 'security-gate/report-unknown-format', 'absent'],
    ['wrong-version', 'security-gate/report-wrong-version', 'absent'],
    ['error-envelope', 'security-gate/scan-failed', 'absent'],
    ['unreachable', 'security-gate/report-unreachable', 'absent'],
    ['tracked', 'security-gate/report-tracked', 'untrusted'],
    ['malformed', 'security-gate/report-malformed', 'absent'],
    ['not-text', 'security-gate/report-malformed', 'absent'],
  ] as const)('%s is %s and proves nothing', (reason, code, state) => {
    const standing = standingOf(
      { source: 'report:a', path: 'a', declared: 'sca', content: { state: 'unreadable', reason, detail: 'Because.' } },
      policy,
      moment(),
    )
    expect(standing.state).toBe(state)
    expect(standing.proves).toEqual([])
    expect(standing.about).toEqual(['sca'])
    expect(standing.findings).toMatchObject([
      { code, level: 'block', source: 'report:a', detail: 'Because.', place: { path: 'a' } },
    ])
  })
})

describe('commit', () => {
  test('of the envelope must be the judged one', () => {
    const standing = standingOf(report('a', [run()], [], { envelope: envelope({ commit: OTHER }) }), policy, moment())
    expect(standing).toMatchObject({ state: 'foreign', proves: [], commit: OTHER })
    expect(standing.findings[0]?.detail).toBe('a is about commit 11bf5b3; judged is 9a04d1e.')
  })

  test('in the report contradicts a right envelope', () => {
    const standing = standingOf(report('a', [run({ commit: OTHER })]), policy, moment())
    expect(codes(standing)).toEqual(['security-gate/report-foreign'])
  })

  test('in every run binds without an envelope', () => {
    const standing = standingOf(
      unboundReport('a', [run({ commit: COMMIT }), run({ commit: COMMIT.slice(0, 7) })]),
      policy,
      moment(),
    )
    expect(standing).toMatchObject({ state: 'read', proves: ['sast'], commit: COMMIT })
  })

  test('in only one of two runs binds neither', () => {
    const standing = standingOf(unboundReport('a', [run({ commit: COMMIT }), run()]), policy, moment())
    expect(codes(standing)).toEqual(['security-gate/report-unbound'])
    expect(standing.state).toBe('untrusted')
  })

  test('of six digits proves nothing', () => {
    const standing = standingOf(unboundReport('a', [run({ commit: COMMIT.slice(0, 6) })]), policy, moment())
    expect(codes(standing)).toEqual(['security-gate/report-foreign'])
  })

  test('of another repository is not about this one', () => {
    const elsewhere = run({ commit: OTHER, repositoryUri: 'https://github.com/acme/library.git' })
    expect(standingOf(report('a', [elsewhere]), policy, moment()).state).toBe('read')
    expect(codes(standingOf(unboundReport('a', [elsewhere]), policy, moment()))).toEqual([
      'security-gate/report-unbound',
    ])
  })

  test.each([
    'https://github.com/acme/app',
    'https://github.com/Acme/App.git',
    'git@github.com:acme/app.git',
    'ssh://git@github.com/acme/app/',
    'git+https://github.com/acme/app',
  ])('is about this repository when its URI is %s', (repositoryUri) => {
    expect(codes(standingOf(report('a', [run({ commit: OTHER, repositoryUri })]), policy, moment()))).toEqual([
      'security-gate/report-foreign',
    ])
  })

  test('of a local run counts whatever repository the report names', () => {
    const elsewhere = run({ commit: OTHER, repositoryUri: 'https://github.com/acme/library.git' })
    expect(codes(standingOf(report('a', [elsewhere]), policy, moment({ uri: 'file:.' })))).toEqual([
      'security-gate/report-foreign',
    ])
  })

  test('is unknown when nothing names one', () => {
    const standing = standingOf(unboundReport('a', [run()]), policy, moment())
    expect(codes(standing)).toEqual(['security-gate/report-unbound'])
    expect(standing.commit).toBeUndefined()
  })
})

describe('envelope', () => {
  test('that does not match the file is refused', () => {
    const standing = standingOf(report('a', [run()], [], { envelope: envelope({ matches: false }) }), policy, moment())
    expect(standing).toMatchObject({ state: 'untrusted', proves: [] })
    expect(codes(standing)).toEqual(['security-gate/envelope-mismatch'])
  })

  test('that cannot be read is refused, and does not also count as missing', () => {
    const standing = standingOf(
      report('a', [run()], [], { envelope: { state: 'invalid', detail: 'No commit.' } }),
      policy,
      moment(),
    )
    expect(codes(standing)).toEqual(['security-gate/envelope-invalid'])
  })
})

describe('kind', () => {
  test('of an unknown scanner is what the input says', () => {
    const standing = standingOf(report('a', [run({ kinds: [] })], [], { declared: 'secret' }), policy, moment())
    expect(standing).toMatchObject({ about: ['secret'], proves: ['secret'] })
  })

  test('of an unknown scanner is nothing when nobody says', () => {
    expect(standingOf(report('a', [run({ kinds: [] })]), policy, moment()).proves).toEqual([])
  })

  test('of a known scanner cannot be renamed', () => {
    const standing = standingOf(
      report('a', [run({ tool: 'Leakhound', kinds: ['secret'] })], [], { declared: 'sast' }),
      policy,
      moment(),
    )
    expect(codes(standing)).toEqual(['security-gate/report-wrong-kind'])
    expect(standing).toMatchObject({ state: 'untrusted', about: ['secret'], proves: [] })
    expect(standing.findings[0]?.detail).toBe('a was given as sast, and it shows secret by Leakhound.')
  })

  test('is judged over all runs', () => {
    const standing = standingOf(
      report('a', [run({ kinds: [] }), run({ kinds: ['sca'] })], [], { declared: 'sast' }),
      policy,
      moment(),
    )
    expect(codes(standing)).toEqual(['security-gate/report-wrong-kind'])
  })
})

describe('age', () => {
  const at = (finishedAt: string, kinds = ['sca'] as const) =>
    standingOf(report('a', [run({ kinds: [...kinds] })], [], { envelope: envelope({ finishedAt }) }), policy, moment())

  test('may reach the bound and not pass it', () => {
    expect(at('2026-11-19T12:00:00Z')).toMatchObject({ state: 'read', validUntil: '2026-11-20T12:00:00.000Z' })
    const stale = at('2026-11-19T11:59:59.999Z')
    expect(stale).toMatchObject({ state: 'stale', proves: [] })
    expect(stale.findings[0]?.detail).toBe('a finished at 2026-11-19T11:59:59.999Z; sca may be 24h old at most.')
  })

  test('of several kinds is held to the tightest bound', () => {
    const both = standingOf(
      report('a', [run({ kinds: ['secret', 'sca'] })], [], {
        envelope: envelope({ finishedAt: '2026-11-18T12:00:00Z' }),
      }),
      policy,
      moment(),
    )
    expect(codes(both)).toEqual(['security-gate/report-stale'])
  })

  test('in the future is not believed, beyond five minutes', () => {
    expect(at('2026-11-20T12:05:00Z').state).toBe('read')
    expect(codes(at('2026-11-20T12:05:00.001Z'))).toEqual(['security-gate/report-undated'])
  })

  test('of SAST in the future is not believed either', () => {
    const future = report('a', [run()], [], { envelope: envelope({ finishedAt: '2027-01-01T00:00:00Z' }) })
    expect(codes(standingOf(future, policy, moment()))).toEqual(['security-gate/report-undated'])
  })

  test('comes from the oldest run when no envelope says', () => {
    const runs = [
      run({ kinds: ['sca'], commit: COMMIT, finishedAt: '2026-11-20T11:00:00Z' }),
      run({ kinds: ['sca'], commit: COMMIT, finishedAt: '2026-11-10T11:00:00Z' }),
    ]
    expect(codes(standingOf(unboundReport('a', runs), policy, moment()))).toEqual(['security-gate/report-stale'])
  })

  test('is unknown when one run has no time', () => {
    const runs = [run({ kinds: ['sca'], commit: COMMIT, finishedAt: NOW }), run({ kinds: ['sca'], commit: COMMIT })]
    expect(codes(standingOf(unboundReport('a', runs), policy, moment()))).toEqual(['security-gate/report-undated'])
    expect(standingOf(unboundReport('a', runs), policy, moment()).state).toBe('stale')
  })
})
