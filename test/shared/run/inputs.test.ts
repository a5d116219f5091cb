import { describe, expect, test } from 'vitest'
import * as z from 'zod/mini'
import {
  choice,
  commitSha,
  commonInputs,
  line,
  lines,
  pullAsked,
  readInputs,
  secretInputs,
} from '../../../shared/run/inputs.ts'
import { InputError } from '../../../shared/verdict/input-error.ts'

const schema = z.object({
  ...commonInputs,
  reports: lines(),
  commit: z.optional(commitSha()),
  title: z.optional(line()),
  color: z.optional(choice(['red', 'green'])),
})
const SHA = '9a04d1e59a04d1e59a04d1e59a04d1e59a04d1e5'
const read = (env: Record<string, string>) => readInputs(schema, { INPUT_REPORTS: 'a.sarif', ...env }, 'security-gate')

function problems(env: Record<string, string>): readonly string[] {
  try {
    read(env)
  } catch (error) {
    if (error instanceof InputError) return error.problems
    throw error
  }
  return []
}

test('what is not given has its default', () => {
  expect(read({})).toEqual({
    policy: '.github/production.yml',
    statements: [],
    signing: 'none',
    'evidence-dir': '.production-gates',
    wait: 0,
    'check-run': 'off',
    comment: 'off',
    sarif: 'off',
    reports: ['a.sarif'],
  })
})

test('empty and blank mean not given', () => {
  expect(read({ INPUT_POLICY: '', INPUT_WAIT: ' \n', INPUT_TOKEN: '' })).toEqual(read({}))
  expect(problems({ INPUT_REPORTS: ' ' })).toEqual(['Input `reports` is required and not given.'])
})

test('names are as the runner makes them: upper case, hyphens stay', () => {
  expect(read({ 'INPUT_POLICY-TOKEN': 't', 'INPUT_EVIDENCE-DIR': 'out' })).toMatchObject({
    'policy-token': 't',
    'evidence-dir': 'out',
  })
  const spaced = z.object({ 'my name': line() })
  expect(readInputs(spaced, { INPUT_MY_NAME: 'x' }, 'security-gate')).toEqual({ 'my name': 'x' })
})

