import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  checkEnvelope,
  ENVELOPE_KINDS,
  type Envelope,
  MAX_ENVELOPE_BYTES,
  parseEnvelope,
} from '../../../shared/evidence/envelope.ts'
import { InputError } from '../../../shared/verdict/input-error.ts'

const envelope: Envelope = {
  schema: 'urn:production-gates:envelope:v1',
  kinds: ['sast', 'secret'],
  tool: 'Semgrep OSS',
  commit: '9a04d1ee393b5be2773b1ce204f61fe0fd02366a',
  ref: 'refs/pull/812/merge',
  runId: 19_700_000_001,
  runAttempt: 2,
  exitCode: 1,
  sha256: 'ab'.repeat(32),
  finishedAt: '2026-11-20T17:04:00.123Z',
}
const bytesOf = (value: unknown) => Buffer.from(JSON.stringify(value))
const without = (name: keyof Envelope) => Object.fromEntries(Object.entries(envelope).filter(([key]) => key !== name))

describe('parseEnvelope', () => {
  test('reads all of it, and does without what only a workflow knows', () => {
    expect(parseEnvelope(bytesOf(envelope))).toEqual(envelope)
    const local = {
      schema: envelope.schema,
      kinds: ['sca'],
      tool: 'x',
      commit: 'cd'.repeat(32),
      sha256: envelope.sha256,
      finishedAt: '2026-11-20T17:04:00Z',
    }
    expect(parseEnvelope(bytesOf(local))).toEqual(local)
  })

  test('knows four kinds', () => {
    expect(ENVELOPE_KINDS).toEqual(['sast', 'sca', 'secret', 'misconfiguration'])
    expect(parseEnvelope(bytesOf({ ...envelope, kinds: ENVELOPE_KINDS })).kinds).toEqual(ENVELOPE_KINDS)
  })

  test.each<[string, unknown, string]>([
    [
      'another schema',
      { ...envelope, schema: 'urn:production-gates:envelope:v2' },
      'Envelope, schema: must be one of urn:production-gates:envelope:v1.',
    ],
    ['a further field', { ...envelope, note: 'x' }, 'Envelope, top: it has fields that no envelope has.'],
    ['a list', [], 'Envelope, top: must be of type object.'],
    ['no kinds', { ...envelope, kinds: [] }, 'Envelope, kinds: is empty.'],
    ['kinds that are text', { ...envelope, kinds: 'sast' }, 'Envelope, kinds: must be of type array.'],
    [
      'an unknown kind',
      { ...envelope, kinds: ['sast', 'quality'] },
      'Envelope, kinds.1: must be one of sast, sca, secret, misconfiguration.',
    ],
    ['a kind twice', { ...envelope, kinds: ['sast', 'sast'] }, 'Envelope, kinds: a kind stands there twice.'],
    ['an empty tool', { ...envelope, tool: '' }, 'Envelope, tool: is empty.'],
    ['a long tool', { ...envelope, tool: 'x'.repeat(101) }, 'Envelope, tool: is longer than 100 characters.'],
    [
      'a tool with a newline',
      { ...envelope, tool: 'a\n::error::b' },
      'Envelope, tool: holds a control character or half a character.',
    ],
    [
      'a tool with half a surrogate pair',
      '{"tool":"\\ud800"}',
      'Envelope, tool: holds a control character or half a character.',
    ],
    ['a short commit', { ...envelope, commit: '9a04d1e' }, 'Envelope, commit: not 40 or 64 lower-case hex digits.'],
    [
      'a commit in capitals',
      { ...envelope, commit: envelope.commit.toUpperCase() },
      'Envelope, commit: not 40 or 64 lower-case hex digits.',
    ],
    [
      'a commit of 41 digits',
      { ...envelope, commit: `${envelope.commit}0` },
      'Envelope, commit: not 40 or 64 lower-case hex digits.',
    ],
    ['a long ref', { ...envelope, ref: 'x'.repeat(501) }, 'Envelope, ref: is longer than 500 characters.'],
    ['a run id of 0', { ...envelope, runId: 0 }, 'Envelope, runId: must be greater than 0.'],
    ['a run id as text', { ...envelope, runId: '1' }, 'Envelope, runId: must be a whole number.'],
    ['half a run', { ...envelope, runAttempt: 1.5 }, 'Envelope, runAttempt: must be a whole number.'],
    [
      'a run id no number can hold',
      { ...envelope, runId: 2 ** 53 },
      'Envelope, runId: is larger than 9007199254740991.',
    ],
    ['a negative exit code', { ...envelope, exitCode: -1 }, 'Envelope, exitCode: must be at least 0.'],
    ['an exit code of 256', { ...envelope, exitCode: 256 }, 'Envelope, exitCode: is larger than 255.'],
    ['an exit code as text', { ...envelope, exitCode: '0' }, 'Envelope, exitCode: must be a whole number.'],
    ['a short digest', { ...envelope, sha256: 'ab' }, 'Envelope, sha256: not 64 lower-case hex digits.'],
    [
      'a local time',
      { ...envelope, finishedAt: '2026-11-20T17:04:00+01:00' },
      'Envelope, finishedAt: not an instant in UTC like 2026-11-20T17:04:00Z.',
    ],
    [
      'a time that is none',
      { ...envelope, finishedAt: '2026-13-40T25:61:61Z' },
      'Envelope, finishedAt: not a time that exists.',
    ],
    ['text', 'hello', 'The envelope is not JSON in UTF-8.'],
    ['nothing', '', 'The envelope is not JSON in UTF-8.'],
    ['null', 'null', 'Envelope, top: must be of type object.'],
  ])('refuses %s', (_, value, problem) => {
    const bytes = typeof value === 'string' ? Buffer.from(value) : bytesOf(value)
    const error = caught(() => parseEnvelope(bytes))
    expect(error).toBeInstanceOf(InputError)
    expect(error instanceof InputError ? error.problems : []).toContain(problem)
  })

  test.each(['schema', 'kinds', 'tool', 'commit', 'sha256', 'finishedAt'] as const)('needs %s', (name) => {
    const error = caught(() => parseEnvelope(bytesOf(without(name))))
    expect(error instanceof InputError ? error.problems : []).toEqual([
      expect.stringMatching(new RegExp(`^Envelope, ${name}: must be `)),
    ])
  })

  test('tells all problems at once, but not more than 20', () => {
    const error = caught(() => parseEnvelope(bytesOf({ ...without('tool'), commit: 'x', kinds: Array(40).fill('y') })))
    expect(error instanceof InputError ? error.problems.length : 0).toBe(20)
    expect(caught(() => checkEnvelope({}))).toMatchObject({ problems: { length: 6 } })
  })

  test('refuses what is not UTF-8, and what is larger than an envelope can be', () => {
    expect(() => parseEnvelope(Buffer.of(0x22, 0xff, 0x22))).toThrow('The envelope is not JSON in UTF-8.')
    const padded = (size: number) =>
      Buffer.concat([bytesOf(envelope), Buffer.alloc(size - bytesOf(envelope).length, 0x20)])
    expect(parseEnvelope(padded(MAX_ENVELOPE_BYTES))).toEqual(envelope)
    expect(() => parseEnvelope(padded(MAX_ENVELOPE_BYTES + 1))).toThrow(
      'An envelope has at most 16384 bytes, this file has 16385.',
    )
  })

  test('throws nothing else, and repeats no value', () => {
    const hostile = '::set-output name=x::y'
    fc.assert(
      fc.property(fc.constantFrom(...Object.keys(envelope)), fc.jsonValue(), (name, value) => {
        const error = caught(() => parseEnvelope(bytesOf({ ...envelope, [name]: [value, hostile] })))
        expect(error).toBeInstanceOf(InputError)
        expect(String(error)).not.toContain(hostile)
      }),
    )
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(caught(() => parseEnvelope(bytes))).toBeInstanceOf(InputError)
      }),
    )
  })
})

function caught(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error
  }
}
