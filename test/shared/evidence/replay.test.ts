import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalJson } from '../../../shared/evidence/canonical.ts'
import type { Evidence } from '../../../shared/evidence/evidence.ts'
import { sealEvidence, verdictBytes } from '../../../shared/evidence/files.ts'
import { type Judges, replay } from '../../../shared/evidence/replay.ts'
import { InputError } from '../../../shared/verdict/input-error.ts'
import type { Verdict } from '../../../shared/verdict/verdict.ts'
import { evidence, verdict } from './sample.ts'

/** A judge as small as one can be: fails when it counted something. */
const toy = (judged: Evidence<unknown, unknown>): Verdict => {
  const { count } = judged.facts as { count: number }
  if (count < 0) throw new RangeError('the toy breaks')
  return { ...verdict, subject: judged.subject, sources: judged.sources, conclusion: count > 0 ? 'fail' : 'pass' }
}
const judges: Judges = { 'security-gate': toy }
const bytesOf = (changes: object) => Buffer.from(canonicalJson({ ...evidence, ...changes }))

describe('replay', () => {
  test('judges again and gives the same bytes', () => {
    const again = replay(sealEvidence(evidence).bytes, judges)
    expect(again).toEqual({
      gate: 'security-gate',
      bundleSha256: 'b0'.repeat(32),
      verdict: toy(evidence),
      bytes: verdictBytes(toy(evidence)),
    })
    expect(replay(bytesOf({ facts: { count: 1 } }), judges).verdict.conclusion).toBe('fail')
  })

  test('gives the same bytes whatever the facts were, half characters included', () => {
    const echo: Judges = { 'security-gate': (judged) => ({ ...verdict, criteria: judged.facts as never }) }
    fc.assert(
      fc.property(
        fc.jsonValue({ stringUnit: 'binary' }),
        fc.string({ unit: fc.constantFrom('\ud800', 'a', '\udc00') }),
        (value, text) => {
          const sealed = sealEvidence({ ...evidence, facts: { value, text } })
          const first = verdictBytes({ ...verdict, criteria: sealed.evidence.facts as never })
          expect(Buffer.from(replay(sealed.bytes, echo).bytes)).toEqual(Buffer.from(first))
        },
      ),
    )
  })

  test.each<[string, Uint8Array, string]>([
    [
      'another schema',
      bytesOf({ schema: 'urn:production-gates:evidence:v2' }),
      'evidence.json is of schema "urn:production-gates:evidence:v2", and this build judges urn:production-gates:evidence:v1. Use the release that wrote it.',
    ],
    [
      'a long schema',
      bytesOf({ schema: 'x'.repeat(500) }),
      `evidence.json is of schema "${'x'.repeat(100)}", and this build`,
    ],
    ['no schema', Buffer.from('{}'), 'The file is not evidence of a gate: schema is missing or wrong.'],
    ['no gate of ours', bytesOf({ gate: 'other' }), 'The file is not evidence of a gate: gate is missing or wrong.'],
    ['no time', bytesOf({ now: 1 }), 'The file is not evidence of a gate: now is missing or wrong.'],
    ['no tool', bytesOf({ tool: {} }), 'The file is not evidence of a gate: tool.version is missing or wrong.'],
    ['no subject', bytesOf({ subject: null }), 'The file is not evidence of a gate: subject is missing or wrong.'],
    ['a strength of 4', bytesOf({ strength: 4 }), 'The file is not evidence of a gate: strength is missing or wrong.'],
    [
      'no policy parts',
      bytesOf({ policy: {} }),
      'The file is not evidence of a gate: policy.parts is missing or wrong.',
    ],
    ['no sources', bytesOf({ sources: {} }), 'The file is not evidence of a gate: sources is missing or wrong.'],
    ['a list', Buffer.from('[]'), 'The file is not evidence of a gate: its top is missing or wrong.'],
    [
      'a gate that this build has not',
      bytesOf({ gate: 'dod-check' }),
      'This build cannot judge dod-check. Use a release of production-gates that has it.',
    ],
    [
      'pretty-printed evidence',
      Buffer.from(JSON.stringify(evidence, null, 2)),
      'evidence.json is not in canonical form, so somebody wrote it again after the gate did. Take the original from the run’s artifact.',
    ],
    ['a newline at its end', Buffer.from(`${canonicalJson(evidence)}\n`), 'evidence.json is not in canonical form'],
    [
      'a key twice',
      Buffer.from(canonicalJson(evidence).replace('{', '{"facts":{"count":9},')),
      'evidence.json is not in canonical form',
    ],
    [
      'half a surrogate pair',
      Buffer.from(canonicalJson(evidence).replace('"count":0', '"count":"\\ud800"')),
      'evidence.json is not in canonical form',
    ],
    [
      'too many levels',
      Buffer.from(canonicalJson(evidence).replace('"count":0', `"count":${'['.repeat(9999)}${']'.repeat(9999)}`)),
      'evidence.json is not in canonical form',
    ],
    [
      'a byte order mark',
      Buffer.from(`\ufeff${canonicalJson(evidence)}`),
      'The evidence file is not JSON. It may be cut; take it again from the run’s artifact.',
    ],
    ['half a file', sealEvidence(evidence).bytes.slice(0, -10), 'The evidence file is not JSON. It may be cut'],
    ['nothing', Buffer.of(), 'The evidence file is not JSON. It may be cut'],
    ['no text', Buffer.of(0xff, 0xfe, 0x00), 'The evidence file is not UTF-8 text.'],
    [
      'facts that break the judge',
      bytesOf({ facts: { count: -1 } }),
      'evidence.json has the outer form of evidence, but its facts cannot be judged.',
    ],
    [
      'facts that are none',
      bytesOf({ facts: null }),
      'evidence.json has the outer form of evidence, but its facts cannot be judged.',
    ],
  ])('refuses %s', (_, bytes, message) => {
    const error = caught(() => replay(bytes, judges))
    expect(error).toBeInstanceOf(InputError)
    expect(String(error)).toContain(message)
  })

  test('a verdict that cannot be written is refused with its cause', () => {
    const broken: Judges = { 'security-gate': () => ({ ...verdict, nextDue: undefined as never }) }
    expect(caught(() => replay(sealEvidence(evidence).bytes, broken))).toMatchObject({
      name: 'InputError',
      cause: {
        name: 'NotCanonical',
        message: 'a value of type undefined at $.nextDue cannot be written as canonical JSON',
      },
    })
  })
})

function caught(run: () => unknown): unknown {
  try {
    return run()
  } catch (error) {
    return error
  }
}
