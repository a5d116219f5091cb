import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decidedBy, isScannerConfiguration, type Producer, producerOf } from '../../../shared/evidence/producer.ts'

const SCAN = '.github/workflows/scan.yml'
const of = (files: Readonly<Record<string, string>>, workflow = SCAN): Promise<Producer> =>
  producerOf(workflow, async (path) => files[path])

describe('what a workflow is made of', () => {
  test('itself, reusable workflows and local actions at any depth', async () => {
    const made = await of({
      [SCAN]:
        'jobs:\n  a: { uses: ./.github/workflows/b.yml }\n  c: { steps: [{ uses: ./act/ }, { uses: acme/x@v1 }] }\n',
      '.github/workflows/b.yml': 'jobs: { d: { steps: [{ uses: ./nested/../other }, { uses: docker://alpine }] } }\n',
      'act/action.yml': 'runs: { using: composite, steps: [{ uses: ./deep }] }\n',
      'deep/action.yaml': 'runs: { using: node24, main: index.js }\n',
      'other/action.yml': 'runs: { using: docker, image: Dockerfile }\n',
    })
    expect(made.unknown).toBeUndefined()
    expect(made.files).toEqual([
      '.github/workflows/b.yml',
      SCAN,
      'act/action.yml',
      'deep/action.yaml',
      'other/action.yml',
    ])
    expect(made.folders).toEqual(['act', 'deep', 'other'])
  })

  test('`$/` is the same repository too, at the commit of the file that says it', async () => {
    const made = await of({
      [SCAN]: 'jobs:\n  a: { uses: $/.github/workflows/b.yml }\n  c: { steps: [{ uses: $/act }] }\n',
      '.github/workflows/b.yml': 'jobs: { d: { steps: [{ uses: $//deep/ }] } }\n',
      'act/action.yml': 'runs: { using: node24, main: index.js }\n',
      'deep/action.yml': 'runs: { using: node24, main: index.js }\n',
    })
    expect(made.unknown).toBeUndefined()
    expect(made.folders).toEqual(['act', 'deep'])
    expect(decidedBy(made, ['act/index.js', 'deep/index.js', 'other/index.js'])).toEqual([
      'act/index.js',
      'deep/index.js',
    ])
  })

  test('a circle ends', async () => {
    const made = await of({ [SCAN]: `jobs: { a: { uses: ./${SCAN} } }\n` })
    expect(made).toMatchObject({ files: [SCAN], folders: [] })
  })

  const unknown: readonly [what: string, files: Record<string, string>, why: RegExp][] = [
    ['no such workflow', {}, /scan\.yml does not exist/],
    ['no YAML', { [SCAN]: 'a: [\n' }, /is not YAML that can be read/],
    ['two documents', { [SCAN]: 'a: 1\n---\nb: 2\n' }, /is not YAML that can be read/],
    ['no such action', { [SCAN]: 'x: { uses: ./act }\n' }, /uses \.\/act, which is no action/],
    ['no such reusable workflow', { [SCAN]: 'x: { uses: ./.github/workflows/b.yml }\n' }, /b\.yml does not exist/],
    ['nested without end', { [SCAN]: `${'{a: '.repeat(60)}1${'}'.repeat(60)}\n` }, /is not YAML that can be read/],
    [
      'aliases without end',
      { [SCAN]: `a: &a [x]\nb: &b [${'*a,'.repeat(99)}]\nc: &c [${'*b,'.repeat(99)}]\nd: [${'*c,'.repeat(99)}]\n` },
      /is not YAML that can be read/,
    ],
  ]
  test.each(unknown)('%s: nothing it made can be believed', async (_, files, why) => {
    expect((await of(files)).unknown).toMatch(why)
  })

  test('more files than GitHub allows is unknown, not endless', async () => {
    const path = (n: number): string => `.github/workflows/w${n}.yml`
    const made = await producerOf(path(0), async (asked) => {
      const n = Number(/w(\d+)\.yml$/.exec(asked)?.[1])
      return `jobs: { a: { uses: ./${path(n + 1)} } }\n`
    })
    expect(made.unknown).toMatch(/more than 100 files/)
  })

  test('what could not be read is thrown, and never taken for missing', async () => {
    const failing = producerOf(SCAN, async () => {
      throw new Error('half a pack')
    })
    await expect(failing).rejects.toThrow('half a pack')
  })
})

