import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { faultsOf } from './languageservice.ts'

const root = join(import.meta.dirname, '../..')
const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const action = parse(read('scan/action.yml'))
const start = parse(read('.github/workflows/start.yml'))

test('scan/action.yml is what GitHub’s own parser accepts', async () => {
  expect(await faultsOf('scan/action.yml', read('scan/action.yml'))).toEqual([])
})

test('its steps take nothing by expression but through env', () => {
  for (const step of action.runs.steps) {
    expect(step.shell).toBe('bash')
    expect(step.run).not.toContain('${{')
  }
})

test('start.yml hands on every input of the scan, in the same words for what it may be', () => {
  const { inputs } = start.on.workflow_call
  expect(Object.keys(inputs)).toEqual(Object.keys(action.inputs))
  expect(inputs.advisories.default).toBe(action.inputs.advisories.default)
  const scan = start.jobs.start.steps.find(({ uses }: { uses?: string }) => uses === '$/scan')
  expect(scan.with).toEqual({ advisories: '${{ inputs.advisories }}' })
})

test('start.yml writes nothing, needs no secret and runs nothing of others but GitHub’s upload', () => {
  expect(Object.values(start.permissions)).toEqual(['read', 'read'])
  expect(read('.github/workflows/start.yml')).not.toContain('secrets.')
  const uses = start.jobs.start.steps.flatMap((step: { uses?: string }) => step.uses ?? [])
  expect(uses.map((one: string) => one.replace(/@.*/, ''))).toEqual([
    '$/scan',
    '$/actions/security-gate',
    'actions/upload-artifact',
  ])
})

test('start.yml names every report that scan.sh writes, so that one that is missing is missed', () => {
  const script = read('scan/scan.sh')
  const written = [...script.matchAll(/^ {2}envelope [a-z]+ .* ([a-z-]+\.[a-z]+)$/gm)].map(([, file]) => file)
  const judge = start.jobs.start.steps.find(({ id }: { id?: string }) => id === 'gate')
  const judged = judge.with.reports.trim().split('\n')
  expect(written.length).toBe(3)
  expect(judged.map((path: string) => path.replace('${{ runner.temp }}/production-gates-scan/', ''))).toEqual(written)
})

test('every Python package is pinned to one version and to hashes, for both kinds of runner', () => {
  const text = read('scan/tools/semgrep/requirements.txt')
  const pins = text
    .replaceAll('\\\n', '')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
  expect(pins.length).toBeGreaterThan(20)
  for (const pin of pins) expect(pin).toMatch(/^[a-z0-9-]+==[0-9A-Za-z.]+( +--hash=sha256:[0-9a-f]{64})+$/)
  // What holds machine code has a file for x64 and one for arm64.
  for (const name of ['semgrep', 'cryptography', 'wrapt']) {
    const [pin = ''] = pins.filter((line) => line.startsWith(`${name}==`))
    expect(pin.split('--hash=').length - 1, name).toBeGreaterThanOrEqual(2)
  }
})

test.each(['gitleaks', 'osv-scanner'])('%s is pinned by a go.sum, and no module is replaced', (tool) => {
  const mod = read(`scan/tools/${tool}/go.mod`)
  expect(mod).not.toMatch(/^replace|^\s*replace\b/m)
  const required = [...mod.matchAll(/^\t(\S+ v\S+)( \/\/ indirect)?$/gm)].map(([, module]) => module)
  const sums = read(`scan/tools/${tool}/go.sum`)
  expect(required.length).toBeGreaterThan(10)
  for (const module of required) expect(sums, module).toContain(`${module} h1:`)
})

test('every rule of the pack says what it is about, and has a sample that it finds and one that it leaves alone', () => {
  const samples = globSync('test/fixtures/scan-rules/*', { cwd: root }).map(read).join('\n')
  const rules = globSync('scan/rules/*.yml', { cwd: root }).flatMap((path) => parse(read(path)).rules)
  expect(rules.length).toBeGreaterThan(20)
  expect(new Set(rules.map(({ id }) => id)).size).toBe(rules.length)
  for (const { id, severity, message, metadata } of rules) {
    expect(message.length, id).toBeGreaterThan(30)
    expect(metadata.category, id).toBe('security')
    expect(metadata.cwe[0], id).toMatch(/^CWE-\d+: /)
    const score = Number(metadata['security-severity'])
    expect(severity, id).toBe(score >= 7 ? 'HIGH' : 'MEDIUM')
    expect(samples, id).toContain(` finds: ${id}\n`)
    expect(samples, id).toContain(` keeps quiet: ${id}\n`)
  }
})

test('the lines of the README and of docs/start.md that call it are the same', async () => {
  const [inReadme, inDocs] = ['README.md', 'docs/start.md'].map(
    (path) => /^```yaml\n(# \.github\/workflows\/start\.yml\n.*?)^```$/ms.exec(read(path))?.[1] ?? path,
  )
  expect(inDocs).toBe(inReadme)
  const commit = '0123456789abcdef0123456789abcdef01234567'
  const text = (inDocs ?? '').replace('OWNER', 'acme').replace('COMMIT', commit)
  expect(await faultsOf('.github/workflows/caller.yml', text)).toEqual([])
  expect(parse(text).permissions).toEqual(start.permissions)
})

test('docs/start.md counts the rules', () => {
  const rules = globSync('scan/rules/*.yml', { cwd: root }).flatMap((path) => parse(read(path)).rules)
  expect(read('docs/start.md')).toContain(`**SAST is ${rules.length} rules**`)
})
