import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import {
  loadPolicy,
  type PolicyRef,
  PolicyUnreadable,
  parseExtends,
  type ReadPolicy,
} from '../../../shared/policy/load.ts'
import { enforcementOf } from '../../../shared/policy/rollout.ts'
import { InputError } from '../../../shared/verdict/input-error.ts'

const now = new Date('2026-11-20T12:00:00Z')
const path = '.github/production.yml'

/** The repository’s own file under ``, baselines under `owner/repo//path@ref`. */
const reader =
  (files: Readonly<Record<string, string>>): ReadPolicy =>
  async (ref, at) => {
    const uri = ref === undefined ? at : `${ref.owner}/${ref.repo}//${at}@${ref.ref}`
    const text = files[ref === undefined ? '' : uri]
    return text === undefined ? undefined : { text, uri, commit: `commit-of-${uri}` }
  }
const load = (files: Readonly<Record<string, string>>, ref?: PolicyRef) =>
  loadPolicy({ read: reader(files), path, now, ...(ref === undefined ? {} : { ref }) })
async function problems(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  try {
    await load(files)
    return []
  } catch (error) {
    if (error instanceof InputError) return error.problems
    throw error
  }
}
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex')

describe('one file', () => {
  test('no file is preset starter, observing', async () => {
    const { policy, parts, origin } = await load({})
    expect([origin, parts, policy.preset, policy.defaults]).toEqual(['none', [], 'starter', '2026.11'])
    expect(enforcementOf(policy, 'security-gate', now.toISOString())).toEqual({
      mode: 'observe',
      because: 'no-policy',
      preset: 'starter',
    })
  })

  test('starter asks for the three scans, what the change brings in, CI and one approval', async () => {
    const text = 'preset: starter'
    const { policy, parts, origin } = await load({ '': text })
    expect(origin).toBe('file')
    expect(parts).toEqual([{ uri: path, commit: `commit-of-${path}`, sha256: sha256(text) }])
    expect(policy['security-gate']).toEqual({
      require: ['sast', 'sca', 'secret'],
      block: ['critical', 'high', 'unknown'],
      scope: { 'pull-request': 'introduced', release: 'all' },
      'inherited-debt': { critical: '7d', high: '30d' },
      misconfiguration: 'block',
      'severity-source': 'max',
      'max-age': { sca: '24h', secret: '7d' },
      'sarif-suppressions': 'report',
      exceptions: '.github/security-exceptions.yml',
      'exception-max-age': '90d',
      'exceptions-max-open': 20,
      vex: [],
    })
    expect(policy['definition-of-done']).toEqual({
      'ci-green': { level: 'block', workflows: ['.github/workflows/pr-quality-gate.yml'] },
      'security-scanned': { level: 'block' },
      'gate-integrity': {},
      criteria: [
        {
          id: 'approved',
          title: 'Someone other than the authors approved',
          proof: { approval: { count: 1 } },
          level: 'block',
        },
      ],
    })
    expect(Object.keys(policy).toSorted()).toEqual([
      'defaults',
      'definition-of-done',
      'enforcement',
      'evidence',
      'freeze-exceptions',
      'freezes',
      'override',
      'preset',
      'roles',
      'rollout',
      'security-gate',
      'trust',
      'version',
    ])
    expect(enforcementOf(policy, 'security-gate', now.toISOString())).toEqual({ mode: 'enforce' })
  })

  test('standard only warns where it guesses, and production blocks that on critical paths', async () => {
    const [standard, production] = await Promise.all([
      load({ '': 'preset: standard' }),
      load({ '': 'preset: production' }),
    ])
    const levels = (loaded: typeof standard) =>
      Object.entries(loaded.policy['definition-of-done']).flatMap(([id, settings]) =>
        settings && 'level' in settings && settings.level !== 'block' ? [[id, settings.level]] : [],
      )
    const guesses = ['traceable', 'documented', 'data-change', 'runbook', 'environment-fence']
    expect(levels(standard)).toEqual(guesses.map((id) => [id, 'warn']))
    expect(levels(production)).toEqual(guesses.map((id) => [id, 'critical-paths']))
    expect(standard.policy['security-gate'].scope).toEqual({ 'pull-request': 'introduced', release: 'all' })
    expect(production.policy['security-gate'].scope).toEqual({ 'pull-request': 'all', release: 'all' })
    expect(standard.policy.backups).toBeUndefined()
    expect(production.policy.backups).toEqual({
      defaults: {
        rpo: '15m',
        rto: '4h',
        'full-every': '24h',
        'incremental-every': '1h',
        'verify-every': '26h',
        'verify-data-every': '7d',
        'drill-every': '92d',
        encryption: 'sse-kms',
        copies: { total: 2, offsite: 1 },
      },
      drill: { integrity: ['dump', 'amcheck', 'checksums'] },
    })
    expect(production.policy['change-management']).toEqual({
      staged: { environment: 'staging', soak: '24h' },
      'rollback-plan': { section: 'Rollback plan' },
    })
  })

  test('what is written wins, true means the preset’s settings, false means off', async () => {
    const { policy } = await load({
      '': 'preset: production\nsecurity-gate: { block: [critical], max-age: { sca: 12h }, provenance: { images: [] } }\ndefinition-of-done: { owned: { unowned: block }, flagged: false, runbook: true, criteria: [] }\nbackups: { stores: [{ name: a, tool: t, retain: 1d, rpo: 5m, copies: { total: 3 } }] }\nreadiness: { alerts: true }',
    })
    expect(policy['security-gate']).toMatchObject({
      block: ['critical'],
      'max-age': { sca: '12h', secret: '7d' },
      provenance: { images: [], require: ['signature', 'sbom'] },
    })
    const done = policy['definition-of-done']
    expect([done.owned, done.flagged, done.runbook]).toEqual([
      { level: 'block', unowned: 'block', contributors: 'pushers-and-authors' },
      false,
      { level: 'critical-paths' },
    ])
    expect(policy.backups?.stores?.[0]).toMatchObject({ rpo: '5m', rto: '4h', copies: { total: 3, offsite: 1 } })
    expect(policy.readiness?.alerts).toEqual({ level: 'block' })
  })

  test('a criterion of the preset can be replaced by its id', async () => {
    const { policy } = await load({
      '': 'preset: starter\ndefinition-of-done: { criteria: [{ id: approved, title: Two, proof: { approval: { count: 2 } } }] }',
    })
    expect(policy['definition-of-done'].criteria).toEqual([
      { id: 'approved', title: 'Two', proof: { approval: { count: 2 } } },
    ])
  })

  test('rollout decides the level of a criterion, wherever it is declared', async () => {
    const { policy } = await load({
      '': 'preset: standard\nrollout: { criteria: { owned: warn, documented: block, mine: warn, box: warn } }\ndefinition-of-done: { criteria: [{ id: mine, title: t, proof: { owners: {} } }] }\nchange-management: { checklist: [{ id: box, text: t, proof: { owners: {} } }] }',
    })
    expect(policy['definition-of-done'].owned).toMatchObject({ level: 'warn' })
    expect(policy['definition-of-done'].documented).toMatchObject({ level: 'block' })
    expect(policy['definition-of-done'].criteria?.[0]?.level).toBe('warn')
    expect(policy['change-management']?.checklist?.[0]?.level).toBe('warn')
  })

  test('observing holds through its last day, and then enforces by itself', async () => {
    const { policy } = await load({
      '': 'preset: starter\nrollout: { security-gate: { observe-until: 2026-12-01 }, dod-check: enforce }',
    })
    expect(enforcementOf(policy, 'security-gate', '2026-12-01T23:59:59Z')).toEqual({
      mode: 'observe',
      until: '2026-12-01',
      because: 'rollout',
    })
    expect(enforcementOf(policy, 'security-gate', '2026-12-02T00:00:00Z')).toEqual({ mode: 'enforce' })
    expect(enforcementOf(policy, 'dod-check', '2026-11-20T00:00:00Z')).toEqual({ mode: 'enforce' })
  })
})

