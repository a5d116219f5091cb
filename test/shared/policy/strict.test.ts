import { describe, expect, test } from 'vitest'
import { loadPolicy } from '../../../shared/policy/load.ts'
import { InputError } from '../../../shared/verdict/input-error.ts'

const now = new Date('2026-11-20T12:00:00Z')
const load = (text: string) => loadPolicy({ read: async () => ({ text, uri: 'p.yml' }), path: 'p.yml', now })

/** Every problem of a file, or none. */
async function problems(text: string): Promise<readonly string[]> {
  try {
    await load(text)
    return []
  } catch (error) {
    if (error instanceof InputError) return error.problems
    throw error
  }
}

/** Problems of a file that begins with two good lines, so that what is tested stands on line 3. */
const under = (text: string) => problems(`version: 1\npreset: production\n${text}`)

describe('YAML that could mean two things is refused', () => {
  test.each([
    [
      'an empty file',
      '',
      ['p.yml:1:1: the file is empty, where a map of keys is needed; begin with "version: 1" and "preset: starter"'],
    ],
    [
      'a list',
      '- a',
      [
        'p.yml:1:1: the file holds a list, where a map of keys is needed; begin with "version: 1" and "preset: starter"',
      ],
    ],
    [
      'a byte order mark',
      '\uFEFFpreset: starter',
      ['p.yml:1:1: the file begins with a byte order mark; save it as UTF-8 without BOM'],
    ],
    [
      'a tab',
      'preset: starter\nslo:\n\tavailability: 99',
      ['p.yml:3:1: this is not valid YAML 1.2: a tab is used for indentation; use spaces'],
    ],
    [
      'two documents',
      'preset: starter\n---\npreset: production',
      [
        'p.yml:2:1: this is not valid YAML 1.2: a second document begins here; a policy is one document, remove the "---"',
      ],
    ],
    [
      'a repeated key',
      'preset: starter\npreset: production',
      ['p.yml:2:1: key "preset" is written twice; only one of them can be meant'],
    ],
    ['a number as key', 'preset: starter\n1: 2', ['p.yml:2:1: a key must be text; put quotes round it']],
    ['a list as key', 'preset: starter\n? [a]\n: 2', ['p.yml:2:3: a key must be text; put quotes round it']],
    [
      'a merge key',
      'preset: starter\nslo: &a { availability: 99 }\nincidents:\n  <<: *a',
      ['p.yml:4:3: merge keys (<<) are not part of YAML 1.2; write the keys out'],
    ],
    [
      '__proto__',
      'preset: starter\n__proto__: { a: 1 }',
      ['p.yml:2:1: "__proto__" is not a key anything here could have'],
    ],
    [
      'a nested __proto__',
      'preset: starter\nroles: { __proto__: { users: [me] } }',
      ['p.yml:2:10: "__proto__" is not a key anything here could have'],
    ],
    ['a tag', 'preset: !!str starter', ['p.yml:1:15: tags such as !!str are not allowed; write the plain value']],
    [
      'an unknown tag',
      'preset: !secret starter',
      [
        'p.yml:1:9: this is not valid YAML 1.2: tags such as !!binary are not allowed; write the plain value',
        'p.yml:1:17: tags such as !!str are not allowed; write the plain value',
      ],
    ],
    [
      'YAML 1.1',
      '%YAML 1.1\n---\npreset: starter',
      ['p.yml:1:1: remove the %YAML directive; the file is read as YAML 1.2'],
    ],
    [
      'an alias of nothing',
      'preset: *a',
      ['p.yml:1:9: alias *a stands for nothing; no anchor of that name comes before it'],
    ],
    [
      'a number that is none',
      'preset: starter\nslo: { availability: .nan }',
      ['p.yml:2:22: ".nan" is not a number that can be kept exactly; put quotes round it if it is a text'],
    ],
    [
      'a number too large to keep',
      'preset: starter\nslo: { availability: 9007199254740993 }',
      ['p.yml:2:22: "9007199254740993" is not a number that can be kept exactly; put quotes round it if it is a text'],
    ],
    [
      'a value that is missing',
      'preset: starter\nrelease:',
      ['p.yml:2:9: release is nothing, but must be a map of keys'],
    ],
  ])('%s', async (_, text, expected) => {
    expect(await problems(text)).toEqual(expected)
  })

  test('an alias that is used sparingly is the value it stands for', async () => {
    const { policy } = await load('preset: starter\nroles:\n  sre: &p { users: [ann] }\n  security: *p')
    expect(policy.roles['security']).toEqual({ users: ['ann'] })
  })

  test('aliases that multiply are stopped at a hundred', async () => {
    const lines = ['preset: starter', 'roles:', '  a: &p { users: [x] }']
    for (let index = 0; index < 101; index += 1) lines.push(`  r${index}: *p`)
    expect((await problems(lines.join('\n')))[0]).toBe('p.yml:104:9: more than 100 aliases; write the values out')
    expect(await problems(lines.slice(0, -1).join('\n'))).toEqual([])
  })

  test('an alias of itself ends', async () => {
    expect(
      (await problems('preset: starter\nprobes: &a [*a]')).some((line) =>
        line.includes('nested deeper than 32 levels'),
      ),
    ).toBe(true)
  })

  test('a file over 1 MiB is not read at all; one of exactly 1 MiB is', async () => {
    const comment = (bytes: number) => `preset: starter\n#${'x'.repeat(bytes - 17)}`
    expect(await problems(comment(1_048_576))).toEqual([])
    expect(await problems(comment(1_048_577))).toEqual([
      'p.yml:1:1: the file is larger than 1 MiB; a policy is a page or two, so this is probably another file',
    ])
  })

  test.each([
    ['brackets', '['.repeat(200_000)],
    ['quotes', '"'.repeat(200_000)],
    ['anchors', '&a '.repeat(70_000)],
    ['keys', `a: {${Array.from({ length: 40_000 }, (_, index) => `k${index}: 1`).join(',')}}`],
  ])('200 KB of %s end in an error (in quadratic time they would not within the time of a test)', async (_, text) => {
    expect((await problems(text)).length).toBeGreaterThan(0)
  })
})

