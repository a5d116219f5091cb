import { describe, expect, test } from 'vitest'
import { sha256 } from '../../shared/evidence/digest.ts'
import { parseEnvelope } from '../../shared/evidence/envelope.ts'
import { main } from '../../verify/main.ts'
import { COMMIT } from '../shared/evidence/sample.ts'
import { fakeIo } from './fake-io.ts'

const REPORT = '{"results":[]}'
const files = {
  'out/semgrep.json': REPORT,
  'out/b.sarif': '{}',
  'out/empty.json': '',
  'out/blank.json': ' \n\t\r\n',
  'x.envelope.json': '{}',
}
const COMMON = ['--kind', 'sast', '--tool', 'Semgrep', '--commit', COMMIT]
function run(args: string[], changes: Parameters<typeof fakeIo>[1] = {}) {
  const io = fakeIo(files, changes)
  const exit = main(['envelope', ...args], io, {})
  const written = [...io.files.keys()].filter((name) => !(name in files))
  const read = (name: string) => parseEnvelope(io.files.get(name) ?? Buffer.of())
  return { exit, written, read, printed: io.printed, complained: io.complained, files: io.files }
}

describe('envelope', () => {
  test('binds a report to commit, run and time', () => {
    const env = { GITHUB_REF: 'refs/pull/812/merge', GITHUB_RUN_ID: '19700000001', GITHUB_RUN_ATTEMPT: '2' }
    const { exit, read, printed, files: after } = run([...COMMON, 'out/semgrep.json'], { env })
    expect(exit).toBe(0)
    expect(printed).toEqual(['out/semgrep.json.envelope.json'])
    expect(read('out/semgrep.json.envelope.json')).toEqual({
      schema: 'urn:production-gates:envelope:v1',
      kinds: ['sast'],
      tool: 'Semgrep',
      commit: COMMIT,
      ref: 'refs/pull/812/merge',
      runId: 19_700_000_001,
      runAttempt: 2,
      sha256: sha256(REPORT),
      finishedAt: '2026-11-20T18:00:00.000Z',
    })
    expect(after.get('out/semgrep.json.envelope.json')?.at(-1)).toBe(0x0a)
    expect(after.get('out/semgrep.json')?.toString()).toBe(REPORT)
  })

  test('leaves out what only a workflow knows', () => {
    const { read } = run([...COMMON, 'out/semgrep.json'], {
      env: { GITHUB_REF: '', GITHUB_RUN_ID: '', GITHUB_RUN_ATTEMPT: '' },
    })
    expect(Object.keys(read('out/semgrep.json.envelope.json'))).toEqual([
      'schema',
      'kinds',
      'tool',
      'commit',
      'sha256',
      'finishedAt',
    ])
  })

  test('takes several kinds, several reports, and a commit in capitals', () => {
    const { exit, written, read } = run([
      '--kind',
      'sca, secret',
      '--kind',
      'secret',
      '--tool',
      'Trivy',
      '--commit',
      COMMIT.toUpperCase(),
      '--report',
      'out/b.sarif',
      'out/semgrep.json',
    ])
    expect(exit).toBe(0)
    expect(written).toEqual(['out/semgrep.json.envelope.json', 'out/b.sarif.envelope.json'])
    expect(read('out/b.sarif.envelope.json')).toMatchObject({
      kinds: ['sca', 'secret'],
      commit: COMMIT,
      sha256: sha256('{}'),
    })
  })

  test.each<[string, string[], string]>([
    ['nothing', [], 'Error: Missing: --kind, --tool, --commit, FILE. Usage: envelope --kind'],
    ['no report', COMMON, 'Error: Missing: FILE. Usage: envelope --kind'],
    [
      'an empty report',
      [...COMMON, 'out/empty.json'],
      'Error: out/empty.json is empty: the scanner wrote nothing, and an envelope would make that look like a scan.',
    ],
    ['a blank report', [...COMMON, 'out/blank.json'], 'Error: out/blank.json is empty: the scanner wrote nothing'],
    [
      'one good and one empty report',
      [...COMMON, 'out/semgrep.json', 'out/empty.json'],
      'Error: out/empty.json is empty',
    ],
    ['no such report', [...COMMON, 'out/none.json'], 'Error: out/none.json cannot be read: there is no such file.'],
    [
      'an envelope',
      [...COMMON, 'x.envelope.json'],
      'Error: x.envelope.json is an envelope, not a report. Name the report.',
    ],
    [
      'an unknown kind',
      ['--kind', 'quality', '--tool', 'x', '--commit', COMMIT, 'out/b.sarif'],
      'Error: Envelope, kinds.0: must be one of sast, sca, secret, misconfiguration.',
    ],
    [
      'an empty kind',
      ['--kind', '', '--tool', 'x', '--commit', COMMIT, 'out/b.sarif'],
      'Error: Envelope, kinds.0: must be one of',
    ],
    [
      'a commit by name',
      ['--kind', 'sast', '--tool', 'x', '--commit', 'HEAD', 'out/b.sarif'],
      'Error: Envelope, commit: not 40 or 64 lower-case hex digits.',
    ],
    ['an option without its value', ['--kind'], "Option '--kind <value>' argument missing Usage: envelope"],
  ])('of %s is refused, and nothing is written', (_, args, message) => {
    const { exit, written, complained } = run(args)
    expect({ exit, written }).toEqual({ exit: 3, written: [] })
    expect(complained.join('\n')).toContain(message)
  })

  test.each(['0', '1', '255'])('keeps exit code %s of the scanner', (code) => {
    const { read } = run([...COMMON, '--exit-code', code, 'out/b.sarif'])
    expect(read('out/b.sarif.envelope.json').exitCode).toBe(Number(code))
  })

  test.each(['', '-1', '1.0', '256', '0x1', 'ok'])('refuses exit code %j, and nothing is written', (code) => {
    const { exit, written, complained } = run([...COMMON, `--exit-code=${code}`, 'out/b.sarif'])
    expect({ exit, written }).toEqual({ exit: 3, written: [] })
    expect(complained.join('\n')).toMatch(
      /from 0 to 255: `code=0; scanner \|\| code=\$\?`, then \$code\.|exitCode: is larger than 255\./,
    )
  })

  test('refuses an environment that lies about its run', () => {
    expect(run([...COMMON, 'out/b.sarif'], { env: { GITHUB_RUN_ID: 'x' } }).complained).toEqual([
      'Error: GITHUB_RUN_ID must be a whole number greater than 0.',
    ])
  })

  test('says why a file cannot be written', () => {
    const fails = (code?: string) => ({
      writeFile: () => {
        throw code === undefined ? 'a string' : Object.assign(new Error('no'), { code })
      },
    })
    const saying = (code?: string) => run([...COMMON, 'out/b.sarif'], fails(code)).complained
    expect(saying('EACCES')).toEqual(['Error: out/b.sarif.envelope.json cannot be written: permission denied.'])
    expect(saying('ENOSPC')).toEqual(['Error: out/b.sarif.envelope.json cannot be written: the disk is full.'])
    expect(saying('EWHAT')).toEqual(['Error: out/b.sarif.envelope.json cannot be written: EWHAT.'])
    expect(saying()).toEqual(['Error: out/b.sarif.envelope.json cannot be written: an error without a code.'])
  })
})
