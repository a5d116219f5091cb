import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { sha256 } from '../../../shared/evidence/digest.ts'
import { handedStatements } from '../../../shared/run/handed-statements.ts'
import { scratch } from './fixtures/scratch.ts'

/** A workspace with these files. */
function workspace(files: Readonly<Record<string, string>>): string {
  const root = scratch()
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  return root
}

const GATE = { 'gate/statement.intoto.jsonl': 'signed', 'gate/evidence.json': '{}' }

test('each statement comes with the digest of the evidence beside it', () => {
  const root = workspace({ ...GATE, 'other/statement.intoto.jsonl': 'signed too', 'other/evidence.json': '[]' })
  const found = handedStatements(['*/statement.intoto.jsonl', 'gate/*.jsonl'], root)
  expect(found.map(({ path, bytes, evidenceSha256 }) => [path, String(bytes), evidenceSha256])).toEqual([
    ['gate/statement.intoto.jsonl', 'signed', sha256('{}')],
    ['other/statement.intoto.jsonl', 'signed too', sha256('[]')],
  ])
})

test('nothing named is nothing handed in', () => {
  expect(handedStatements([], '/nowhere')).toEqual([])
})

test('a pattern that names no file is a mistake, not no statement', () => {
  expect(() => handedStatements(['gone/*.jsonl'], workspace(GATE))).toThrow(
    /`statements`: gone\/\*\.jsonl names no file/,
  )
})

test('a statement without its evidence cannot be held against anything', () => {
  const root = workspace({ 'gate/statement.intoto.jsonl': 'signed' })
  expect(() => handedStatements(['gate/*.jsonl'], root)).toThrow(/gate\/evidence\.json is not there/)
})

test('a folder and a link are no statements', () => {
  const root = workspace({ ...GATE, 'a/folder.jsonl/file': '', 'a/evidence.json': '{}' })
  expect(() => handedStatements(['a/*.jsonl'], root)).toThrow(/is no plain file/)
  symlinkSync('/etc/hostname', join(root, 'gate/link.jsonl'))
  expect(() => handedStatements(['gate/link.jsonl'], root)).toThrow(/is no plain file/)
})

test('a folder that leads out of the workspace is refused', () => {
  const outside = workspace(GATE)
  const root = workspace({ 'a.txt': '' })
  symlinkSync(join(outside, 'gate'), join(root, 'gate'))
  expect(() => handedStatements(['gate/statement.intoto.jsonl'], root)).toThrow(/leads out of the workspace/)
})

test('what is no statement by its size is not read', () => {
  const root = workspace({ ...GATE, 'gate/statement.intoto.jsonl': 'x'.repeat(2 ** 20 + 1) })
  expect(() => handedStatements(['gate/*.jsonl'], root)).toThrow(/has 1048577 bytes; at most 1048576 are read/)
})

test('more files than anybody has are not read', () => {
  const many = Object.fromEntries(Array.from({ length: 101 }, (_, index) => [`s/${index}.jsonl`, 'x']))
  expect(() => handedStatements(['s/*.jsonl'], workspace({ ...many, 's/evidence.json': '{}' }))).toThrow(
    /names 101 files/,
  )
})
