import { describe, expect, test } from 'vitest'
import { sealEvidence, verdictBytes } from '../../shared/evidence/files.ts'
import type { Judges } from '../../shared/evidence/replay.ts'
import { main } from '../../verify/main.ts'
import { evidence, verdict } from '../shared/evidence/sample.ts'
import { fakeIo } from './fake-io.ts'

const judges: Judges = {
  'security-gate': (judged) => ({ ...verdict, subject: judged.subject, sources: judged.sources }),
}
const RECORDED = 'b0'.repeat(32)
const files = {
  'run/security-gate/evidence.json': sealEvidence(evidence).bytes,
  'run/security-gate/verdict.json': verdictBytes(verdict),
}
const same = { bundleSha256: () => RECORDED }
const run = (io: ReturnType<typeof fakeIo>, ...args: string[]) => main(['replay', ...args], io, judges)

describe('replay', () => {
  test.each(['run/security-gate', 'run/security-gate/', 'run/security-gate/evidence.json'])('%s is equal', (path) => {
    const io = fakeIo(files, same)
    expect(run(io, path)).toBe(0)
    expect(io.printed).toEqual(['Equal: security-gate says pass, byte for byte as recorded.'])
    expect(io.complained).toEqual([])
  })

  test('prints each line that differs', () => {
    const recorded = verdictBytes({ ...verdict, conclusion: 'fail', strength: 3 })
    const io = fakeIo({ ...files, 'run/security-gate/verdict.json': recorded }, same)
    expect(run(io, 'run/security-gate')).toBe(1)
    expect(io.printed).toEqual([
      'Different: security-gate now says pass. "-" was recorded, "+" is what this build says:',
      '-   "conclusion": "fail",',
      '+   "conclusion": "pass",',
      '-   "strength": 3,',
      '+   "strength": 2,',
    ])
  })

  test('tells the same values in other bytes from another verdict', () => {
    const io = fakeIo({ ...files, 'run/security-gate/verdict.json': JSON.stringify(verdict, null, 2) }, same)
    const sorted = fakeIo(
      { ...files, 'run/security-gate/verdict.json': `${Buffer.from(verdictBytes(verdict))}\n` },
      same,
    )
    expect(run(sorted, 'run/security-gate')).toBe(1)
    expect(sorted.printed[1]).toBe(
      '  the same values, written in another way: verdict.json is not canonical, so it was written again',
    )
    expect(run(io, 'run/security-gate')).toBe(1)
  })

  test('shows 200 lines and counts the others; hostile text cannot steer the terminal', () => {
    const finding = (index: number) => ({
      code: 'security-gate/secret-found' as const,
      level: 'block' as const,
      key: `k${index}`,
      title: 't',
      detail: '\u009b31m\u202e',
      remedy: 'r',
    })
    const recorded = verdictBytes({ ...verdict, findings: Array.from({ length: 100 }, (_, index) => finding(index)) })
    const io = fakeIo({ ...files, 'run/security-gate/verdict.json': recorded }, same)
    expect(run(io, 'run/security-gate')).toBe(1)
    expect(io.printed.length).toBe(202)
    expect(io.printed.at(-1)).toMatch(/^ {2}60\d more lines differ; --json prints all of them$/)
    expect(io.printed.join('')).toContain('"detail": "\\u{9b}31m\\u{202e}"')
    const asJson = fakeIo({ ...files, 'run/security-gate/verdict.json': recorded }, same)
    expect(run(asJson, 'run/security-gate', '--json')).toBe(1)
    const answer = JSON.parse(asJson.printed.join(''))
    expect(answer).toMatchObject({ equal: false, gate: 'security-gate', conclusion: 'pass' })
    expect(answer.difference.length).toBeGreaterThan(800)
    expect(asJson.printed.length).toBe(1)
  })

  test('says when another bundle judged first', () => {
    const other = fakeIo(files, { bundleSha256: (gate) => (gate === 'security-gate' ? 'c1'.repeat(32) : undefined) })
    expect(run(other, 'run/security-gate')).toBe(0)
    expect(other.complained).toEqual([
      `Judged first by bundle ${RECORDED}; the one beside this tool is ${'c1'.repeat(32)}, so a difference may come from the newer rules.`,
    ])
    const none = fakeIo(files)
    expect(run(none, 'run/security-gate')).toBe(0)
    expect(none.complained).toEqual([
      `Judged first by bundle ${RECORDED}; there is no dist/security-gate/index.js beside this tool to compare it with.`,
    ])
  })

  test('says all of it as JSON', () => {
    const io = fakeIo(files, same)
    expect(run(io, '--json', 'run/security-gate')).toBe(0)
    expect(io.printed.map((line) => JSON.parse(line))).toEqual([
      {
        equal: true,
        gate: 'security-gate',
        conclusion: 'pass',
        bundle: { recorded: RECORDED, here: RECORDED },
        difference: [],
      },
    ])
    const none = fakeIo(files)
    run(none, '--json', 'run/security-gate')
    expect(JSON.parse(none.printed.join('')).bundle).toMatchObject({
      here: null,
      note: expect.stringContaining('beside this tool'),
    })
    expect(none.complained).toEqual([])
  })

  test.each<[string, Record<string, Uint8Array | string>, string[], string]>([
    ['no file named', files, [], 'Error: Name one file or directory. Usage: replay FILE|DIR [--json]'],
    ['two files named', files, ['a', 'b'], 'Error: Name one file or directory. Usage: replay FILE|DIR [--json]'],
    ['an unknown option', files, ['a', '--force'], "Error: Unknown option '--force'"],
    [
      'no such file',
      files,
      ['nowhere/evidence.json'],
      'Error: nowhere/evidence.json cannot be read: there is no such file.',
    ],
    [
      'no verdict beside it',
      { 'a/evidence.json': files['run/security-gate/evidence.json'] },
      ['a'],
      'Error: a/verdict.json cannot be read: there is no such file.',
    ],
    [
      'a verdict that is no JSON',
      { ...files, 'run/security-gate/verdict.json': '{' },
      ['run/security-gate'],
      'Error: The recorded verdict.json is not JSON. Take it again from the run’s artifact.',
    ],
    [
      'evidence of another schema',
      { 'a/evidence.json': '{"schema":"x"}' },
      ['a'],
      'Error: evidence.json is of schema "x", and this build judges urn:production-gates:evidence:v1. Use the release that wrote it.',
    ],
  ])('%s is an error', (_, held, args, message) => {
    const io = fakeIo(held)
    expect(run(io, ...args)).toBe(3)
    expect(io.complained.join('\n')).toContain(message)
    expect(io.printed).toEqual([])
  })
})
