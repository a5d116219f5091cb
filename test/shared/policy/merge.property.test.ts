import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { type LoadedPolicy, loadPolicy } from '../../../shared/policy/load.ts'
import { InputError } from '../../../shared/verdict/input-error.ts'
import { type Observed, passes } from './behaviour.ts'

const NOW = new Date('2026-11-20T12:00:00Z')

const some = <T>(...values: T[]) => fc.constantFrom(...values)
const subset = <T>(...values: T[]) => fc.subarray(values)
/** Each key is there or not: most merges must be about one or two values, or nearly all would be refused. */
const keys = (model: Record<string, fc.Arbitrary<unknown>>) => fc.record(model, { requiredKeys: [] })

const level = some('warn', 'critical-paths', 'block')
const criterion = fc.oneof(fc.boolean(), keys({ level }))
const people = keys({ users: subset('ann', 'bob', 'eve') })

const policy = keys({
  rollout: keys({
    'security-gate': some<unknown>('enforce', { 'observe-until': '2026-12-01' }, { 'observe-until': '2026-11-21' }),
    'dod-check': some<unknown>('enforce', { 'observe-until': '2026-12-24' }),
    criteria: keys({ documented: some('warn', 'block'), owned: some('warn', 'block') }),
  }),
  trust: keys({
    keys: subset({ key: 'k1', gates: ['dod-check'] }, { key: 'k2', gates: ['dod-check'] }),
    'check-runs': some('app', 'token'),
  }),
  evidence: keys({ sign: some('none', 'ed25519', 'kms') }),
  'security-gate': keys({
    require: subset('sast', 'sca', 'secret'),
    block: some(
      ['critical'],
      ['critical', 'high'],
      ['critical', 'high', 'unknown'],
      ['critical', 'high', 'medium', 'unknown'],
    ),
    scope: keys({ 'pull-request': some('introduced', 'all'), release: some('introduced', 'all') }),
    'inherited-debt': keys({ critical: some('1d', '7d'), high: some('168h', '30d') }),
    misconfiguration: some('warn', 'block'),
    'severity-source': some('score', 'label', 'max'),
    'max-age': keys({ sast: some('1d', '30d'), sca: some('12h', '24h', '2d'), secret: some('1d', '1w') }),
    'sarif-suppressions': some('report', 'honor', 'ignore'),
    exceptions: some('.github/security-exceptions.yml', 'labs/exceptions.yml'),
    'exception-max-age': some('30d', '90d', '1y'),
    'exceptions-max-open': some(0, 20, 50),
    dismissals: fc.record(
      { by: subset('sre', 'security'), 'accept-before': some('2026-01-01', '2026-11-01') },
      { requiredKeys: ['by'] },
    ),
    vex: subset('a.json', 'b.json'),
  }),
  override: keys({
    approvers: subset('sre', 'security'),
    effect: some('report', 'pass'),
    valid: some('1h', '24h', '3d'),
    'max-per-month': some(0, 2),
    pushers: subset('sre', 'security'),
  }),
  enforcement: keys({ bypass: subset('sre', 'security') }),
  'definition-of-done': keys({
    'ci-green': fc.oneof(
      fc.boolean(),
      keys({ level, workflows: subset('.github/workflows/pr-quality-gate.yml', 'b.yml') }),
    ),
    owned: criterion,
    documented: criterion,
    reversible: criterion,
    criteria: fc
      .subarray(['mine', 'yours'])
      .chain((ids) =>
        fc.tuple(
          ...ids.map((id) => keys({ level }).map((extra) => ({ id, title: id, proof: { owners: {} }, ...extra }))),
        ),
      ),
  }),
  freezes: subset<unknown>(
    'Tue 20:00-23:00Z',
    { id: 'a', window: 'Wed 08:00-18:00Z' },
    { id: 'b', window: 'Tue 00:00-12:00Z' },
  ),
  'freeze-exceptions': subset({ freeze: 'a', date: '2026-12-02', 'approved-by': ['sre'], reason: 'r' }),
  release: keys({
    'staging-soak': keys({ min: some('1h', '24h', '48h') }),
    'sign-offs': subset('sre', 'security'),
    hotfix: keys({ branches: subset('hotfix/*', 'feature/*'), approvers: subset('sre', 'security') }),
  }),
  backups: keys({
    defaults: keys({
      rpo: some('5m', '15m', '1h'),
      'full-every': some('12h', '24h'),
      copies: keys({ total: some(1, 2, 3) }),
    }),
    stores: fc.subarray(['pg', 'kv']).chain((names) =>
      fc.tuple(
        ...names.map((name) =>
          keys({
            rpo: some('5m', '2h'),
            'drill-every': some('30d', '92d', '1y'),
            copies: keys({ total: some(1, 4) }),
          }).chain((limits) =>
            some('7d', '35d').map((retain) => ({ name, tool: 't', because: 'b', retain, ...limits })),
          ),
        ),
      ),
    ),
  }),
  retention: keys({ 'audit-logs': keys({ keep: some('1y', '7y'), worm: some('governance', 'compliance') }) }),
  canary: keys({
    promote: keys({
      'api-p95': some('200ms', '350ms', '1s'),
      'error-rate': some(0.5, 1, 3),
      'min-requests': some(0, 300),
    }),
  }),
})

const roles = fc.record({ sre: people, security: people })
const presets = some('starter', 'standard', 'production')