describe('what is written must be what the schema says, and every problem is said at once', () => {
  test('one file, many mistakes, in reading order', async () => {
    expect(
      await problems(
        [
          'version: 2',
          'preset: productoin',
          'security-gate:',
          '  requrie: [sast]',
          '  block: [critical, hihg]',
          '  max-age: { sca: 24, secret: 1.5h }',
          '  exceptions-max-open: -1',
          '  dismissals: { accept-before: 2026-02-30 }',
          'override: { valid: 24hours }',
          'definition-of-done: { gate-integrity: false, ci-green: maybe, documented: { openapi: api.yaml } }',
          'roles: { Bad Name: { users: [x] }, sre: { user: [x] } }',
          'relaese: {}',
        ].join('\n'),
      ),
    ).toEqual([
      'p.yml:1:10: version is 2, but must be 1',
      'p.yml:2:9: preset is "productoin", but must be one of starter, standard, production; did you mean "production"?',
      'p.yml:4:3: unknown key "requrie" under security-gate; did you mean "require"?',
      'p.yml:5:21: security-gate.block[1] is "hihg", but must be one of critical, high, medium, low, info, unknown; did you mean "high"?',
      'p.yml:6:19: security-gate.max-age.sca is 24, but must be a duration such as 24h',
      'p.yml:6:31: security-gate.max-age.secret "1.5h" is not a duration: write a whole number and a unit, such as 15m, 24h, 90d or 7y',
      'p.yml:7:24: security-gate.exceptions-max-open -1 is less than 0',
      'p.yml:8:15: security-gate.dismissals.by is missing; it must be written',
      'p.yml:8:32: security-gate.dismissals.accept-before "2026-02-30" is a day that does not exist',
      'p.yml:9:20: override.valid "24hours" is not a duration: write a whole number and a unit, such as 15m, 24h, 90d or 7y',
      'p.yml:10:39: definition-of-done.gate-integrity cannot be switched off: who may edit the gates could pass every one of them',
      'p.yml:10:56: definition-of-done.ci-green is "maybe", but must be true or false, or settings',
      'p.yml:10:86: definition-of-done.documented.openapi is "api.yaml", but must be a list',
      'p.yml:11:10: "Bad Name" under roles is not a role name: lower-case letters, digits and -',
      'p.yml:11:43: unknown key "user" under roles.sre; did you mean "users"?',
      'p.yml:12:1: unknown key "relaese" at the top level; did you mean "release"?',
    ])
  })

  test('a file without a preset says which there are', async () => {
    expect(await problems('version: 1')).toEqual([
      'p.yml:1:1: preset is missing; write one of starter, standard, production',
    ])
  })

  test('an edition is read as it is written, and an unknown one lists the known', async () => {
    const said = (edition: string) => [
      `p.yml:3:11: defaults names edition "${edition}", which does not exist; known: 2026.11`,
    ]
    expect(await under('defaults: 2026.110')).toEqual(said('2026.110'))
    expect(await under('defaults: 2026.1')).toEqual(said('2026.1'))
    expect(await under('defaults: "2026.11"')).toEqual([])
  })

  test('an unknown key with nothing near it lists what is known', async () => {
    expect(await under('incidents: { zzzzzzzz: 1h }')).toEqual([
      'p.yml:3:14: unknown key "zzzzzzzz" under incidents; known there: sev-1, sev-2, sev-3',
    ])
  })

  test('a value inside settings is explained as what the settings hold', async () => {
    expect(await under('definition-of-done: { owned: { unowned: all } }')).toEqual([
      'p.yml:3:41: definition-of-done.owned.unowned is "all", but must be one of warn, critical-paths, block',
    ])
    expect(await under('definition-of-done: { owned: { unownd: warn } }')).toEqual([
      'p.yml:3:32: unknown key "unownd" under definition-of-done.owned; did you mean "unowned"?',
    ])
  })

  test.each([
    ['artifacts: [{ name: a, criticality: P0 }]', 'p.yml:3:13: artifacts[0].type is missing; it must be written'],
    ['artifacts: [5]', 'p.yml:3:13: artifacts[0] is 5, but must be a map of keys'],
    ['artifacts: {}', 'p.yml:3:12: artifacts is a map of keys, but must be a list'],
    ['freezes: [5]', 'p.yml:3:11: freezes[0] is 5, but must be a text, or settings'],
    ['enforcement: { app-id: 1.5 }', 'p.yml:3:24: enforcement.app-id is 1.5, but must be a whole number'],
    ['override: { secrets: sometimes }', 'p.yml:3:22: override.secrets is "sometimes", but must be never'],
    [
      'override: { ticket: { tracker: github, verify: 1 } }',
      'p.yml:3:48: override.ticket.verify is 1, but must be true or false',
    ],
    [
      'slo: { page: { latency-p95: soon } }',
      'p.yml:3:29: slo.page.latency-p95 "soon" is not a latency: write whole milliseconds or seconds, such as 350ms',
    ],
    [
      'alerts: { critical: [{ metric: a, above: soon }] }',
      'p.yml:3:42: alerts.critical[0].above "soon" is not a latency: write whole milliseconds or seconds, such as 350ms',
    ],
    [
      'alerts: { critical: [{ metric: a, above: true }] }',
      'p.yml:3:42: alerts.critical[0].above is true, but must be a number, or a text',
    ],
    ['capacity: { limits: { a: b } }', 'p.yml:3:26: capacity.limits.a is "b", but must be a number'],
    ['rollout: { dod-check: observe }', 'p.yml:3:23: rollout.dod-check is "observe", but must be enforce, or settings'],
    ['rollout: { dod-check: {} }', 'p.yml:3:23: rollout.dod-check.observe-until is missing; it must be written'],
    [
      'rollout: { dod-check: { observe-until: 5 } }',
      'p.yml:3:40: rollout.dod-check.observe-until is 5, but must be a date such as 2027-02-01',
    ],
    [
      'environments: { production: { dta: real } }',
      'p.yml:3:31: unknown key "dta" under environments.production; did you mean "data"?',
    ],
    ['key-rotation: 99999999999y', 'p.yml:3:15: key-rotation "99999999999y" is a longer duration than can be counted'],
    [
      'freeze-exceptions: [{ freeze: a, date: 2026-12-01, approved-by: [], reason: r }]',
      'p.yml:3:65: freeze-exceptions[0].approved-by names nobody',
    ],
    ['evidence: { recipient: "" }', 'p.yml:3:24: evidence.recipient "" is empty'],
  ])('%s', async (text, expected) => expect((await under(text))[0]).toBe(expected))

  test('a zone, a latency, a percentage and a configuration name are what they say', async () => {
    expect(await under('release: { zone: UTC+2 }')).toEqual([
      'p.yml:3:18: release.zone "UTC+2" is not an IANA time zone: write one such as UTC or America/New_York',
    ])
    expect(await under('release: { zone: +02:00 }')).toHaveLength(1)
    expect(await under('canary: { promote: { api-p95: 350 } }')).toEqual([
      'p.yml:3:31: canary.promote.api-p95 is 350, but must be a text (put quotes round it)',
    ])
    expect(await under('slo: { availability: 100.1 }')).toEqual([
      'p.yml:3:22: slo.availability 100.1 is more than 100 percent',
    ])
    expect(await under('configuration: { secrets: [TOKEN=abc] }')).toEqual([
      'p.yml:3:28: configuration.secrets[0] "TOKEN=abc" is not the name of a variable; values never stand here',
    ])
  })

  test('control characters and length of a value do not reach the message', async () => {
    const [line] = await under(`release: { zone: "a\\nb${'x'.repeat(80)}" }`)
    expect(line).toBe(
      `p.yml:3:18: release.zone "a?b${'x'.repeat(57)}..." is not an IANA time zone: write one such as UTC or America/New_York`,
    )
  })
})