describe('values', () => {
  test('a line is trimmed of ASCII white space only', () => {
    expect(read({ INPUT_TITLE: ' \t a b \r\n' }).title).toBe('a b')
    expect(read({ INPUT_TITLE: '\ufeffmain\u00a0' }).title).toBe('\ufeffmain\u00a0')
  })

  test('a line is one line, and not endless', () => {
    expect(problems({ INPUT_TITLE: 'a\nb' })).toEqual(['Input `title`: "a\\nb" must be a single line.'])
    expect(problems({ INPUT_TITLE: 'a\0b' })).toEqual(['Input `title`: "a\\x00b" must be a single line.'])
    expect(read({ INPUT_TITLE: 'x'.repeat(4096) }).title).toHaveLength(4096)
    expect(problems({ INPUT_TITLE: 'x'.repeat(4097) })).toEqual(['Input `title`: is longer than 4096 characters.'])
  })

  test('lines: one entry each, without blanks and comments', () => {
    expect(read({ INPUT_REPORTS: ' a.sarif \r\n\n# not this\rb.json\n' }).reports).toEqual(['a.sarif', 'b.json'])
    expect(read({ INPUT_REPORTS: 'x\n'.repeat(1000) }).reports).toHaveLength(1000)
    expect(problems({ INPUT_REPORTS: 'x\n'.repeat(1001) })).toEqual([
      'Input `reports`: has 1001 entries; at most 1000 are read.',
    ])
  })

  test('a secret is kept as it is and never quoted', () => {
    const pem = '-----BEGIN PRIVATE KEY-----\nours\n-----END PRIVATE KEY-----\n'
    expect(read({ INPUT_SIGNING: 'ed25519', 'INPUT_SIGNING-KEY': pem })['signing-key']).toBe(pem)
    expect(problems({ 'INPUT_SIGNING-KEY': pem, INPUT_TOKEN: 'planted-canary', INPUT_WAIT: 'x' }).join()).not.toMatch(
      /ours|planted/,
    )
  })

  test.each([
    ['90s', 90_000],
    ['15m', 900_000],
    [' 4h ', 14_400_000],
    ['24h', 86_400_000],
    ['0s', 0],
  ])('wait %s is %d ms', (text, ms) => {
    expect(read({ INPUT_WAIT: text }).wait).toBe(ms)
  })

  test.each(['15', '1d', '25h', '-1m', '1.5h', '15 m', 'm', '9999999999s'])('wait %s is refused', (text) => {
    expect(problems({ INPUT_WAIT: text })).toEqual([
      `Input \`wait\`: "${text}" is not a time to wait. Write a number and s, m or h, at most 24h, e.g. 15m.`,
    ])
  })

  test('a commit is complete', () => {
    expect(read({ INPUT_COMMIT: ` ${SHA.toUpperCase()} ` }).commit).toBe(SHA)
    expect(read({ INPUT_COMMIT: 'ab'.repeat(32) }).commit).toBe('ab'.repeat(32))
    for (const bad of ['9a04d1e', 'main', '0'.repeat(40), `${SHA}0`, `\ufeff${SHA}`, `${SHA}\nx`]) {
      expect(problems({ INPUT_COMMIT: bad })[0]).toMatch(
        /^Input `commit`: ".*" is not a full commit id\. Give all 40 hex digits/,
      )
    }
  })

  test('a policy lies in the repository', () => {
    expect(read({ INPUT_POLICY: ' ci/production.yml\n' }).policy).toBe('ci/production.yml')
    for (const bad of ['../p.yml', '/p.yml', 'a\nb', 'https://evil.example/p.yml']) {
      expect(problems({ INPUT_POLICY: bad })[0]).toMatch(
        /^Input `policy`: ".*" is not a path inside the repository\. Write it relative to its root, without `\.\.`\.$/,
      )
    }
  })

  test('one of several', () => {
    expect(read({ INPUT_COLOR: ' green' }).color).toBe('green')
    expect(problems({ INPUT_COLOR: 'Green' })).toEqual(['Input `color`: "Green" is not one of red, green.'])
  })
})

describe('signing', () => {
  test.each(['kms', 'keyless'])('%s does not exist yet', (how) => {
    expect(problems({ INPUT_SIGNING: how })).toEqual([
      `Input \`signing\`: "${how}" is not built yet. What exists is none and ed25519 (with \`signing-key\`).`,
    ])
  })

  test('anything else never will', () => {
    expect(problems({ INPUT_SIGNING: 'gpg' })).toEqual([
      'Input `signing`: "gpg" is not a way to sign. What exists is none and ed25519 (with `signing-key`).',
    ])
  })

  test('a key that is missing or would be ignored is noticed', () => {
    expect(problems({ INPUT_SIGNING: ' ed25519' })).toEqual([
      'Input `signing-key` is needed for `signing: ed25519`: the private key as PKCS#8 PEM.',
    ])
    expect(problems({ 'INPUT_SIGNING-KEY': 'k' })).toEqual([
      'Input `signing-key` is given, but `signing` is none: nothing would be signed. Set `signing: ed25519`.',
    ])
    expect(problems({ INPUT_SIGNING: 'ed25519', 'INPUT_SIGNING-KEY': 'k' })).toEqual([])
  })
})

