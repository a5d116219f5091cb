import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { thisMachine } from '../../../shared/run/machine.ts'
import { scratch } from './fixtures/scratch.ts'

const file = (text: string) => {
  const path = join(scratch(), 'f')
  writeFileSync(path, text)
  return path
}

test('a file is read up to a size', () => {
  const path = file('héllo')
  expect(thisMachine.readText(path, 6)).toBe('héllo')
  expect(() => thisMachine.readText(path, 5)).toThrow(`${path} has 6 bytes, more than 5`)
})

test('a file is appended to and measured', () => {
  const path = file('a')
  thisMachine.append(path, 'é')
  expect(readFileSync(path, 'utf8')).toBe('aé')
  expect(thisMachine.size(path)).toBe(3)
  expect(thisMachine.size(`${path}.none`)).toBe(0)
})

test('two clocks: one of the day, one that only runs forward', () => {
  expect(Math.abs(thisMachine.now().getTime() - Date.now())).toBeLessThan(60_000)
  const before = thisMachine.elapsed()
  expect(thisMachine.elapsed()).toBeGreaterThanOrEqual(before)
})