describe('values that contradict each other', () => {
  const roles = 'roles: { sre: { users: [ann] } }\n'
  test.each([
    [
      'a role nobody declares',
      `${roles}release: { sign-offs: [sre, srr] }`,
      ['p.yml:4:29: release.sign-offs[1] names role "srr", which is not declared; did you mean "sre"?'],
    ],
    [
      'an approver nobody declares',
      'override: { approvers: [chief] }',
      ['p.yml:3:25: override.approvers[0] names role "chief", which is not declared; declare it under `roles`'],
    ],
    [
      'a bypass role',
      'enforcement: { bypass: [x] }',
      ['p.yml:3:25: enforcement.bypass[0] names role "x", which is not declared; declare it under `roles`'],
    ],
    [
      'a dismisser',
      'security-gate: { dismissals: { by: [x] } }',
      ['p.yml:3:37: security-gate.dismissals.by[0] names role "x", which is not declared; declare it under `roles`'],
    ],
    [
      'an owner of a phase',
      'canary: { owners: [[x]] }',
      ['p.yml:3:21: canary.owners[0][0] names role "x", which is not declared; declare it under `roles`'],
    ],
    [
      'a role in a proof',
      'readiness: { criteria: [{ id: a, title: t, proof: { any: [{ attestation: { role: x } }] } }] }',
      [
        'p.yml:3:82: readiness.criteria[0].proof.any[0].attestation.role names role "x", which is not declared; declare it under `roles`',
      ],
    ],
    [
      'an environment',
      'environments: { production: { data: real }, fence: [{ from: production, to: lab }] }',
      [
        'p.yml:3:77: environments.fence[0].to names environment "lab", which is not declared; declare it under `environments`',
      ],
    ],
    [
      'two stores of a name',
      'backups: { stores: [{ name: a, tool: t, retain: 1d }, { name: a, tool: t, retain: 1d }] }',
      ['p.yml:3:63: backups.stores[1].name "a" is there twice; each name stands once'],
    ],
    [
      'two flows of a name',
      'critical-paths: [{ name: a, paths: [x], flows: [{ name: f, functions: [g] }, { name: f, functions: [h] }] }]',
      ['p.yml:3:86: critical-paths[0].flows[1].name "f" is there twice; each name stands once'],
    ],
    [
      'a criterion with a built-in id',
      'definition-of-done: { criteria: [{ id: owned, title: t, proof: { owners: {} } }] }',
      ['p.yml:3:40: definition-of-done.criteria[0].id "owned" is the name of a built-in criterion; choose another id'],
    ],
    [
      'observing for too long',
      'rollout: { dod-check: { observe-until: 2027-02-19 } }',
      ['p.yml:3:40: rollout.dod-check.observe-until 2027-02-19 is 91 days ahead; observing may last 90 days at most'],
    ],
    [
      'softening an unknown criterion',
      'rollout: { criteria: { documneted: warn } }',
      ['p.yml:3:24: rollout.criteria names "documneted", which is no criterion; did you mean "documented"?'],
    ],
    [
      'softening gate-integrity',
      'rollout: { criteria: { gate-integrity: warn } }',
      ['p.yml:3:24: gate-integrity cannot be softened: who edits the gates would pass every gate'],
    ],
    [
      'a freeze that never holds',
      'freezes: [{ id: x, from: 2027-01-02T00:00, to: 2027-01-02T00:00, zone: UTC }]',
      [
        'p.yml:3:11: freezes[0]: `from` (2027-01-02T00:00) is not before `to` (2027-01-02T00:00); this freeze would never hold',
      ],
    ],
    [
      'an exception of no freeze',
      `${roles}freezes: [{ id: tuesday, window: "Tue 20:00-23:00Z" }]\nfreeze-exceptions: [{ freeze: tuesdy, date: 2026-12-01, approved-by: [sre], reason: a }]`,
      ['p.yml:5:31: freeze-exceptions[0].freeze names freeze "tuesdy", which is not declared; did you mean "tuesday"?'],
    ],
    [
      'a proof without probe',
      'readiness: { criteria: [{ id: a, title: t, proof: {} }] }',
      ['p.yml:3:51: readiness.criteria[0].proof names no probe; write one probe, or all: [...] or any: [...]'],
    ],
    [
      'a proof of two probes',
      'readiness: { criteria: [{ id: a, title: t, proof: { owners: {}, backup: {} } }] }',
      ['p.yml:3:51: readiness.criteria[0].proof names owners and backup; write one probe, or all: [...] or any: [...]'],
    ],
    [
      'an empty proof',
      'readiness: { criteria: [{ id: a, title: t, proof: { all: [] } }] }',
      ['p.yml:3:58: readiness.criteria[0].proof.all is empty, and would prove nothing'],
    ],
    [
      'code of two shapes',
      'readiness: { criteria: [{ id: a, title: t, proof: { code: { literal: x, pattern: y } } }] }',
      ['p.yml:3:59: readiness.criteria[0].proof.code needs exactly one of query, pattern, literal and guard'],
    ],
    [
      'a soak longer than its warning',
      'release: { staging-soak: { min: 3d, warn-after: 48h } }',
      [
        'p.yml:3:33: release.staging-soak.min (3d) is longer than warn-after (48h): every release would warn before it may be made',
      ],
    ],
    [
      'hot logs kept longer than cold',
      'retention: { application-logs: { hot: 2y, cold: 1y } }',
      [
        'p.yml:3:39: retention.application-logs.hot (2y) is longer than cold (1y): logs would be gone before they leave the hot store',
      ],
    ],
    [
      'more copies offsite than copies',
      'backups: { defaults: { copies: { total: 1, offsite: 2 } } }',
      ['p.yml:3:53: backups.defaults.copies: 2 copies offsite of 1 in all cannot be'],
    ],
    [
      'a key that never counts',
      'trust: { keys: [{ key: k, gates: [dod-check], from: 2026-12-01, until: 2026-12-01 }] }',
      ['p.yml:3:72: trust.keys[0].until (2026-12-01) is not after from (2026-12-01); the key would never count'],
    ],
    ['budget steps that fall', 'cost: { steps: [75, 75] }', ['p.yml:3:16: cost.steps must rise from one to the next']],
    [
      'a release to where it comes from',
      'release: { from: main, to: main }',
      ['p.yml:3:28: release.to is "main", where release.from already is; a release moves from one branch to another'],
    ],
    [
      'a release that waits for itself',
      'release: { gates: [dod-check, release-tag] }',
      ['p.yml:3:31: release.gates names release-tag itself, which would wait for its own verdict'],
    ],
    [
      'evidence of a gate that is not asked',
      'release: { gates: [dod-check], evidence: { before-tag: [dod-check, security-gate, sign-offs] } }',
      [
        'p.yml:3:68: release.evidence.before-tag[1] asks for the verdict of security-gate, which is not among release.gates',
      ],
    ],
    [
      'a rule of nothing',
      'canary: { rollback: [{ for: 5m }] }',
      ['p.yml:3:22: canary.rollback[0] needs exactly one of metric, event and artifact'],
    ],
    [
      'a rule without threshold',
      'canary: { rollback: [{ metric: a }] }',
      ['p.yml:3:22: canary.rollback[0] needs exactly one of over-baseline, above and at-least'],
    ],
    [
      'an event with threshold',
      'canary: { rollback: [{ event: a, above: 3 }] }',
      ['p.yml:3:22: canary.rollback[0]: above goes with a metric only'],
    ],
    [
      'a metric nobody measures',
      'canary: { metrics: { error-rate: { query: q, unit: ratio } }, rollback: [{ metric: eror-rate, above: 3 }] }',
      ['p.yml:3:84: canary.rollback[0].metric "eror-rate" is not under canary.metrics; did you mean "error-rate"?'],
    ],
    [
      'owners of too few phases',
      `${roles}canary: { preset: slow, owners: [[sre]] }`,
      ['p.yml:4:33: canary.owners has 1 phases, and the slow preset has 3'],
    ],
    [
      'a gate that requires nothing',
      'security-gate: { require: [] }',
      ['p.yml:3:27: security-gate.require is empty: the gate would pass without any evidence'],
    ],
    [
      'a gap in what blocks',
      'security-gate: { block: [critical, low] }',
      ['p.yml:3:25: security-gate.block has low and leaves out high, medium, which is worse'],
    ],
    [
      'a looser store without reason',
      'backups: { stores: [{ name: a, tool: t, retain: 1d, rpo: 16m }] }',
      ['p.yml:3:58: backups.stores[0].rpo "16m" is looser than the preset’s "15m"; say why in `because`'],
    ],
    [
      'fewer copies without reason',
      'backups: { stores: [{ name: a, tool: t, retain: 1d, copies: { total: 1 } }] }',
      [
        'p.yml:3:61: backups.stores[0].copies a map of keys is looser than the preset’s a map of keys; say why in `because`',
      ],
    ],
    [
      'weaker encryption without reason',
      'backups: { stores: [{ name: a, tool: t, retain: 1d, encryption: any }] }',
      ['p.yml:3:65: backups.stores[0].encryption "any" is looser than the preset’s "sse-kms"; say why in `because`'],
    ],
  ])('%s', async (_, text, expected) => {
    expect(await under(text)).toEqual(expected)
  })

  test.each([
    ['the last day of observing', 'rollout: { dod-check: { observe-until: 2027-02-18 } }'],
    ['a day of observing that is over', 'rollout: { dod-check: { observe-until: 2026-01-01 } }'],
    [
      'a looser store with its reason',
      'backups: { stores: [{ name: a, tool: t, retain: 1d, rpo: 1h, because: a cache }] }',
    ],
    [
      'a tighter store',
      'backups: { stores: [{ name: a, tool: t, retain: 1d, rpo: 15m, copies: { total: 2, offsite: 1 } }] }',
    ],
    [
      'softening a criterion of the preset or the team',
      'rollout: { criteria: { mine: warn, tenant-isolation: warn } }\ndefinition-of-done: { criteria: [{ id: mine, title: t, proof: { owners: {} } }] }',
    ],
    ['a staging nobody has declared', 'change-management: { staged: { environment: anything } }'],
  ])('%s is fine', async (_, text) => {
    expect(await under(text)).toEqual([])
  })
})

