import { describe, expect, test } from 'vitest'
import { IN_TOTO, signDsse } from '../../shared/evidence/dsse.ts'
import { sealEvidence } from '../../shared/evidence/files.ts'
import { statementOf } from '../../shared/evidence/statement.ts'
import { main } from '../../verify/main.ts'
import { COMMIT, evidence, POLICY_SHA256, pair, TREE, verdict } from '../shared/evidence/sample.ts'
import { fakeIo } from './fake-io.ts'

const key = pair('production-gates/acme', 1)
const sealed = sealEvidence(evidence)
const bundleOf = (conclusion: 'pass' | 'fail') => {
  const made = statementOf(sealed, { ...verdict, conclusion }, true)
  return signDsse(IN_TOTO, made.kind === 'statement' ? made.bytes : Buffer.of(), key.signing)
}
const files = {
  'passed.jsonl': bundleOf('pass'),
  'failed.jsonl': bundleOf('fail'),
  'evidence.json': sealed.bytes,
  'other.json': '{}',
}
const flags: Readonly<Record<string, string>> = {
  gate: 'security-gate',
  key: key.vkey,
  'repository-id': '404',
  'owner-id': '77',
  evidence: 'evidence.json',
  'policy-sha256': POLICY_SHA256,
  commit: COMMIT,
  tree: TREE,
  'base-ref': 'refs/heads/main',
  pull: '812',
}
const argsOf = (changes: Readonly<Record<string, string | undefined>> = {}) =>
  Object.entries({ ...flags, ...changes }).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value]))
function run(changes: Readonly<Record<string, string | undefined>> = {}, ...more: string[]) {
  const io = fakeIo(files)
  const exit = main(['statement', ...(more.length > 0 ? more : ['passed.jsonl']), ...argsOf(changes)], io, {})
  return { exit, printed: io.printed, complained: io.complained }
}