describe('undeclared inputs', () => {
  test.each([
    ['INPUT_MODE', 'mode', 'rollout.security-gate'],
    ['INPUT_FAIL-ON', 'fail-on', 'security-gate.block'],
    ['INPUT_FAIL_ON', 'fail_on', 'security-gate.block'],
    ['INPUT_SEVERITY', 'severity', 'security-gate.block'],
    ['INPUT_THRESHOLD', 'threshold', 'security-gate.block'],
    ['INPUT_THRESHOLDS', 'thresholds', 'security-gate.block'],
    ['INPUT_EXCEPTIONS', 'exceptions', 'security-gate.exceptions'],
    ['INPUT_IGNORE', 'ignore', 'security-gate.exceptions'],
    ['INPUT_KINDS', 'kinds', 'security-gate.require'],
    ['INPUT_REQUIRE', 'require', 'security-gate.require'],
    ['INPUT_MAX-AGE', 'max-age', 'security-gate.max-age'],
    ['INPUT_BLOCK', 'block', 'security-gate.block'],
    ['INPUT_SCOPE', 'scope', 'security-gate.scope'],
    ['INPUT_VEX', 'vex', 'security-gate.vex'],
    ['INPUT_OVERRIDE', 'override', 'override'],
  ])('%s is the policy’s to say', (key, name, policyKey) => {
    expect(problems({ [key]: 'x' })).toEqual([
      `Input \`${name}\` does not exist: a workflow could loosen the gate with it. Say it in .github/production.yml under \`${policyKey}\`.`,
    ])
  })

  test('a typo is answered with what was meant', () => {
    expect(problems({ INPUT_REPORT: 'x' })).toEqual(['Input `report` does not exist. Did you mean `reports`?'])
    expect(problems({ INPUT_COMIT: 'x' })).toEqual(['Input `comit` does not exist. Did you mean `commit`?'])
  })

  test('anything else with what there is', () => {
    expect(problems({ INPUT_XYZZY: 'x' })).toEqual([
      'Input `xyzzy` does not exist. Known are token, policy-token, policy, statements, signing, signing-key, tracker-user, tracker-token, evidence-dir, wait, check-run, comment, sarif, reports, commit, title, color.',
    ])
    expect(problems({ INPUT___PROTO__: 'x' })[0]).toContain('Input `__proto__` does not exist.')
  })

  test('an empty one says nothing', () => {
    expect(problems({ INPUT_MODE: '' })).toEqual([])
  })
})

test('all problems at once: what does not exist first', () => {
  expect(
    problems({ INPUT_REPORTS: '', INPUT_MODE: 'warn', INPUT_WAIT: 'long', INPUT_SIGNING: 'kms', INPUT_A: 'x' }).map(
      (p) => p.slice(0, 20),
    ),
  ).toEqual([
    'Input `a` does not e',
    'Input `mode` does no',
    'Input `signing`: "km',
    'Input `wait`: "long"',
    'Input `reports` is r',
  ])
})

test('what must be masked before anything is printed', () => {
  const env = {
    INPUT_TOKEN: 't1',
    'INPUT_POLICY-TOKEN': 't2',
    'INPUT_SIGNING-KEY': 'k',
    INPUT_REPORTS: 'r',
    'INPUT_TRACKER-USER': 'u',
    'INPUT_TRACKER-TOKEN': 't3',
  }
  expect(secretInputs(env)).toEqual(['t1', 't2', 'k', 'u', 't3'])
  expect(secretInputs({ INPUT_TOKEN: '', 'INPUT_SIGNING-KEY': '\n' })).toEqual([])
})

describe('a pull request', () => {
  const asked = z.object({ pull: z.optional(pullAsked()) })

  test.each([
    ['7', 7],
    [' 812\n', 812],
    ['due', 'due'],
  ])('is %j', (text, pull) => {
    expect(readInputs(asked, { INPUT_PULL: text }, 'security-gate')).toEqual({ pull })
  })

  test.each(['0', '-1', '07', '1.5', '1e3', '#7', 'DUE', 'all', '2147483648', '7\n8'])('is not %j', (text) => {
    expect(() => readInputs(asked, { INPUT_PULL: text }, 'security-gate')).toThrow(
      /^Input `pull`: .* is neither the number of a pull request nor `due`\.$/,
    )
  })
})
