import { expect, test } from 'vitest'
import { osvPackageType, packageOf } from '../../../../actions/security-gate/scanners/package.ts'

test.each([
  [{ type: 'npm', name: '@scope/leaf', version: '1.0.0' }, 'pkg:npm/%40scope/leaf@1.0.0'],
  [{ type: 'maven', name: 'org.example:leaf', version: '1.0.0' }, 'pkg:maven/org.example/leaf@1.0.0'],
  [{ type: 'maven', name: 'leaf' }, 'pkg:maven/leaf'],
  [{ type: 'composer', name: 'vendor/leaf' }, 'pkg:composer/vendor/leaf'],
  [{ type: 'deb', namespace: 'debian', name: 'bash', version: '5.0-4' }, 'pkg:deb/debian/bash@5.0-4'],
  [{ type: 'cargo', name: 'a/b' }, 'pkg:cargo/a%2Fb'],
  [{ type: 'golang', name: 'github.com/a/b', version: '1.2.3' }, 'pkg:golang/github.com/a/b@v1.2.3'],
  [
    { type: 'golang', name: 'github.com/a/b', version: 'v1.2.3+incompatible' },
    'pkg:golang/github.com/a/b@v1.2.3%2Bincompatible',
  ],
  [{ type: 'golang', name: 'stdlib', version: 'go1.20.1' }, 'pkg:golang/stdlib@v1.20.1'],
  [{ type: 'golang', name: 'a/b', version: '234fd47e07d1' }, 'pkg:golang/a/b@234fd47e07d1'],
  [{ purl: 'pkg:golang/a/b@1.2.3', name: 'a/b' }, 'pkg:golang/a/b@v1.2.3'],
  [{ purl: 'no purl', type: 'npm', name: 'leaf' }, 'pkg:npm/leaf'],
  [{ name: 'leaf' }, undefined],
])('%j', (parts, purl) => {
  expect(packageOf(parts)?.purl).toBe(purl)
})

test('name and version come from the purl when nothing else says them', () => {
  expect(packageOf({ purl: 'pkg:maven/org.example/leaf@1.0.0' })).toEqual({
    purl: 'pkg:maven/org.example/leaf@1.0.0',
    name: 'org.example:leaf',
    version: '1.0.0',
  })
  expect(packageOf({ purl: 'pkg:npm/%40scope/leaf' })).toEqual({ purl: 'pkg:npm/%40scope/leaf', name: '@scope/leaf' })
  expect(packageOf({ purl: 'pkg:npm/leaf@1.0.0', name: 'Leaf', version: '2.0.0' })).toMatchObject({
    name: 'Leaf',
    version: '2.0.0',
  })
  expect(packageOf({ version: '1' })).toBeUndefined()
  expect(packageOf({ name: 'a', fixedIn: [] })).toEqual({ name: 'a' })
})

test.each([
  ['npm', { type: 'npm' }],
  ['crates.io', { type: 'cargo' }],
  ['Alpine:v3.19', { type: 'apk', namespace: 'alpine' }],
  ['Red Hat:rhel:9', { type: 'rpm', namespace: 'redhat' }],
  ['GitHub Actions', { type: 'githubactions' }],
  ['constructor', {}],
  [undefined, {}],
])('ecosystem %s', (ecosystem, type) => {
  expect(osvPackageType(ecosystem)).toEqual(type)
})
