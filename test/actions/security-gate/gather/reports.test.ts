import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { parsePatterns } from '../../../../actions/security-gate/gather/find-reports.ts'
import { gatherReports } from '../../../../actions/security-gate/gather/reports.ts'
import type { Tracked } from '../../../../actions/security-gate/gather/tracked.ts'
import { sha256 } from '../../../../shared/evidence/digest.ts'
import { createLog } from '../../../../shared/run/log.ts'
import { InputError } from '../../../../shared/verdict/input-error.ts'
import { temporaryDirectory } from '../../../support/repository.ts'
import { envelopeFor, NOW, result, sarif } from '../gate.ts'

const COMMIT = '9a04d1ee393b5be2773b1ce204f61fe0fd02366a'
let workspace: string
let temp: string
let printed: string[]
beforeEach(async () => {
  workspace = await temporaryDirectory()
  temp = await temporaryDirectory()
  printed = []
})
afterEach(async () => {
  await rm(workspace, { recursive: true })
  await rm(temp, { recursive: true })
})

async function put(path: string, text: string): Promise<void> {
  await mkdir(dirname(join(workspace, path)), { recursive: true })
  await writeFile(join(workspace, path), text)
}
const NOTHING_TRACKED: Tracked = {
  refuses: () => undefined,
  copyOf: () => undefined,
  isFile: () => false,
}
function gather(patterns: readonly string[], tracked = NOTHING_TRACKED) {
  const roots = [workspace, temp]
  const write = (text: string) => printed.push(text)
  const log = createLog({ write, command: undefined, elapsed: () => 0, debug: false })
  let ticks = 0
  const elapsed = () => {
    ticks += 5
    return ticks
  }
  return gatherReports({ patterns: parsePatterns(patterns, roots), roots, tracked, now: NOW, log, elapsed })
}
const CLEAN = sarif('Semgrep OSS')

describe('a report', () => {
  test('is a source with its digest, and a fact with what the reader says', async () => {
    await put('a.sarif', CLEAN)
    const { sources, reports } = await gather(['a.sarif'])
    expect(sources).toEqual([
      { id: 'report:a.sarif', uri: 'a.sarif', state: 'read', readAt: NOW, sha256: sha256(CLEAN) },
    ])
    expect(reports).toMatchObject([
      { source: 'report:a.sarif', path: 'a.sarif', content: { state: 'read', format: 'sarif', findings: [] } },
    ])
    expect(reports[0]).not.toHaveProperty('declared')
    expect(reports[0]).not.toHaveProperty('envelope')
    expect(printed).toEqual(['✅ read report:a.sarif, 5 ms\n'])
  })

  test('outside of the workspace is named by its whole path', async () => {
    await writeFile(join(temp, 'b.sarif'), CLEAN)
    const { sources } = await gather([join(temp, '*.sarif')])
    expect(sources.map(({ uri, state }) => [uri, state])).toEqual([[join(temp, 'b.sarif'), 'read']])
  })

  test('that no reader can read is absent, with the reason', async () => {
    await put('a.sarif', '')
    const { sources, reports } = await gather(['a.sarif'])
    expect(sources[0]).toMatchObject({ state: 'absent', sha256: sha256('') })
    expect(reports[0]?.content).toMatchObject({ state: 'unreadable', reason: 'empty' })
  })

  test('that git knows is not even parsed', async () => {
    await put('a.sarif', 'no JSON')
    const { sources, reports } = await gather(['a.sarif'], { ...NOTHING_TRACKED, refuses: () => 'It is a file of it.' })
    expect(sources[0]?.state).toBe('absent')
    expect(reports[0]?.content).toEqual({ state: 'unreadable', reason: 'tracked', detail: 'It is a file of it.' })
  })

  test('behind a link that leads out is not opened', async () => {
    await symlink('/etc/hostname', join(workspace, 'a.sarif'))
    const { sources, reports } = await gather(['a.sarif'])
    expect(sources).toEqual([{ id: 'report:a.sarif', uri: 'a.sarif', state: 'absent', readAt: NOW }])
    expect(reports[0]?.content).toEqual({
      state: 'unreadable',
      reason: 'unreachable',
      detail: 'It is a link that leads out of the workspace.',
    })
  })

  test('with absolute paths names files of the commit', async () => {
    await put('a.sarif', sarif('Semgrep OSS', [result('R1', 'file:///home/runner/work/app/src/a.ts', 3)]))
    const { reports } = await gather(['a.sarif'], { ...NOTHING_TRACKED, isFile: (path) => path === 'src/a.ts' })
    expect(reports[0]?.content).toMatchObject({ findings: [{ location: { path: 'src/a.ts', line: 3 } }] })
  })
})

