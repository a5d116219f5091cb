import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { clearEvidence, clearPulls, evidenceFolder, placeEvidence } from '../../../shared/run/evidence-files.ts'
import { InputError } from '../../../shared/verdict/input-error.ts'
import { scratch } from './fixtures/scratch.ts'

test('a folder for each gate, relative to the workspace', () => {
  const workspace = scratch()
  expect(evidenceFolder(workspace, '.production-gates', 'security-gate')).toBe('.production-gates/security-gate')
  expect(evidenceFolder(workspace, './a/../b/', 'dod-check')).toBe('b/dod-check')
  expect(evidenceFolder(workspace, '/tmp/x', 'dod-check')).toBe('/tmp/x/dod-check')
})

test('a workspace that is itself reached by a link is fine', () => {
  const link = join(scratch(), 'link')
  symlinkSync(scratch(), link)
  expect(evidenceFolder(link, 'out', 'security-gate')).toBe('out/security-gate')
})

test('neither dots nor links lead out of the workspace', () => {
  const workspace = scratch()
  symlinkSync(scratch(), join(workspace, 'link'))
  mkdirSync(join(workspace, 'deep'))
  symlinkSync('/nowhere', join(workspace, 'deep', 'security-gate'))
  for (const directory of ['..', '../x', 'a/../../x', 'link', 'link/deeper', 'deep']) {
    expect(() => evidenceFolder(workspace, directory, 'security-gate')).toThrow(InputError)
  }
  expect(() => evidenceFolder(workspace, '../x', 'security-gate')).toThrow(
    'Input `evidence-dir`: ../x leads out of the workspace, so that evidence could overwrite any file of the machine. Remove the link or the `..`, or give an absolute path.',
  )
})

test('an absolute path into the workspace is held to the same', () => {
  const workspace = scratch()
  symlinkSync(scratch(), join(workspace, 'link'))
  expect(evidenceFolder(workspace, join(workspace, 'out'), 'security-gate')).toBe('out/security-gate')
  expect(evidenceFolder(workspace, workspace, 'security-gate')).toBe('security-gate')
  expect(() => evidenceFolder(workspace, join(workspace, 'link'), 'security-gate')).toThrow(InputError)
  expect(evidenceFolder(workspace, `${workspace}-other`, 'security-gate')).toBe(`${workspace}-other/security-gate`)
})

test('files are written as they are, over what was there', () => {
  const workspace = scratch()
  const files = [
    { name: 'evidence.json', bytes: '{}\n' },
    { name: 'raw', bytes: new Uint8Array([0, 255]) },
  ]
  placeEvidence(workspace, 'out/security-gate', files)
  placeEvidence(workspace, 'out/security-gate', files)
  expect(readFileSync(join(workspace, 'out/security-gate/evidence.json'), 'utf8')).toBe('{}\n')
  expect([...readFileSync(join(workspace, 'out/security-gate/raw'))]).toEqual([0, 255])
})

test('a link where a file goes is replaced, not followed', () => {
  const workspace = scratch()
  const victim = join(scratch(), 'victim')
  writeFileSync(victim, 'mine')
  mkdirSync(join(workspace, 'out'))
  symlinkSync(victim, join(workspace, 'out', 'evidence.json'))
  placeEvidence(workspace, 'out', [{ name: 'evidence.json', bytes: 'ours' }])
  expect(readFileSync(victim, 'utf8')).toBe('mine')
  expect(readFileSync(join(workspace, 'out', 'evidence.json'), 'utf8')).toBe('ours')
})

test('an absolute folder is taken as it is', () => {
  const folder = join(scratch(), 'a', 'security-gate')
  placeEvidence('/', folder, [{ name: 'evidence.json', bytes: '' }])
  expect(existsSync(join(folder, 'evidence.json'))).toBe(true)
})

test('what an earlier run left is cleared, what is not ours stays', () => {
  const workspace = scratch()
  const names = ['evidence.json', 'verdict.json', 'statement.intoto.jsonl', 'findings.sarif', 'summary.md', 'notes.txt']
  placeEvidence(
    workspace,
    'out',
    names.map((name) => ({ name, bytes: 'old' })),
  )
  clearEvidence(workspace, 'out')
  expect(readdirSync(join(workspace, 'out'))).toEqual(['notes.txt'])
  clearEvidence(workspace, 'nowhere')
  expect(existsSync(join(workspace, 'nowhere'))).toBe(false)
})

test('what an earlier run left of single pull requests is gone, and nothing else', () => {
  const workspace = scratch()
  const left = [
    'pull-9/security-gate/evidence.json',
    'pull-9/dod-check/evidence.json',
    'pull-x/security-gate/evidence.json',
  ]
  for (const path of left) {
    mkdirSync(join(workspace, 'out', path, '..'), { recursive: true })
    writeFileSync(join(workspace, 'out', path), '{}')
  }
  clearPulls(workspace, 'out', 'security-gate')
  clearPulls(workspace, 'nowhere', 'security-gate')
  expect(left.map((path) => existsSync(join(workspace, 'out', path)))).toEqual([false, true, true])
})

test('a link among them is not followed', () => {
  const [workspace, elsewhere] = [scratch(), scratch()]
  mkdirSync(join(elsewhere, 'security-gate'))
  writeFileSync(join(elsewhere, 'security-gate', 'evidence.json'), '{}')
  mkdirSync(join(workspace, 'out'))
  symlinkSync(elsewhere, join(workspace, 'out', 'pull-9'))
  expect(() => clearPulls(workspace, 'out', 'security-gate')).toThrow(InputError)
  expect(existsSync(join(elsewhere, 'security-gate', 'evidence.json'))).toBe(true)
})