describe('extends', () => {
  const base = 'acme/.github//base.yml@v1'
  const extending = (text = '') => `preset: production\nextends: ${base}\n${text}`

  test('several levels are read, merged from the last one up, and each is a part', async () => {
    const files = {
      '': extending('security-gate: { max-age: { secret: 1d } }'),
      [base]:
        'preset: production\nextends: acme/root//policy/root.yml@main\nsecurity-gate: { max-age: { sca: 12h } }\nroles: { sre: { users: [ann] } }',
      'acme/root//policy/root.yml@main':
        'preset: standard\nsecurity-gate: { exceptions-max-open: 5 }\noverride: { approvers: [sre] }',
    }
    const { policy, parts } = await load(files)
    expect(policy['security-gate']).toMatchObject({
      'max-age': { sca: '12h', secret: '1d' },
      'exceptions-max-open': 5,
      scope: { 'pull-request': 'all' },
    })
    expect([policy.preset, policy.override.approvers, policy.roles]).toEqual([
      'production',
      ['sre'],
      { sre: { users: ['ann'] } },
    ])
    expect(parts.map(({ uri, sha256: digest }) => [uri, digest])).toEqual([
      [path, sha256(files[''])],
      [base, sha256(files[base] ?? '')],
      ['acme/root//policy/root.yml@main', sha256(files['acme/root//policy/root.yml@main'] ?? '')],
    ])
  })

  test('a baseline that is missing or cannot be read is not an empty one', async () => {
    await expect(load({ '': extending() })).rejects.toThrow(
      new PolicyUnreadable(
        `The policy extends ${base}, which does not exist or may not be seen; a token that can read that repository (\`policy-token\`) opens it`,
      ),
    )
    const read: ReadPolicy = async (ref) => {
      if (ref !== undefined) throw new Error('403')
      return { text: extending(), uri: 'p' }
    }
    const refused = loadPolicy({ read, path, now })
    await expect(refused).rejects.toBeInstanceOf(PolicyUnreadable)
    await expect(refused).rejects.toMatchObject({ name: 'PolicyUnreadable', cause: new Error('403') })
    await expect(refused).rejects.toThrow('which could not be read')
  })

  test('a circle is an error, in whatever case it is written', async () => {
    expect(
      await problems({ '': extending(), [base]: 'preset: production\nextends: ACME/.github//base.yml@v1' }),
    ).toEqual([
      `${base}:2:10: extends "ACME/.github//base.yml@v1", which is extended already: these files go round in a circle`,
    ])
    const own: ReadPolicy = async () => ({ text: `preset: starter\nextends: a/b//${path}@main`, uri: path })
    await expect(loadPolicy({ read: own, path, now, ref: { owner: 'a', repo: 'b', ref: 'main' } })).rejects.toThrow(
      'go round in a circle',
    )
  })

  test('six files are enough', async () => {
    const files: Record<string, string> = { '': 'preset: starter\nextends: a/b//1@v' }
    for (let index = 1; index <= 6; index += 1)
      files[`a/b//${index}@v`] = `preset: starter\nextends: a/b//${index + 1}@v`
    expect(await problems(files)).toEqual([
      'a/b//5@v:2:10: extends another baseline below 5 others; bring some of them together',
    ])
  })

  test.each([
    'acme/base.yml',
    'acme/r//a.yml',
    '//a@v',
    'a/b//../c@v',
    'a/b//c//d@v',
    'a/..//c@v',
    'a/b///c@v',
    'a/b//./c@v',
  ])('%s is no baseline', async (text) => {
    expect(parseExtends(text)).toBeUndefined()
    expect(await problems({ '': `preset: starter\nextends: ${text}` })).toEqual([
      `${path}:2:10: extends ${JSON.stringify(text)} is not a baseline; write owner/repo//path/in/the/repository.yml@ref`,
    ])
  })

  test('a baseline is a file, a repository and a ref', () => {
    expect(parseExtends('acme/.github//a/b.yml@v3')).toEqual({
      ref: { owner: 'acme', repo: '.github', ref: 'v3' },
      path: 'a/b.yml',
    })
  })

  test('problems of all files are said together', async () => {
    expect(
      await problems({
        '': extending('slo: { availability: high }'),
        [base]: 'preset: production\nincidents: { sev-1: soon }',
      }),
    ).toEqual(
      [
        `${path}:3:22: slo.availability is "high", but must be a number`,
        `${base}:2:21: incidents.sev-1 "soon" is not a duration: write a whole number and a unit, such as 15m, 24h, 90d or 7y`,
      ].toSorted(),
    )
  })

  const only = 'a baseline can only be tightened'
  const preset = `${base}:1:9, by its preset`
  test.each([
    [
      'a longer age',
      'security-gate: { max-age: { sca: 48h } }',
      '',
      `3:34: security-gate.max-age.sca is "48h", which is looser than "24h" (${preset})`,
    ],
    [
      'a longer age than written',
      'security-gate: { max-age: { sca: 13h } }',
      'security-gate: { max-age: { sca: 12h } }',
      `3:34: security-gate.max-age.sca is "13h", which is looser than "12h" (${base}:2:34)`,
    ],
    [
      'a kind left out',
      'security-gate: { require: [sast] }',
      '',
      `3:27: security-gate.require leaves out "sca", "secret", which the baseline has (${preset})`,
    ],
    [
      'a word down its order',
      'security-gate: { misconfiguration: warn }',
      '',
      `3:36: security-gate.misconfiguration is "warn", which is looser than "block" (${preset})`,
    ],
    [
      'a word beside',
      'security-gate: { severity-source: score }',
      'security-gate: { severity-source: label }',
      `3:35: security-gate.severity-source is "score", which is neither "label" nor tighter (${base}:2:35)`,
    ],
    [
      'what must stay',
      'security-gate: { sarif-suppressions: ignore }',
      '',
      `3:38: security-gate.sarif-suppressions is "ignore", and must stay "report" (${preset})`,
    ],
    [
      'another exceptions file',
      'security-gate: { exceptions: mine.yml }',
      '',
      `3:30: security-gate.exceptions is "mine.yml", and must stay ".github/security-exceptions.yml" (${preset})`,
    ],
    [
      'a grant',
      'security-gate: { vex: [v.json] }',
      '',
      `3:24: security-gate.vex[0] holds "v.json", which the baseline does not (${preset})`,
    ],
    [
      'an amnesty',
      'security-gate: { dismissals: { by: [], accept-before: 2026-01-01 } }',
      '',
      `3:55: security-gate.dismissals.accept-before is "2026-01-01", and the baseline grants nothing there (${base}:1:9, which does not write it)`,
    ],
    [
      'a person',
      'roles: { sre: { users: [ann, eve] } }',
      'roles: { sre: { users: [ann] } }',
      `3:30: roles.sre.users[1] holds "eve", which the baseline does not (${base}:2:24)`,
    ],
    [
      'a team',
      'roles: { sre: { teams: [a/b] } }',
      'roles: { sre: { users: [ann] } }',
      `3:25: roles.sre.teams[0] holds "a/b", which the baseline does not (${base}:2:15)`,
    ],
    ['a lower preset', 'preset: starter', '', ''],
    [
      'a criterion switched off',
      'definition-of-done: { owned: false }',
      '',
      `3:30: definition-of-done.owned is switched off, and is on in the baseline (${preset})`,
    ],
    [
      'a criterion softened',
      'definition-of-done: { owned: { level: warn } }',
      '',
      `3:39: definition-of-done.owned.level is "warn", which is looser than "block" (${preset})`,
    ],
    [
      'a criterion softened by rollout',
      'rollout: { criteria: { owned: warn } }',
      '',
      `3:31: rollout.criteria.owned is warn, and the baseline has block (${base}:1:9, which does not write it)`,
    ],
    [
      'observing',
      'rollout: { dod-check: { observe-until: 2026-12-01 } }',
      '',
      `3:23: rollout.dod-check observes what the baseline enforces (${base}:1:9, which does not write it)`,
    ],
    [
      'observing longer',
      'rollout: { dod-check: { observe-until: 2026-12-02 } }',
      'rollout: { dod-check: { observe-until: 2026-12-01 } }',
      `3:40: rollout.dod-check.observe-until is "2026-12-02", later than "2026-12-01" (${base}:2:40)`,
    ],
    [
      'approvers of a hotfix',
      'roles: { sre: {} }\nrelease: { hotfix: { approvers: [sre] } }',
      '',
      `4:33: release.hotfix.approvers is written, and the baseline grants none (${base}:1:9, which does not write it)`,
    ],
    [
      'approvers of a hotfix that nobody may approve',
      'roles: { sre: {} }\nrelease: { hotfix: { approvers: [sre] } }',
      'release: { hotfix: { approvers: [] } }',
      `4:33: release.hotfix.approvers is written, and the baseline grants none (${base}:2:33)`,
    ],
    [
      'another freeze of the name',
      'freezes: [{ id: a, window: "Wed 20:00-21:00Z" }]',
      'freezes: [{ id: a, window: "Tue 20:00-21:00Z" }]',
      `3:11: freezes[0] is not the "a" of the baseline; give it another id (${base}:2:11)`,
    ],
    [
      'a looser store',
      'backups: { stores: [{ name: a, tool: t, retain: 1d, rpo: 1h, because: x }] }',
      'backups: { stores: [{ name: a, tool: t, retain: 1d }] }',
      `3:58: backups.stores[0].rpo is "1h", which is looser than "15m" (${base}:2:21)`,
    ],
    [
      'a proof exchanged',
      'readiness: { criteria: [{ id: a, title: t, proof: { backup: {} } }] }',
      'readiness: { criteria: [{ id: a, title: t, proof: { owners: {} } }] }',
      `3:51: readiness.criteria[0].proof is a map of keys, and must stay a map of keys (${base}:2:51)`,
    ],
    [
      'a condition added',
      'readiness: { criteria: [{ id: a, title: t, proof: { owners: {} }, when: { labels: [x] } }] }',
      'readiness: { criteria: [{ id: a, title: t, proof: { owners: {} } }] }',
      `3:73: readiness.criteria[0].when is a map of keys, and the baseline grants nothing there (${base}:2:25)`,
    ],
    [
      'a higher limit',
      'capacity: { limits: { api: 11 } }',
      'capacity: { limits: { api: 10 } }',
      `3:28: capacity.limits.api is 11, which is looser than 10 (${base}:2:28)`,
    ],
  ])('%s loosens', async (_, own, below, expected) => {
    if (own === 'preset: starter') {
      expect(await problems({ '': `preset: starter\nextends: ${base}`, [base]: 'preset: production' })).toEqual([
        `${path}:1:9: preset is "starter", which is looser than "production" (${base}:1:9); ${only}`,
      ])
      return
    }
    expect(await problems({ '': extending(own), [base]: `preset: production\n${below}` })).toEqual([
      `${path}:${expected}; ${only}`,
    ])
  })

  test('what tightens, or what the baseline leaves open, is taken', async () => {
    const { policy } = await load({
      '': extending(
        [
          'roles: { security: { users: [bob] }, sre: { users: [] } }',
          'security-gate: { block: [critical, high, unknown, medium], dismissals: { by: [] } }',
          'freezes: [{ id: b, window: "Wed 20:00-21:00Z" }]',
          'definition-of-done: { owned: true, traceable: { level: block, emitters: [{ call: a, correlation: b }] }, reversible: { level: block } }',
          'release: { tag-prefix: r, sign-offs: [security] }',
          'backups: { defaults: { rpo: 5m }, stores: [{ name: a, tool: t, retain: 2d, rto: 1h }, { name: b, tool: t, retain: 1d, rpo: 1h, because: x }] }',
          'canary: { rollback: [{ event: mine }], preset: slow }',
          'override: { max-per-month: 1 }',
        ].join('\n'),
      ),
      [base]: [
        'preset: production',
        'roles: { sre: { users: [ann], teams: [a/b] } }',
        'freezes: [{ id: a, window: "Tue 20:00-21:00Z" }]',
        'definition-of-done: { reversible: false }',
        'backups: { stores: [{ name: a, tool: t, retain: 1d }] }',
        'canary: { rollback: [{ event: theirs }] }',
      ].join('\n'),
    })
    expect(policy.roles).toEqual({ sre: { users: [], teams: ['a/b'] }, security: { users: ['bob'] } })
    expect(policy['security-gate']).toMatchObject({
      block: ['critical', 'high', 'unknown', 'medium'],
      dismissals: { by: [] },
    })
    expect(policy.freezes).toEqual([
      { id: 'a', window: 'Tue 20:00-21:00Z' },
      { id: 'b', window: 'Wed 20:00-21:00Z' },
    ])
    const done = policy['definition-of-done']
    expect(done.owned).toEqual({ level: 'block', unowned: 'critical-paths', contributors: 'pushers-and-authors' })
    expect(done.traceable).toMatchObject({
      level: 'block',
      proof: 'either',
      emitters: [{ call: 'a', correlation: 'b' }],
    })
    expect(done.reversible).toEqual({ level: 'block' })
    expect(policy.release).toMatchObject({ 'tag-prefix': 'r', 'sign-offs': ['security'], from: 'staging' })
    expect(policy.backups?.stores?.map(({ name, rpo, rto, retain }) => [name, rpo, rto, retain])).toEqual([
      ['a', '5m', '1h', '2d'],
      ['b', '1h', '4h', '1d'],
    ])
    expect(policy.canary).toMatchObject({ preset: 'slow', rollback: [{ event: 'theirs' }, { event: 'mine' }] })
    expect(policy.override['max-per-month']).toBe(1)
  })

  test('a higher preset tightens what the baseline left to its own, and leaves what it wrote', async () => {
    const { policy } = await load({
      '': extending(),
      [base]: 'preset: starter\noverride: { valid: 3d }\ndefinition-of-done: { ci-green: { workflows: [mine.yml] } }',
    })
    expect(policy['security-gate'].scope).toEqual({ 'pull-request': 'all', release: 'all' })
    expect(policy.override.valid).toBe('3d')
    expect(policy['definition-of-done']['ci-green']).toEqual({ level: 'block', workflows: ['mine.yml'] })
    expect(policy['definition-of-done'].criteria?.map(({ id }) => id)).toEqual(['approved'])
    expect(policy['definition-of-done'].flagged).toEqual({ level: 'block' })
    expect(policy.canary?.preset).toBe('fast')
  })

  test('a rollout of the baseline is inherited, until the repository writes the level itself', async () => {
    const files = (own: string) => ({
      '': extending(own),
      [base]: 'preset: production\nrollout: { dod-check: { observe-until: 2026-12-01 }, criteria: { owned: warn } }',
    })
    const inherited = await load(files(''))
    expect(inherited.policy.rollout).toEqual({
      'dod-check': { 'observe-until': '2026-12-01' },
      criteria: { owned: 'warn' },
    })
    expect(inherited.policy['definition-of-done'].owned).toMatchObject({ level: 'warn' })
    const own = await load(files('rollout: { dod-check: enforce, criteria: { owned: block } }'))
    expect(own.policy.rollout).toEqual({ 'dod-check': 'enforce', criteria: { owned: 'block' } })
    const written = await load(files('definition-of-done: { owned: { level: block } }'))
    expect(written.policy['definition-of-done'].owned).toMatchObject({ level: 'block' })
    const softer = await load(files('rollout: { criteria: { owned: warn } }'))
    expect(softer.policy['definition-of-done'].owned).toMatchObject({ level: 'warn' })
  })
})