describe('whether a changed path decides what it does', () => {
  const text = 'run: ./scripts/scan.sh\nwith: { config-file: ./conf/x.yml }\n'
  const base: Producer = { files: [SCAN], folders: ['act'], text, directories: [] }

  const deciding = [
    SCAN,
    'act/action.yml',
    'act/a/b.js',
    'scripts/scan.sh',
    'conf/x.yml',
    '.gitleaks.toml',
    'a/b/.semgrepignore',
  ]
  test.each(deciding)('%s does', (path) => {
    expect(decidedBy(base, ['README.md', path])).toEqual([path])
  })

  const beside = ['README.md', 'action.yml', 'actx/action.yml', 'scripts/scan.sh.bak', '.github/workflows/scan.yaml']
  test.each(beside)('%s does not', (path) => {
    expect(decidedBy(base, [path])).toEqual([])
  })

  test('an action in the root is the whole repository', () => {
    expect(decidedBy({ ...base, folders: [''] }, ['README.md'])).toEqual(['README.md'])
  })

  const working: readonly [text: string, path: string][] = [
    ['{ working-directory: tools, run: ./scan.sh }', 'tools/scan.sh'],
    ['{ working-directory: "./a/tools/", run: sh scan.sh }', 'a/tools/scan.sh'],
    ['defaults: { run: { working-directory: a } }\nrun: b/scan.sh', 'a/b/scan.sh'],
    ['run: cd tools && ./scan.sh', 'tools/scan.sh'],
    ['run: pushd ./tools; bash scan.sh; popd', 'tools/scan.sh'],
    ['run: ./scan.sh\nworking-directory: ${{ matrix.folder }}', 'any/where/scan.sh'],
    ['run: cd "$HERE" && ./scan.sh', 'any/where/scan.sh'],
  ]
  test.each(working)('named from where a step works: %s', async (steps, path) => {
    const made = await of({ [SCAN]: `${steps}\n`.replace(/^run: (.*)$/gm, "run: '$1'") })
    expect(made.unknown).toBeUndefined()
    expect(decidedBy(made, [path])).toEqual([path])
    expect(decidedBy(made, [path.replace('scan.sh', 'other.sh')])).toEqual([])
  })
})

const segment = fc.constantFrom(
  'a',
  'act',
  'scripts',
  'scan.sh',
  '.github',
  'workflows',
  'scan.yml',
  '.gitleaks.toml',
  'x.js',
)
const paths = fc.array(fc.array(segment, { minLength: 1, maxLength: 4 }).map((steps) => steps.join('/')))
const producer: fc.Arbitrary<Producer> = fc.record({
  files: paths,
  folders: paths,
  text: fc.array(segment).map((words) => words.join('/')),
  directories: fc.array(fc.oneof(fc.constant('*'), segment)),
})

test('one more changed path never makes a rewritten producer an unchanged one', () => {
  fc.assert(
    fc.property(producer, paths, paths, (made, some, more) => {
      const few = decidedBy(made, some)
      const many = decidedBy(made, [...some, ...more])
      expect(many.slice(0, few.length)).toEqual(few)
    }),
  )
})

test('one more file, folder, word or directory of the producer never takes a doubt away', () => {
  fc.assert(
    fc.property(producer, producer, paths, (one, other, changed) => {
      const both: Producer = {
        files: [...one.files, ...other.files],
        folders: [...one.folders, ...other.folders],
        text: `${one.text}\n${other.text}`,
        directories: [...one.directories, ...other.directories],
      }
      expect(decidedBy(both, changed)).toEqual(expect.arrayContaining(decidedBy(one, changed)))
    }),
  )
})

test('whatever stands in a workflow, what it is made of is told or unknown', async () => {
  const words = fc.constantFrom(
    'uses: ./a',
    'uses: ../b',
    '- ',
    '\n',
    ': ',
    '{',
    '}',
    '&a ',
    '*a',
    'steps:',
    '"',
    "'",
    '\t',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(words, { maxLength: 30 }), async (parts) => {
      const made = await of({ [SCAN]: parts.join('') })
      expect(made.files.length === 0 || made.files.includes(SCAN)).toBe(true)
    }),
  )
})

test('a configuration of a scanner counts in any folder and any case', () => {
  for (const name of [
    '.semgrepignore',
    '.gitleaks.toml',
    'osv-scanner.toml',
    'trivy.yaml',
    '.trivyignore',
    '.snyk',
    'eslint.config.mjs',
  ]) {
    for (const path of [name, `a/b/${name}`, name.toUpperCase()]) expect(isScannerConfiguration(path)).toBe(true)
    expect(isScannerConfiguration(`${name}.md`)).toBe(false)
  }
  expect(isScannerConfiguration('app/.semgrep/rules/a.yml')).toBe(true)
  expect(isScannerConfiguration('.github/codeql/any.yml')).toBe(true)
  expect(isScannerConfiguration('osv-scalibr/npm/all.zip')).toBe(true)
  expect(isScannerConfiguration('docs/semgrep.md')).toBe(false)
})
