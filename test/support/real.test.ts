import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { needs } from './real.ts'

function contextThatNotes(notes: string[]) {
  return {
    skip(note?: string | boolean): never {
      notes.push(String(note))
      throw new Error('skipped')
    },
  }
}

test('a missing tool skips on a laptop and says which', () => {
  const notes: string[] = []
  expect(() => needs(contextThatNotes(notes), 'no-such-scanner', { PATH: '/nowhere:' })).toThrow('skipped')
  expect(notes).toEqual(['needs no-such-scanner'])
})

test('a missing tool fails in CI and is not skipped', () => {
  const notes: string[] = []
  expect(() => needs(contextThatNotes(notes), 'no-such-scanner', { REQUIRE_REAL: '1' })).toThrow(
    'needs no-such-scanner, which is not on PATH, and REQUIRE_REAL=1',
  )
  expect(notes).toEqual([])
})

test('a tool that is there lets the test run, one that is no program does not', () => {
  const folder = mkdtempSync(join(tmpdir(), 'production-gates-real-'))
  writeFileSync(join(folder, 'scanner'), '', { mode: 0o755 })
  writeFileSync(join(folder, 'notes'), '', { mode: 0o644 })
  const notes: string[] = []
  const env = { PATH: `/nowhere:${folder}`, REQUIRE_REAL: '1' }
  expect(needs(contextThatNotes(notes), 'scanner', env)).toBeUndefined()
  expect(() => needs(contextThatNotes(notes), 'notes', env)).toThrow('needs notes')
  expect(notes).toEqual([])
  rmSync(folder, { recursive: true })
})
