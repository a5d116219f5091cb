import { spawnSync } from 'node:child_process'
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'

const repository = join(import.meta.dirname, '../..')
const roots: string[] = []
afterEach(() => {
  for (const root of roots.splice(0)) rmSync(root, { recursive: true })
})

/** A suite of its own with this house's compiler settings and packages. */
function suite(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'production-gates-build-'))
  roots.push(root)
  for (const file of ['tsconfig.json', 'tsconfig.build.json']) cpSync(join(repository, file), join(root, file))
  symlinkSync(join(repository, 'node_modules'), join(root, 'node_modules'))
  for (const [file, text] of Object.entries({ 'package.json': '{ "type": "module" }', ...files })) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
  return root
}

function build(root: string): { status: number | null; said: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [join(repository, 'scripts/build.mjs'), root], {
    encoding: 'utf8',
  })
  return { status, said: `${stdout}${stderr}` }
}

const SMALL = {
  'actions/small-gate/index.ts': `import { word } from '../../shared/word.ts'\nconsole.log(word)\n`,
  'shared/word.ts': `import { parse } from 'yaml'\nexport const word: string = parse('blind')\n`,
  'verify/index.ts': `console.log('verified')\n`,
}

test('bundles every action and the verifier, each able to run alone, with the licences of what is inside', () => {
  const root = suite(SMALL)
  expect(build(root)).toEqual({
    status: 0,
    said: expect.stringMatching(/^dist\/small-gate\/index.js \d+ bytes\ndist\/verify\/index.js \d+ bytes\n/),
  })
  expect(readdirSync(join(root, 'dist')).sort()).toEqual(['small-gate', 'verify'])
  expect(readdirSync(join(root, 'dist/small-gate')).sort()).toEqual(['index.js', 'licenses.txt', 'package.json'])
  expect(readFileSync(join(root, 'dist/small-gate/package.json'), 'utf8')).toContain('"module"')
  expect(readFileSync(join(root, 'dist/small-gate/licenses.txt'), 'utf8')).toContain('Copyright Eemeli Aro')

  const alone = mkdtempSync(join(tmpdir(), 'production-gates-alone-'))
  roots.push(alone)
  cpSync(join(root, 'dist/small-gate'), alone, { recursive: true })
  expect(spawnSync(process.execPath, [join(alone, 'index.js')], { encoding: 'utf8' }).stdout).toBe('blind\n')
})

test('gives the same bytes in another directory', () => {
  const [one, other] = [suite(SMALL), suite(SMALL)]
  build(one)
  build(other)
  for (const file of ['small-gate/index.js', 'small-gate/licenses.txt', 'verify/index.js', 'verify/package.json']) {
    expect(readFileSync(join(one, 'dist', file)).equals(readFileSync(join(other, 'dist', file))), file).toBe(true)
  }
})

test('forgets what was deleted from the source', () => {
  const root = suite({ ...SMALL, 'actions/old-gate/index.ts': 'console.log(1)\n' })
  build(root)
  expect(existsSync(join(root, 'dist/old-gate/index.js'))).toBe(true)
  rmSync(join(root, 'actions/old-gate'), { recursive: true })
  build(root)
  expect(readdirSync(join(root, 'dist')).sort()).toEqual(['small-gate', 'verify'])
  expect(existsSync(join(root, 'build/actions/old-gate'))).toBe(false)
})

test.each([
  {
    why: 'an import that ncc cannot resolve',
    file: 'actions/small-gate/index.ts',
    text: `// @ts-expect-error: it is not there\nimport './nowhere.js'\n`,
    says: 'dist/small-gate/index.js: ncc could not resolve an import and wrote eval("require")("./nowhere.js")',
  },
  {
    why: 'a type error',
    file: 'shared/word.ts',
    text: `export const word: string = 1\n`,
    says: 'tsc found errors; dist/ is as it was',
  },
  {
    why: 'a folder in actions/ that is no action',
    file: 'actions/notes/readme.ts',
    text: `export const nothing = 1\n`,
    says: 'actions/notes has no index.ts',
  },
])('refuses $why and leaves dist as it was', ({ file, text, says }) => {
  const root = suite(SMALL)
  build(root)
  const before = readFileSync(join(root, 'dist/small-gate/index.js'))
  mkdirSync(dirname(join(root, file)), { recursive: true })
  writeFileSync(join(root, file), text)
  const { status, said } = build(root)
  expect(status).toBe(1)
  expect(said).toContain(says)
  expect(readFileSync(join(root, 'dist/small-gate/index.js')).equals(before)).toBe(true)
})
