import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { bundleDigest } from '../../../shared/run/bundle.ts'
import { scratch } from './fixtures/scratch.ts'

test('the digest is that of the program’s bytes', () => {
  const program = join(scratch(), 'index.js')
  writeFileSync(program, 'abc')
  expect(bundleDigest(program)).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad')
})

test('evidence that cannot name its program is not made', () => {
  expect(() => bundleDigest(undefined)).toThrow('the runtime does not say which program runs')
  expect(() => bundleDigest('/nowhere/index.js')).toThrow('ENOENT')
})