describe('statement', () => {
  test('that is good', () => {
    expect(run()).toEqual({ exit: 0, printed: ['Good: PASSED, signed by production-gates/acme.'], complained: [] })
  })

  test('that failed, for who asks', () => {
    expect(run({ result: 'FAILED' }, 'failed.jsonl').printed).toEqual([
      'Good: FAILED, signed by production-gates/acme.',
    ])
    expect(run({}, 'failed.jsonl')).toMatchObject({
      exit: 1,
      printed: ['Refused: wrong-result. The statement says result "FAILED", expected is "PASSED".'],
    })
  })

  test('as JSON', () => {
    expect(JSON.parse(run({}, 'passed.jsonl', '--json').printed.join(''))).toMatchObject({
      ok: true,
      signer: 'production-gates/acme',
      statement: { predicate: { 'urn:production-gates:pull': 812 } },
    })
    expect(JSON.parse(run({ pull: '813' }, 'passed.jsonl', '--json').printed.join(''))).toEqual({
      ok: false,
      problem: 'wrong-pull',
      detail: 'The statement says pull request 812, expected is 813.',
    })
  })

  test.each<[string, string | undefined, string]>([
    ['gate', 'dod-check', 'signer-not-trusted'],
    ['repository-id', '405', 'wrong-repository'],
    ['owner-id', '78', 'wrong-owner'],
    ['evidence', 'other.json', 'wrong-evidence'],
    ['policy-sha256', 'ab', 'wrong-policy'],
    ['commit', TREE, 'wrong-commit'],
    ['commit', undefined, 'wrong-commit'],
    ['tree', undefined, 'wrong-tree'],
    ['base-ref', undefined, 'wrong-base-ref'],
    ['pull', undefined, 'wrong-pull'],
    ['min-strength', '3', 'too-weak'],
    ['at', '2026-11-22T00:00:00Z', 'expired'],
    ['at', '2026-11-01T00:00:00.5Z', 'not-yet-valid'],
    ['key', pair('production-gates/acme', 2).vkey, 'unsigned'],
  ])('--%s %s is refused', (name, value, problem) => {
    const { exit, printed } = run({ [name]: value })
    expect(exit).toBe(1)
    expect(printed.length).toBe(1)
    expect(printed[0]).toContain(`Refused: ${problem}. `)
  })

  test('years later, the question is about the day of the merge', () => {
    const late = fakeIo(files, { now: () => '2033-01-01T00:00:00Z' })
    expect(main(['statement', 'passed.jsonl', ...argsOf()], late, {})).toBe(1)
    expect(main(['statement', 'passed.jsonl', ...argsOf({ at: '2026-11-20T18:00:00Z' })], late, {})).toBe(0)
  })

  test('takes several keys', () => {
    expect(run({}, 'passed.jsonl', '--key', pair('other', 3).vkey).exit).toBe(0)
  })

  test.each<[string, Readonly<Record<string, string | undefined>>, string[], string]>([
    ['no gate', { gate: undefined }, [], 'Error: --gate is missing: without it the statement could be about anything.'],
    ['no key', { key: undefined }, [], 'Error: --key is missing'],
    ['no repository', { 'repository-id': undefined }, [], 'Error: --repository-id is missing'],
    ['no owner', { 'owner-id': undefined }, [], 'Error: --owner-id is missing'],
    ['no evidence', { evidence: undefined }, [], 'Error: --evidence is missing'],
    ['no policy', { 'policy-sha256': undefined }, [], 'Error: --policy-sha256 is missing'],
    ['an unknown gate', { gate: 'x' }, [], 'Error: --gate must be one of security-gate, dod-check'],
    [
      'a repository by name',
      { 'repository-id': 'acme/app' },
      [],
      'Error: --repository-id must be a whole number greater than 0.',
    ],
    ['an owner 0', { 'owner-id': '0' }, [], 'Error: --owner-id must be a whole number greater than 0.'],
    [
      'a number no number can hold',
      { 'owner-id': '9007199254740993' },
      [],
      'Error: --owner-id must be a whole number greater than 0.',
    ],
    ['a pull request by name', { pull: '#1' }, [], 'Error: --pull must be a whole number greater than 0.'],
    ['an unknown result', { result: 'passed' }, [], 'Error: --result must be PASSED or FAILED.'],
    ['a strength of 4', { 'min-strength': '4' }, [], 'Error: --min-strength must be 0, 1, 2 or 3.'],
    [
      'a day without its time',
      { at: '2026-11-20' },
      [],
      'Error: --at must be an instant in UTC like 2026-11-20T17:04:00Z.',
    ],
    [
      'a time that is none',
      { at: '2026-99-20T00:00:00Z' },
      [],
      'Error: --at must be an instant in UTC like 2026-11-20T17:04:00Z.',
    ],
    ['two files', {}, ['a', 'b'], 'Error: Name one file. Usage: statement FILE --gate GATE'],
    ['no such file', {}, ['a'], 'Error: a cannot be read: there is no such file.'],
    ['no such evidence', { evidence: 'a' }, [], 'Error: a cannot be read: there is no such file.'],
  ])('%s is an error', (_, changes, more, message) => {
    const { exit, printed, complained } = run(changes, ...more)
    expect({ exit, printed }).toEqual({ exit: 3, printed: [] })
    expect(complained.join('\n')).toContain(message)
  })

  test('all that is missing is told at once', () => {
    const io = fakeIo()
    expect(main(['statement', 'x'], io, {})).toBe(3)
    expect(io.complained.length).toBe(6)
    expect(main(['statement'], io, {})).toBe(3)
    expect(io.complained.at(-1)).toContain('Error: Name one file.')
  })

  test('a key that cannot be read is an error of the question, not a refusal', () => {
    expect(run({ key: 'x' })).toEqual({
      exit: 3,
      printed: [expect.stringContaining('Refused: key-unusable.')],
      complained: [],
    })
  })
})
