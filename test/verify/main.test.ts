import { execFileSync, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { parseEnvelope } from '../../shared/evidence/envelope.ts'
import { parseSigningKey } from '../../shared/evidence/keys.ts'
import { main } from '../../verify/main.ts'
import { COMMIT } from '../shared/evidence/sample.ts'
import { fakeIo } from './fake-io.ts'

describe('keygen', () => {
  test('prints the public half and writes the private one as a secret', () => {
    const io = fakeIo()
    expect(main(['keygen', '--name', 'production-gates/acme', '--out', 'acme.key'], io, {})).toBe(0)
    const written = io.files.get('acme.key')?.toString() ?? ''
    expect(io.printed).toEqual([parseSigningKey(written).vkey])
    expect(parseSigningKey(written).name).toBe('production-gates/acme')
    expect([...io.secrets]).toEqual(['acme.key'])
    expect(io.complained.join('\n')).toContain('The private key is in acme.key.')
    expect([...io.printed, ...io.complained].join('\n')).not.toContain('PRIVATE+KEY')
  })

  test('writes to production-gates.key, and never over another key', () => {
    const io = fakeIo()
    expect(main(['keygen', '--name', 'a'], io, {})).toBe(0)
    const first = io.files.get('production-gates.key')
    expect(main(['keygen', '--name', 'b'], io, {})).toBe(3)
    expect(io.complained.at(-1)).toBe(
      'Error: production-gates.key cannot be written: there is one already, and it is not overwritten.',
    )
    expect(io.files.get('production-gates.key')).toBe(first)
    expect(io.printed.length).toBe(1)
  })

  test.each<[string[], string]>([
    [[], 'Error: Missing: --name. Usage: keygen --name NAME [--out FILE]'],
    [['--name', 'a', 'b'], 'Error: Missing: --name. Usage: keygen'],
    [['--name', 'a b'], 'Error: A key name is 1 to 100 printable characters without spaces and "+".'],
  ])('%j is an error', (args, message) => {
    const io = fakeIo()
    expect(main(['keygen', ...args], io, {})).toBe(3)
    expect(io.complained.join('\n')).toContain(message)
    expect(io.files.size).toBe(0)
  })
})

describe('the tool', () => {
  test.each(['help', '--help'])('%s lists the commands', (word) => {
    const io = fakeIo()
    expect(main([word], io, {})).toBe(0)
    expect(io.printed.map((line) => line.split(' ')[0])).toEqual(['replay', 'statement', 'envelope', 'keygen'])
  })

  test.each<[string[], string]>([
    [[], 'Error: No command was given. There are:'],
    [['repaly'], 'Error: There is no such command. There are:'],
  ])('%j is an error that lists them', (args, message) => {
    const io = fakeIo()
    expect(main(args, io, {})).toBe(3)
    expect(io.complained[0]).toBe(message)
    expect(io.complained.length).toBe(5)
  })

  test('does not hide a bug', () => {
    const io = fakeIo(
      {},
      {
        randomBytes: () => {
          throw new RangeError('bug')
        },
      },
    )
    expect(() => main(['keygen', '--name', 'a'], io, {})).toThrow(RangeError)
  })
})

describe('the tool as a process', () => {
  const tool = join(import.meta.dirname, '../../verify/index.ts')
  const folder = mkdtempSync(join(tmpdir(), 'verify-'))
  const start = (...args: string[]) =>
    spawnSync(process.execPath, [tool, ...args], { cwd: folder, encoding: 'utf8', env: { PATH: process.env['PATH'] } })

  test('writes a key that only its owner can read', () => {
    const vkey = execFileSync(process.execPath, [tool, 'keygen', '--name', 'a/b'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: 'pipe',
    })
    const file = join(folder, 'production-gates.key')
    expect(statSync(file).mode & 0o777).toBe(0o600)
    expect(parseSigningKey(readFileSync(file, 'utf8')).vkey).toBe(vkey.trim())
    expect(start('keygen', '--name', 'a/b').status).toBe(3)
  })

  test('writes an envelope with the machine’s time', () => {
    writeFileSync(join(folder, 'report.json'), '[]')
    const before = Date.now()
    expect(
      start('envelope', '--kind', 'secret', '--tool', 'gitleaks', '--commit', COMMIT, 'report.json'),
    ).toMatchObject({ status: 0, stdout: 'report.json.envelope.json\n', stderr: '' })
    const { finishedAt } = parseEnvelope(readFileSync(join(folder, 'report.json.envelope.json')))
    expect(Date.parse(finishedAt)).toBeGreaterThanOrEqual(before)
    expect(Date.parse(finishedAt)).toBeLessThanOrEqual(Date.now())
  })

  test('ends with 3 and the reason when it cannot answer', () => {
    expect(start('replay', '.')).toMatchObject({
      status: 3,
      stdout: '',
      stderr: 'Error: evidence.json cannot be read: there is no such file.\n',
    })
    expect(start('replay', 'report.json').stderr).toBe(
      'Error: The file is not evidence of a gate: its top is missing or wrong.\n',
    )
  })
})