describe('secrets do not belong in a policy, and no message repeats one', () => {
  const planted = `${'AKI'}A${'PGATES0123456789'}`
  test.each([
    ['a comment', `# -----BEGIN ${'EC'} PRIVATE KEY-----`, 'p.yml:3:3: this looks like a private key'],
    ['a role', `roles: { sre: { users: ["${planted}"] } }`, 'p.yml:3:26: this looks like an AWS access key'],
    [
      'a URL',
      'override: { incident: { link: "https://bot:hunter2hunter2@pager.example.com/*" } }',
      'p.yml:3:32: this looks like a password in a URL',
    ],
    [
      'a signing key',
      'evidence: { recipient: AGE-SECRET-KEY-1QQQQQQQQQQQQQQQQQQQQQ }',
      'p.yml:3:24: this looks like an age secret key',
    ],
    [
      'a note key',
      'trust: { keys: [{ key: PRIVATE+KEY+us+00000000+A, gates: [dod-check] }] }',
      'p.yml:3:24: this looks like a note signing key',
    ],
  ])('%s', async (_, text, expected) => {
    const found = await under(text)
    expect(found[0]).toBe(
      `${expected}; a policy is public to every reader of the repository: revoke it, then remove it`,
    )
    expect(found).toHaveLength(1)
  })

  test('a secret in a place where it is also wrong is not shown', async () => {
    const found = await under(`release: { zone: ${planted} }`)
    expect(found.join()).not.toContain(planted)
    expect(found).toEqual([
      'p.yml:3:18: this looks like an AWS access key; a policy is public to every reader of the repository: revoke it, then remove it',
    ])
  })
})
