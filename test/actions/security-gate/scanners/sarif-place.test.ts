import { describe, expect, it } from 'vitest'
import { finding, notes } from './sarif-builder.ts'

const OUTSIDE = '1 × a location that is no path inside the repository.'
const at = (artifactLocation: unknown, region?: unknown) => ({
  locations: [{ physicalLocation: { artifactLocation, ...(region !== undefined && { region }) } }],
})
const place = (artifactLocation: unknown, run: object = {}) => finding(at(artifactLocation), { run }).location?.path
const uri = (text: string, run: object = {}) => place({ uri: text }, run)

describe('paths', () => {
  it.each([
    ['src/a.ts', 'src/a.ts'],
    ['./src//a.ts', 'src/a.ts'],
    ['src/../lib/a.ts', 'lib/a.ts'],
    ['src/%C3%A9%20b.ts', 'src/é b.ts'],
    ['src/100%.ts', 'src/100%.ts'],
    ['src\\win\\a.ts', 'src/win/a.ts'],
    ['.github/workflows/ci.yml', '.github/workflows/ci.yml'],
    ['src/a b.ts', 'src/a b.ts'],
    ['alpine:3.10', 'alpine:3.10'],
    ['library/alpine:3.10 (alpine 3.10.2)', 'library/alpine:3.10 (alpine 3.10.2)'],
    ['@scope/pkg/+page.svelte', '@scope/pkg/+page.svelte'],
    ['src/new\nline\u001b[31m.ts', 'src/newline[31m.ts'],
    ['src/%0A::error::x.ts', 'src/::error::x.ts'],
    ['src/\u202egnp.ts', 'src/gnp.ts'],
  ])('%j is %j', (text, path) => expect(uri(text)).toBe(path))

  it.each([
    '../etc/passwd',
    'src/../../etc/passwd',
    'src/%2e%2e/%2E%2E/etc/passwd',
    'src/.\u0000./../x',
    '..\\..\\x',
    '.\n./x',
    'https://example.com/a.ts',
    'git:/a',
    'data:text/plain,x',
    'JavaScript:alert(1)',
    'file://server/share/a.ts',
    './',
    '.',
    '\n',
  ])('%j is none, and that is said', (text) => {
    expect(finding(at({ uri: text }))).not.toHaveProperty('location')
    expect(notes({ results: [at({ uri: text })] })).toEqual([OUTSIDE])
  })

  it('without any text there is nothing to say', () => {
    for (const location of [{}, { uri: '' }, { uri: 7 }, null, 'src/a.ts', []]) {
      expect(finding(at(location))).not.toHaveProperty('location')
      expect(notes({ results: [at(location)] })).toEqual([])
    }
    for (const locations of [[], [null], [{}], {}, null, 'x'])
      expect(finding({ locations })).not.toHaveProperty('location')
  })

  it('a path longer than Linux allows is none', () => {
    expect(uri('a'.repeat(4096))).toHaveLength(4096)
    expect(finding(at({ uri: 'a'.repeat(4097) }))).not.toHaveProperty('location')
  })

  it('takes the first location', () => {
    const second = at({ uri: 'b.ts' }).locations
    expect(finding({ locations: [...at({ uri: 'a.ts' }).locations, ...second] }).location).toEqual({ path: 'a.ts' })
    expect(finding({ locations: [{}, ...second] })).not.toHaveProperty('location')
  })
})

describe('absolute paths', () => {
  it.each([
    ['file:///home/runner/work/app/app/src/a.ts', 'src/a.ts'],
    ['/home/runner/work/app/app/src/a.ts', 'src/a.ts'],
    ['file:///Users/runner/work/app/app/src/a%20b.ts', 'src/a b.ts'],
    ['file:///D:/a/app/app/src/a.ts', 'src/a.ts'],
    ['D:\\a\\app\\app\\src\\a.ts', 'src/a.ts'],
    ['/github/workspace/src/a.ts', 'src/a.ts'],
    ['file://localhost/github/workspace/src/a.ts', 'src/a.ts'],
    ['file:/github/workspace/src/a.ts', 'src/a.ts'],
    ['/home/runner/work/app/app/x/../src/a.ts', 'src/a.ts'],
  ])('%s is in the checkout of a runner', (text, path) => expect(uri(text)).toBe(path))

  it.each([
    ['/usr/lib/libc.so', '/usr/lib/libc.so'],
    ['file:///usr/lib/a%2Fb', '/usr/lib/a/b'],
    ['/home/runner/work/app/other/a.ts', '/home/runner/work/app/other/a.ts'],
    ['/home/runner/work/app/app', '/home/runner/work/app/app'],
    ['/github/workspaces/a.ts', '/github/workspaces/a.ts'],
    ['/srv/home/runner/work/app/app/a.ts', '/srv/home/runner/work/app/app/a.ts'],
    ['C:/code/a.ts', 'C:/code/a.ts'],
    ['%2Fetc/passwd', '/etc/passwd'],
  ])('%s stays absolute', (text, path) => expect(uri(text)).toBe(path))

  it('leaving the root directory is no path', () => {
    expect(uri('/../etc/passwd')).toBeUndefined()
    expect(uri('/home/runner/work/app/app/../../../../../x')).toBe('/x')
    expect(uri('/home/runner/work/app/app/../../../../../../x')).toBeUndefined()
  })

  it('are relative to a root that the report names', () => {
    const roots = (text: string, id = '%SRCROOT%') => ({ originalUriBaseIds: { [id]: { uri: text } } })
    expect(uri('file:///build/app/src/a.ts', roots('file:///build/app/'))).toBe('src/a.ts')
    expect(uri('/build/app/src/a.ts', roots('file:///build/app'))).toBe('src/a.ts')
    expect(uri('/build/application/a.ts', roots('file:///build/app'))).toBe('/build/application/a.ts')
    expect(uri('/build/app', roots('file:///build/app'))).toBeUndefined()
    for (const id of ['SRCROOT', 'REPOROOT', 'PROJECTROOT', 'ROOTPATH', 'SOURCE_ROOT', '%srcroot%']) {
      expect(uri('/build/app/a.ts', roots('file:///build/app/', id))).toBe('a.ts')
    }
    for (const id of ['HOME', 'MYSRCROOT2', 'x%SRCROOT%']) {
      expect(uri('/build/app/a.ts', roots('file:///build/app/', id))).toBe('/build/app/a.ts')
    }
  })

  it('the longest root counts, and the root of the machine is none', () => {
    const run = {
      originalUriBaseIds: {
        ROOTPATH: { uri: 'file:///' },
        SRCROOT: { uri: 'file:///build/' },
        REPOROOT: { uri: 'file:///build/app/' },
        PROJECTROOT: { uri: 'src/' },
      },
    }
    expect(uri('/build/app/a.ts', run)).toBe('a.ts')
    expect(uri('/etc/passwd', run)).toBe('/etc/passwd')
  })
})