const observed: fc.Arbitrary<Observed> = fc.record({
  now: some('2026-11-20', '2026-11-30', '2026-12-31'),
  event: some('pull-request' as const, 'release' as const),
  scans: fc.record({ sast: some(undefined, 1, 100), sca: some(1, 20, 30), secret: some(1, 100, 1_000) }),
  openExceptions: some(0, 1, 30),
  findings: fc.array(
    fc.record({
      score: some('critical', 'high', 'medium', 'low'),
      label: some('critical', 'high', 'medium', 'low'),
      misconfiguration: fc.boolean(),
      introduced: fc.boolean(),
      inheritedHours: some(1, 100, 400, 10_000),
      suppressed: fc.boolean(),
      vex: some('', 'a.json', 'b.json'),
      dismissedBy: some('', 'sre', 'security'),
      dismissedOn: some('2025-12-31', '2026-06-01', '2026-12-01'),
      exceptionIn: some('', '.github/security-exceptions.yml', 'labs/exceptions.yml'),
      exceptionHours: some(1, 1_000, 5_000),
    }),
    { maxLength: 2 },
  ),
  override: fc.record({ by: some('ann', 'bob', 'eve'), hours: some(0.5, 10, 50), thisMonth: some(0, 1, 3) }),
  met: fc.subarray(
    [
      'security-scanned',
      'owned',
      'critical-path',
      'traceable',
      'documented',
      'flagged',
      'staged',
      'reversible',
      'data-change',
      'planned',
      'runbook',
      'announced',
      'checklist',
      'environment-fence',
      'artifacts',
      'least-privilege',
      'approved',
      'mine',
      'yours',
    ],
    { minLength: 16 },
  ),
  workflows: some(['.github/workflows/pr-quality-gate.yml'], ['.github/workflows/pr-quality-gate.yml', 'b.yml'], []),
  onCriticalPath: fc.boolean(),
  day: some('Tue', 'Wed'),
  hour: some(9, 14, 21),
  date: some('2026-12-02', '2026-12-09'),
  branch: some('hotfix/*', 'feature/*', 'main'),
  soakHours: some(0, 2, 30, 100),
  signedOff: subset('sre', 'security'),
  stores: fc.record({
    pg: some(
      undefined,
      { rpo: 0.1, full: 1, drill: 24, retained: 10_000, copies: 4 },
      { rpo: 0.5, full: 20, drill: 1_000, retained: 200, copies: 2 },
    ),
    kv: some(
      { rpo: 0.01, full: 1, drill: 24, retained: 10_000, copies: 4 },
      { rpo: 1.5, full: 1, drill: 5_000, retained: 10_000, copies: 3 },
    ),
  }),
  auditYears: some(1, 7),
  worm: some('compliance' as const, 'governance' as const),
  p95: some(100, 300, 900),
  errors: some(0.1, 0.9, 2),
  requests: some(0, 299, 300),
  pushedBy: some('ann', 'bob', 'eve'),
  evidenceKey: some('k1', 'k2'),
})

/** JSON is YAML. Roles stand in the baseline, so that both policies mean the same people. */
async function merged(baseline: object, repository: object): Promise<LoadedPolicy | undefined> {
  try {
    return await loadPolicy({
      read: async (ref) => ({
        text: JSON.stringify(ref === undefined ? { ...repository, extends: 'o/r//b.yml@v1' } : baseline),
        uri: 'f',
      }),
      path: 'p',
      now: NOW,
    })
  } catch (error) {
    if (error instanceof InputError) return undefined
    throw error
  }
}

async function alone(baseline: object): Promise<LoadedPolicy | undefined> {
  try {
    return await loadPolicy({ read: async () => ({ text: JSON.stringify(baseline), uri: 'b' }), path: 'b', now: NOW })
  } catch (error) {
    if (error instanceof InputError) return undefined
    throw error
  }
}

/** One section of the repository’s policy at a time, so that most of what is generated merges. */
const oneSection = policy.chain((whole) => {
  const names = Object.keys(whole)
  return names.length === 0 ? fc.constant(whole) : fc.constantFrom(...names).map((name) => ({ [name]: whole[name] }))
})

/** Of policies that do merge, which is about one in eight of those generated. */
const RUNS = Number(process.env['MERGE_RUNS'] ?? 60)

test('whatever a merged policy passes, its baseline passes', { timeout: 120_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.tuple(presets, roles, policy, presets, fc.option(people), oneSection),
      fc.array(observed, { minLength: 20, maxLength: 20 }),
      async ([basePreset, baseRoles, base, preset, sre, own], evidence) => {
        const baseline = { preset: basePreset, roles: baseRoles, ...base }
        const repository = { preset, ...(sre === null ? {} : { roles: { sre } }), ...own }
        const [from, to] = await Promise.all([alone(baseline), merged(baseline, repository)])
        // Skipped, and another is tried; refusing everything would run out of tries, and fail.
        fc.pre(from !== undefined && to !== undefined)
        for (const seen of evidence) {
          const before = passes(from.policy, seen)
          for (const [what, holds] of Object.entries(passes(to.policy, seen))) {
            if (holds && before[what] !== true)
              throw new Error(
                `${what} passes merged, and not by the baseline: ${JSON.stringify({ seen, merged: to.policy })}`,
              )
          }
        }
      },
    ),
    { numRuns: RUNS },
  )
})

test('a policy that writes nothing but its preset changes nothing of a baseline of that preset', {
  timeout: 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(presets, roles, policy, async (preset, baseRoles, base) => {
      const baseline = { preset, roles: baseRoles, ...base }
      const [from, to] = await Promise.all([alone(baseline), merged(baseline, { preset })])
      if (from !== undefined) expect(to?.policy).toEqual({ ...from.policy, defaults: '2026.11' })
    }),
    { numRuns: 200 },
  )
})
