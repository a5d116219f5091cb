import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalPurl, formatPurl, type Purl, parsePurl } from '../../../../actions/security-gate/scanners/purl.ts'

describe('canonical', () => {
  test.each([
    ['pkg:npm/foobar@12.3.1', 'pkg:npm/foobar@12.3.1'],
    ['PKG:NPM/FooBar@12.3.1', 'pkg:npm/foobar@12.3.1'],
    ['pkg://npm/foobar@12.3.1', 'pkg:npm/foobar@12.3.1'],
    ['pkg:npm/@angular/animation@12.3.1', 'pkg:npm/%40angular/animation@12.3.1'],
    ['pkg:npm/%40angular/animation@12.3.1', 'pkg:npm/%40angular/animation@12.3.1'],
    ['pkg:npm/@angular/animation', 'pkg:npm/%40angular/animation'],
    ['pkg:pypi/Zope_._Interface@1.0.RC1', 'pkg:pypi/zope-interface@1.0.rc1'],
    ['pkg:maven/org.apache.commons/io@1.3.4', 'pkg:maven/org.apache.commons/io@1.3.4'],
    ['pkg:maven/Org.Apache/IO', 'pkg:maven/Org.Apache/IO'],
    ['pkg:golang/GitHub.com/Gorilla/Context@v1#/api/./../v2/', 'pkg:golang/github.com/gorilla/context@v1#api/v2'],
    ['pkg:deb/Debian/Bash@5.0-4?Arch=amd64&distro=', 'pkg:deb/debian/bash@5.0-4?arch=amd64'],
    ['pkg:rpm/Fedora/Curl@7.50.3-1.fc25?b=2&a=1', 'pkg:rpm/fedora/Curl@7.50.3-1.fc25?a=1&b=2'],
    [
      'pkg:docker/customer/dockerimage@sha256%3A244fd47e07d1004f0aed9c?repository_url=gcr.io',
      'pkg:docker/customer/dockerimage@sha256:244fd47e07d1004f0aed9c?repository_url=gcr.io',
    ],
    [
      'pkg:hex/bar@1.2.3?repository_url=https://myrepo.example.com',
      'pkg:hex/bar@1.2.3?repository_url=https:%2F%2Fmyrepo.example.com',
    ],
    ['pkg:cargo/Rand@0.7.2', 'pkg:cargo/Rand@0.7.2'],
    ['pkg:huggingface/A/B@ABC', 'pkg:huggingface/A/B@abc'],
    [
      'pkg:mlflow/Model@3?repository_url=https://adb.azuredatabricks.net',
      'pkg:mlflow/model@3?repository_url=https:%2F%2Fadb.azuredatabricks.net',
    ],
    [
      'pkg:mlflow/Model@3?repository_url=https://x.azureml.net',
      'pkg:mlflow/Model@3?repository_url=https:%2F%2Fx.azureml.net',
    ],
    ['pkg:generic/java@17.0.10%2B7', 'pkg:generic/java@17.0.10%2B7'],
    ["pkg:generic/a!'()*~b", 'pkg:generic/a%21%27%28%29%2A~b'],
    ['pkg:generic/a?b&c=d', 'pkg:generic/a?c=d'],
    ['pkg:generic/x//y///z@', 'pkg:generic/x/y/z'],
    ['pkg:cpan/DROLSKY/DateTime@1.55', 'pkg:cpan/DROLSKY/DateTime@1.55'],
    [
      'pkg:chrome-extension/dncgedbnidfkppmdgfgidcepclnokpkb@6.0.2.3611',
      'pkg:chrome-extension/dncgedbnidfkppmdgfgidcepclnokpkb@6.0.2.3611',
    ],
    ['pkg:swift/github.com/Alamofire/Alamofire@5.4.3', 'pkg:swift/github.com/Alamofire/Alamofire@5.4.3'],
  ])('%s', (text, canonical) => {
    expect(canonicalPurl(text)).toBe(canonical)
    expect(canonicalPurl(canonical)).toBe(canonical)
  })
})

test.each([
  '',
  'npm/foobar',
  'pkg:',
  'pkg:npm',
  'pkg:npm/',
  'pkg:npm/@1.0.0?',
  'pkg:/foobar',
  'pkg:maven/@1.3.4',
  'pkg:n&g?inx/nginx@0.8.9',
  'pkg:3nginx/nginx@0.8.9',
  'pkg:nginx:a/nginx@0.8.9',
  'pkg%3Amaven/org.apache.commons/io',
  'pkg:npm/myartifact@1.0.0?in%20production=true',
  'pkg:npm/my%zzartifact',
  'pkg:npm/a@%zz',
  'pkg:npm/a?b=%zz',
  'pkg:npm/a#%zz',
  'pkg:cpan/LWP::UserAgent@6.7.6',
  'pkg:cpan/GD::T/URI',
  'pkg:chrome-extension/dogs',
  'pkg:chrome-extension/dlpngalgnefjeiefhmpklpfiohadpglk@1.2.3-beta',
  'pkg:swift/Alamofire',
  `pkg:npm/${'a'.repeat(4096)}`,
])('no purl: %.60s', (text) => {
  expect(canonicalPurl(text)).toBeUndefined()
})

test('parts', () => {
  expect(parsePurl('pkg:GOLANG/google.golang.org/genproto@abcdedf?a=b#/googleapis/api/')).toEqual({
    type: 'golang',
    namespace: 'google.golang.org',
    name: 'genproto',
    version: 'abcdedf',
    qualifiers: new Map([['a', 'b']]),
    subpath: 'googleapis/api',
  })
})

test('built from parts', () => {
  expect(formatPurl({ type: 'NPM', namespace: '@scope', name: 'Leaf', version: '1.0.0' })).toBe(
    'pkg:npm/%40scope/leaf@1.0.0',
  )
  expect(formatPurl({ type: 'npm', name: '' })).toBeUndefined()
  expect(formatPurl({ type: '', name: 'x' })).toBeUndefined()
  expect(formatPurl({ type: 'generic', name: '\ud800' })).toBe('pkg:generic/%EF%BF%BD')
})

test('what is built is read back the same, and reading any text throws nothing', () => {
  const word = fc
    .string({ minLength: 1, maxLength: 12, unit: 'grapheme' })
    .filter((text) => text.isWellFormed() && !text.includes('/'))
  const purl: fc.Arbitrary<Purl> = fc.record(
    {
      type: fc.constantFrom('generic', 'maven', 'cargo', 'npm', 'golang', 'pypi'),
      namespace: word,
      name: word,
      version: word,
      subpath: word.filter((text) => !/^\.\.?$/.test(text)),
    },
    { requiredKeys: ['type', 'name'] },
  )
  fc.assert(
    fc.property(purl, (parts) => {
      const text = formatPurl(parts)
      if (text === undefined) return
      const again = parsePurl(text)
      expect(again).toBeDefined()
      expect(again && formatPurl(again)).toBe(text)
    }),
  )
  fc.assert(fc.property(fc.string(), (text) => canonicalPurl(`pkg:${text}`) !== ''))
})