describe('uriBaseId', () => {
  const bases = {
    originalUriBaseIds: {
      '%SRCROOT%': { uri: 'file:///home/runner/work/app/app/' },
      SUB: { uri: 'packages/one', uriBaseId: '%SRCROOT%' },
      DEEP: { uri: 'lib%20x/', uriBaseId: 'SUB' },
      IN: { uri: 'file:///home/runner/work/app/app/tools/' },
      OUT: { uri: 'file:///opt/sdk/' },
      WIN: { uri: 'file:///C:/sdk/' },
      WEB: { uri: 'https://example.com/' },
      UP: { uri: '../' },
      LOOP: { uri: 'x/', uriBaseId: 'LOOP' },
      EMPTY: {},
      ROOTPATH: { uri: 'file:///' },
    },
  }
  const based = (text: string, uriBaseId: unknown) => place({ uri: text, uriBaseId }, bases)

  it('names the root, or a directory below it', () => {
    expect(based('src/a.ts', '%SRCROOT%')).toBe('src/a.ts')
    expect(based('a.ts', 'SUB')).toBe('packages/one/a.ts')
    expect(based('a.ts', 'DEEP')).toBe('packages/one/lib x/a.ts')
    expect(based('a%20b.ts', 'SUB')).toBe('packages/one/a b.ts')
    expect(based('a.ts', 'IN')).toBe('tools/a.ts')
    expect(based('a.ts', 'EMPTY')).toBe('a.ts')
    expect(based('package-lock.json', 'ROOTPATH')).toBe('package-lock.json')
  })

  it('stands for the root when it lies elsewhere or is not declared', () => {
    expect(based('a.ts', 'OUT')).toBe('a.ts')
    expect(based('a.ts', 'WIN')).toBe('a.ts')
    expect(based('a.ts', 'NOWHERE')).toBe('a.ts')
    expect(based('a.ts', 'constructor')).toBe('a.ts')
    expect(based('a.ts', 7)).toBe('a.ts')
  })

  it('does not lead out of the repository or to another place', () => {
    expect(based('a.ts', 'UP')).toBeUndefined()
    expect(based('../a.ts', 'SUB')).toBe('packages/a.ts')
    expect(based('a.ts', 'WEB')).toBeUndefined()
    expect(based('a.ts', 'LOOP')).toBe(`${'x/'.repeat(8)}a.ts`)
  })

  it('keeps the same file of different bases apart', () => {
    const results = [at({ uri: 'a.ts', uriBaseId: 'SUB' }), at({ uri: 'a.ts' }), at({ uri: 'a.ts', uriBaseId: 'IN' })]
    const paths = results.map((result) => finding(result, { run: bases }).location?.path)
    expect(paths).toEqual(['packages/one/a.ts', 'a.ts', 'tools/a.ts'])
  })
})

describe('artifacts', () => {
  const run = { artifacts: [{ location: { uri: 'a.ts' } }, { location: { uri: '../b.ts' } }, null] }

  it('are found by index where the location has no uri of its own', () => {
    expect(place({ index: 0 }, run)).toBe('a.ts')
    expect(place({ index: 1, uri: 'c.ts' }, run)).toBe('c.ts')
    expect(place({ index: 1 }, run)).toBeUndefined()
    expect(place({ index: 2 }, run)).toBeUndefined()
    expect(place({ index: -1 }, run)).toBeUndefined()
  })

  it('that are not there are counted', () => {
    expect(notes({ run, results: [at({ index: 3 })] })).toEqual(['1 × an artifact index that points nowhere.'])
    expect(notes({ run, results: [at({ index: 2 }), at({ index: -1 })] })).toEqual([])
  })
})

describe('lines', () => {
  const line = (region: unknown) => finding(at({ uri: 'a.ts' }, region)).location
  it('are whole numbers from 1', () => {
    expect(line({ startLine: 1 })).toEqual({ path: 'a.ts', line: 1 })
    expect(line({ startLine: 2_147_483_647 })).toEqual({ path: 'a.ts', line: 2_147_483_647 })
    for (const startLine of [0, -1, 1.5, '1', null, 2_147_483_648])
      expect(line({ startLine })).toEqual({ path: 'a.ts' })
    expect(line(null)).toEqual({ path: 'a.ts' })
    expect(line({ byteOffset: 9 })).toEqual({ path: 'a.ts' })
  })
})
