import { describe, expect, test } from 'vitest'
import { trufflehog } from '../../../../actions/security-gate/scanners/trufflehog.ts'
import { changed, json, problemsIn, refusal, stream } from './documents.ts'
import * as samples from './samples.ts'

test('trufflehogReport, field by field', () => {
  expect(trufflehog.read(samples.trufflehogReport)).toEqual({
    format: 'trufflehog',
    complete: true,
    runs: [
      {
        tool: 'trufflehog',
        version: '3.92.0',
        kinds: ['secret'],
        complete: true,
        problems: [],
        finishedAt: '2026-01-02T03:04:05.000Z',
      },
    ],
    findings: [
      {
        run: 0,
        kind: 'secret',
        severity: 'high',
        ruleId: 'Planted',
        aliases: [],
        location: { path: 'settings.ini', line: 2 },
        fingerprint: '339791161816f8b9ead0f24f0ae22dced8e58b4ec94b8530513e4d06238fcb99',
        verified: false,
      },
    ],
  })
})

describe('verified', () => {
  const first = (changes: Record<string, unknown>) => {
    let document = samples.trufflehogReport
    for (const [key, value] of Object.entries(changes)) document = changed(document, `1.${key}`, value)
    return trufflehog.read(document).findings[0]
  }
  test.each([
    [{ Verified: true }, 'critical', true],
    [{ Verified: false }, 'high', false],
    [{ Verified: false, VerificationError: 'timeout' }, 'critical', undefined],
    [{ Verified: false, VerificationError: '' }, 'high', false],
    [{ Verified: false, VerificationError: null }, 'high', false],
    [{ Verified: false, verificationError: 'timeout' }, 'critical', undefined],
    [{ Verified: undefined }, 'critical', undefined],
    [{ Verified: 'no' }, 'critical', undefined],
  ])('%j', (changes, severity, verified) => {
    const finding = first(changes)
    expect([finding?.severity, finding?.verified]).toEqual([severity, verified])
  })
})

describe('its log', () => {
  const log = (line: object) => ({ level: 'info-0', ts: '2026-01-02T03:04:05Z', logger: 'trufflehog', ...line })
  const end = log({
    msg: 'finished scanning',
    verified_secrets: 0,
    unverified_secrets: 0,
    trufflehog_version: '3.92.0',
  })

  test('the last line proves a clean run', () => {
    expect(trufflehog.recognises(json(end))).toBe(true)
    expect(trufflehog.read(json(end))).toEqual({
      format: 'trufflehog',
      complete: true,
      runs: [
        {
          tool: 'trufflehog',
          version: '3.92.0',
          kinds: ['secret'],
          complete: true,
          problems: [],
          finishedAt: '2026-01-02T03:04:05.000Z',
        },
      ],
      findings: [],
    })
  })

  test('without it nothing proves anything', () => {
    expect(problemsIn(trufflehog.read(json(log({ msg: 'running source' }))))).toEqual([
      'failed: Nothing says that the scan was finished, and there are no results.',
    ])
  })

  test('results without a log are results', () => {
    const secret = samples.trufflehogReport.kind === 'json-stream' ? samples.trufflehogReport.values[1] : undefined
    expect(trufflehog.read(json(secret))).toMatchObject({ complete: true, findings: [{ severity: 'high' }] })
  })

  test.each(['error', 'error-0', 'fatal', 'panic'])('a line of level %s', (level) => {
    const report = trufflehog.read(stream(log({ level, msg: 'failed to scan' }), end))
    expect(problemsIn(report)).toEqual([
      'partial: trufflehog logged an error: part of the code may not have been scanned.',
    ])
  })

  test('it counts more than the report holds', () => {
    const report = trufflehog.read(
      changed(changed(samples.trufflehogReport, '2.verified_secrets', 1), '2.unverified_secrets', 2),
    )
    expect(problemsIn(report)).toEqual(['partial: trufflehog counted 3 secrets, and the report lists 1.'])
  })

  test('a JSON line of somebody else', () => {
    const report = trufflehog.read(stream({ level: 'info', msg: 'another tool' }, end))
    expect(problemsIn(report)).toEqual(['partial: The file holds 1 JSON lines that trufflehog did not write.'])
    expect(report.findings).toEqual([])
  })
})

test('version 2 is refused', () => {
  const old = json({ branch: 'b', commit: 'c', stringsFound: ['planted'], printDiff: 'd', reason: 'High Entropy' })
  expect(trufflehog.recognises(old)).toBe(true)
  expect(refusal(trufflehog, old)).toBe(
    'wrong-version: trufflehog 2 is not read: scan with version 3 (`trufflehog --json`).',
  )
})

test.each([
  {},
  [],
  { SourceMetadata: {} },
  { DetectorName: 'a' },
  { logger: 'trufflehog' },
  { msg: 'm', logger: 'zap' },
  { stringsFound: [] },
  7,
])('not trufflehog: %j', (value) => {
  expect(trufflehog.recognises(json(value))).toBe(false)
})

test('places of other sources, and none', () => {
  const place = (data: unknown) =>
    trufflehog.read(changed(samples.trufflehogReport, '1.SourceMetadata.Data', data)).findings[0]?.location
  expect(place({ Filesystem: { file: '/home/runner/work/app/app/a.ini', line: 3 } })).toEqual({
    path: 'a.ini',
    line: 3,
  })
  expect(place({ Artifactory: { path: 'b.ini' } })).toEqual({ path: 'b.ini' })
  expect(place({ Slack: 'x' })).toBeUndefined()
  expect(place(null)).toBeUndefined()
})

test('a detector without a name', () => {
  const unnamed = changed(samples.trufflehogReport, '1.DetectorName', undefined)
  expect(trufflehog.read(unnamed).findings[0]?.ruleId).toBe('detector:17')
  expect(trufflehog.read(changed(unnamed, '1.DetectorType', null)).findings[0]?.ruleId).toBe('detector:unnamed')
})