describe('patterns', () => {
  test('without a match are sources of their own', async () => {
    const { sources, reports } = await gather(['none/*.sarif'])
    expect(sources).toEqual([
      {
        id: 'reports:none/*.sarif',
        uri: 'none/*.sarif',
        state: 'absent',
        readAt: NOW,
        detail: 'No file matches none/*.sarif.',
      },
    ])
    expect(reports).toEqual([])
    expect(printed).toEqual(['⛔ absent reports:none/*.sarif, 0 ms; No file matches none/*.sarif.\n'])
  })

  test.each([
    [['a.sarif', 'sast=a.sarif'], 'sast'],
    [['sast=a.sarif', 'a.*'], 'sast'],
    [['sast=a.sarif', 'sast=a.*'], 'sast'],
    [['a.sarif', 'a.*'], undefined],
  ])('%j name one file once, with the kind that is named', async (patterns, kind) => {
    await put('a.sarif', CLEAN)
    const { reports, sources } = await gather(patterns)
    expect(reports.map(({ declared }) => declared)).toEqual([kind])
    expect(sources).toHaveLength(1)
  })

  test('that contradict each other are a mistake', async () => {
    await put('a.sarif', CLEAN)
    await expect(gather(['sast=a.sarif', 'sca=a.sarif'])).rejects.toThrow(
      new InputError(
        'Input `reports`: a.sarif is given as sast and as sca. Name one kind, or none: kinds are read from the content.',
      ),
    )
  })
})

describe('an envelope', () => {
  const envelopeOf = async (text: string) => {
    await put('a.sarif', CLEAN)
    await put('a.sarif.envelope.json', text)
    return (await gather(['a.sarif'])).reports[0]?.envelope
  }

  test('binds what it names', async () => {
    expect(await envelopeOf(envelopeFor(CLEAN, { commit: COMMIT, exitCode: 1 }))).toEqual({
      state: 'read',
      kinds: ['sast'],
      tool: 'a scanner 1.0',
      commit: COMMIT,
      finishedAt: '2026-11-20T11:55:00Z',
      matches: true,
      exitCode: 1,
    })
    expect(await envelopeOf(envelopeFor(`${CLEAN} `, { commit: COMMIT }))).toMatchObject({ matches: false })
  })

  test('that is none is said, never passed over', async () => {
    expect(await envelopeOf('{')).toEqual({ state: 'invalid', detail: 'The envelope is not JSON in UTF-8.' })
    expect(await envelopeOf(' '.repeat(16_385))).toEqual({
      state: 'invalid',
      detail: 'An envelope has at most 16384 bytes, this file has 16385.',
    })
    await rm(join(workspace, 'a.sarif.envelope.json'))
    await mkdir(join(workspace, 'a.sarif.envelope.json'))
    expect((await gather(['a.sarif'])).reports[0]?.envelope).toEqual({
      state: 'invalid',
      detail: 'The envelope is no regular file.',
    })
  })

  test('that cannot be looked at stops the run', async () => {
    await put('a.sarif', CLEAN)
    await symlink('a.sarif.envelope.json', join(workspace, 'a.sarif.envelope.json'))
    await expect(gather(['a.sarif'])).rejects.toThrow('ELOOP')
  })
})
