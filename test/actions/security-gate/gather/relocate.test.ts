import { expect, test } from 'vitest'
import { relocate, relocateFinding, relocateRun } from '../../../../actions/security-gate/gather/relocate.ts'
import { run, weakness } from '../builders.ts'

const isFile = (path: string): boolean => ['package-lock.json', 'apps/web/package-lock.json', 'src/a.ts'].includes(path)

test('the longest end of an absolute path that is a file of the commit is meant', () => {
  expect(relocate('/home/runner/work/app/app/apps/web/package-lock.json', isFile)).toBe('apps/web/package-lock.json')
  expect(relocate('/home/runner/work/app/app/package-lock.json', isFile)).toBe('package-lock.json')
  expect(relocate('/src/a.ts', isFile)).toBe('src/a.ts')
})

test('what is no file of the commit stays as it is', () => {
  expect(relocate('/usr/lib/libz.so', isFile)).toBe('/usr/lib/libz.so')
  expect(relocate('other/package-lock.json', isFile)).toBe('other/package-lock.json')
  expect(relocate('/', isFile)).toBe('/')
  expect(relocate('', isFile)).toBe('')
})

test('findings and unread files are moved alike, and nothing else of them', () => {
  const { location: _, ...bare } = weakness()
  expect(relocateFinding(bare, isFile)).toBe(bare)
  expect(relocateFinding(weakness({ location: { path: '/w/src/a.ts', line: 3 } }), isFile)).toEqual(
    weakness({ location: { path: 'src/a.ts', line: 3 } }),
  )
  const told = [
    { kind: 'partial', text: 'T', paths: ['/w/src/a.ts'] },
    { kind: 'note', text: 'N' },
  ] as const
  expect(relocateRun(run({ problems: told }), isFile)).toEqual(
    run({ problems: [{ ...told[0], paths: ['src/a.ts'] }, told[1]] }),
  )
})
