import fc from 'fast-check'
import { expect, test } from 'vitest'
import { commitUrl, placeUrl, reasonUrl, repositoryPath } from '../../../shared/report/links.ts'

const links = { repository: 'https://github.com/acme/app', reasons: 'https://github.com/o/pg/blob/v1/docs/reasons.md' }
const SHA = '9a04d1e59a04d1e59a04d1e59a04d1e59a04d1e5'

test('a reason is a heading of docs/reasons.md', () => {
  expect(reasonUrl('security-gate/kind-missing', links)).toBe(`${links.reasons}#security-gatekind-missing`)
  expect(reasonUrl('security-gate/kind-missing', {})).toBeUndefined()
})

test('only a full commit id is linked', () => {
  expect(commitUrl(SHA, links)).toBe(`https://github.com/acme/app/commit/${SHA}`)
  expect(commitUrl('9a04d1e', links)).toBeUndefined()
  expect(commitUrl(`${SHA})`, links)).toBeUndefined()
  expect(commitUrl(SHA, {})).toBeUndefined()
})

test('a place is linked at its commit and line', () => {
  const at = `https://github.com/acme/app/blob/${SHA}`
  expect(placeUrl({ path: 'src/a b.ts', line: 7 }, SHA, links)).toBe(`${at}/src/a%20b.ts#L7`)
  expect(placeUrl({ path: './src/a.ts' }, SHA, links)).toBe(`${at}/src/a.ts`)
  expect(placeUrl({ path: 'a.ts' }, undefined, links)).toBeUndefined()
  expect(placeUrl({ path: 'a.ts' }, SHA, {})).toBeUndefined()
  expect(placeUrl({ path: '../a.ts' }, SHA, links)).toBeUndefined()
})

test.each(['', '/etc/passwd', 'a//b', 'a/../b', '..', 'a/.', 'C:/x', 'c:x', 'file:a', 'a\\b', 'a\0b'])(
  '%j is no path of a repository',
  (path) => {
    expect(repositoryPath(path)).toBeUndefined()
  },
)

test('what a path contains cannot leave the link', () => {
  expect(repositoryPath("a(1)/b!'*?#.ts")).toBe('a%281%29/b%21%27%2A%3F%23.ts')
  expect(repositoryPath('a\ud800')).toBe('a%EF%BF%BD')
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (path) => {
      expect(repositoryPath(path) ?? '').toMatch(/^[\w./%~-]*$/)
    }),
  )
})
