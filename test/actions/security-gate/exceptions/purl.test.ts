import { describe, expect, it } from 'vitest'
import { matchesPurl, type PackageRef, packagePurl } from '../../../../actions/security-gate/exceptions/purl.ts'
import { parsePurl } from '../../../../actions/security-gate/scanners/purl.ts'

const purl = (text: string) => {
  const parsed = parsePurl(text)
  if (parsed === undefined) throw new Error(`${text} is no purl`)
  return parsed
}

describe('matchesPurl', () => {
  it.each([
    ['pkg:npm/lodash', 'pkg:npm/lodash@4.17.20', true],
    ['pkg:npm/lodash', 'pkg:npm/lodash', true],
    ['pkg:npm/lodash@4.17.20', 'pkg:npm/lodash@4.17.20', true],
    ['pkg:npm/lodash@4.17.20', 'pkg:npm/lodash@4.17.21', false],
    ['pkg:npm/lodash@4.17.20', 'pkg:npm/lodash', false],
    ['pkg:npm/lodash', 'pkg:npm/lodash-es', false],
    ['pkg:npm/lodash', 'pkg:pypi/lodash', false],
    ['pkg:npm/%40a/b', 'pkg:npm/%40a/b@1.0.0', true],
    ['pkg:npm/%40a/b', 'pkg:npm/%40c/b@1.0.0', false],
    ['pkg:npm/b', 'pkg:npm/%40a/b', false],
    ['pkg:npm/%40a/b', 'pkg:npm/b', false],
    ['pkg:apk/alpine/git?arch=x86_64', 'pkg:apk/alpine/git@2?arch=x86_64&distro=3.20', true],
    ['pkg:apk/alpine/git?arch=x86_64', 'pkg:apk/alpine/git@2?arch=armv7', false],
    ['pkg:apk/alpine/git?arch=x86_64', 'pkg:apk/alpine/git@2', false],
    ['pkg:apk/alpine/git@2', 'pkg:apk/alpine/git@2?arch=x86_64', true],
    ['pkg:golang/a.com/b#sub', 'pkg:golang/a.com/b@v1.0.0', false],
    ['pkg:golang/a.com/b#sub', 'pkg:golang/a.com/b@v1.0.0#sub', true],
    ['pkg:golang/a.com/b', 'pkg:golang/a.com/b@v1.0.0#sub', true],
    ['pkg:golang/a.com/b@1.2.3', 'pkg:golang/a.com/b@v1.2.3', true],
    ['pkg:golang/a.com/b@v1.2.3', 'pkg:golang/a.com/b@1.2.3', true],
    ['pkg:golang/stdlib@go1.22.1', 'pkg:golang/stdlib@v1.22.1', true],
    ['pkg:golang/a.com/b@v1.2.3', 'pkg:golang/a.com/b@v1.2.4', false],
    ['pkg:golang/a.com/b@vnext', 'pkg:golang/a.com/b@next', false],
    ['pkg:golang/a.com/b@1.0.0-rev2', 'pkg:golang/a.com/b@1.0.0-re2', false],
    ['pkg:golang/a.com/b@v1.2.3', 'pkg:golang/a.com/b', false],
    ['pkg:npm/b@v1.2.3', 'pkg:npm/b@1.2.3', false],
    ['pkg:pypi/My_Package@1', 'pkg:pypi/my-package@1', true],
    ['pkg:maven/A/b', 'pkg:maven/a/b', false],
  ])('%s against %s: %s', (pattern, component, expected) => {
    expect(matchesPurl(purl(pattern), purl(component))).toBe(expected)
  })
})

describe('packagePurl', () => {
  const match = (pattern: string, ref: PackageRef) => {
    const component = packagePurl(ref)
    return component !== undefined && matchesPurl(purl(pattern), component)
  }

  it('takes the purl where there is one', () => {
    expect(match('pkg:npm/lodash', { purl: 'pkg:npm/lodash@4.17.20', name: 'other' })).toBe(true)
    expect(match('pkg:generic/lodash', { purl: 'pkg:npm/lodash@4.17.20', name: 'lodash' })).toBe(false)
  })

  it('is nothing for a purl that is none: the name beside it may be of any ecosystem', () => {
    expect(packagePurl({ purl: 'lodash', name: 'lodash' })).toBeUndefined()
  })

  it('is generic without a purl', () => {
    expect(match('pkg:generic/lodash', { name: 'lodash', version: '4.17.20' })).toBe(true)
    expect(match('pkg:generic/lodash@4.17.20', { name: 'lodash', version: '4.17.20' })).toBe(true)
    expect(match('pkg:generic/lodash@4.17.21', { name: 'lodash', version: '4.17.20' })).toBe(false)
    expect(match('pkg:generic/lodash@4.17.20', { name: 'lodash' })).toBe(false)
    expect(match('pkg:npm/lodash', { name: 'lodash' })).toBe(false)
    expect(match('pkg:generic/%40a/b', { name: '@a/b' })).toBe(true)
    expect(match('pkg:generic/b', { name: '@a/b' })).toBe(false)
    expect(match('pkg:generic/x/y/z', { name: 'x/y/z' })).toBe(true)
    expect(match('pkg:generic/xy/z', { name: 'x/y/z' })).toBe(false)
    expect(packagePurl({ name: '' })).toBeUndefined()
    expect(packagePurl({ name: '/' })).toBeUndefined()
  })
})
