import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { BUILT_IN } from '../../actions/dod-check/criteria.ts'
import { demoDone } from '../../scripts/demo-done/demo.ts'
import { runDone } from '../../scripts/start/done.mjs'

const ROOT = resolve(import.meta.dirname, '../..')
let temp: string
let printed: string[]
const print = (line: string): void => void printed.push(line)

beforeEach(() => {
  temp = realpathSync(mkdtempSync(join(tmpdir(), 'demo-done-')))
  printed = []
})
afterEach(() => rmSync(temp, { recursive: true, force: true }))

/** In place of the shipped bundles: the sources they are built from, or something else. */
function dist(text: (gate: string) => string): string {
  for (const gate of ['dod-check', 'security-gate']) {
    mkdirSync(join(temp, 'dist', gate), { recursive: true })
    writeFileSync(join(temp, 'dist', gate, 'index.js'), text(gate))
  }
  writeFileSync(join(temp, 'dist', 'package.json'), '{ "type": "module" }')
  return join(temp, 'dist')
}

const fromSource = (gate: string): string =>
  `import ${JSON.stringify(pathToFileURL(join(ROOT, 'actions', gate, 'index.ts')).href)}\n`

describe('the demo of dod-check', () => {
  test('every criterion that is built is unmet, and then met', async () => {
    const code = await demoDone({ dist: dist(fromSource), out: join(temp, 'out'), print, now: new Date() })
    const text = printed.join('\n')
    expect(code, text).toBe(0)
    const n = BUILT_IN.length
    // What preset standard only warns of is unmet and blocks nothing.
    expect(text).toMatch(new RegExp(`❌ Not Done yet: \\d+ of ${n} criteria`))
    expect(text).toContain(`✅ Done: ${n} criteria met`)
    for (const { title } of BUILT_IN) {
      expect(printed.filter((line) => line.startsWith(`     ❌ unmet  ${title}  `))).toHaveLength(1)
      expect(printed.filter((line) => line.startsWith(`     ✅ met  ${title}  `))).toHaveLength(1)
    }
    expect(text).toContain('exit 1, conclusion fail')
    expect(text).toContain('exit 0, conclusion pass')
    expect(text).not.toMatch(/::|ghs_|PRIVATE\+KEY/)
  }, 120_000)

  test('a gate that says nothing, or passes at once, fails the demo', async () => {
    const code = await demoDone({ dist: dist(() => ''), out: join(temp, 'out'), print, now: new Date() })
    expect(code).toBe(1)
    expect(printed).toContain('error: the conclusion should be fail and is none.')
    expect(printed).toContain('error: the conclusion should be pass and is none.')
  }, 60_000)
})

describe('npm start', () => {
  test('without Node 24 it is skipped, and says what it needs', () => {
    expect(runDone({ root: ROOT, out: temp, print, version: '20.19.4', node: process.execPath })).toBe(0)
    expect(printed.join('')).toBe('The demo of dod-check is skipped: needs Node 24, which `npm ci` installs.')
  })

  test('without the packages it is skipped as well', () => {
    expect(runDone({ root: temp, out: temp, print, version: '24.0.0' })).toBe(0)
    expect(printed.join('')).toBe('The demo of dod-check is skipped: needs the packages that `npm ci` installs.')
  })

  test('what it prints is printed, and how it ends is how that ends', () => {
    mkdirSync(join(temp, 'node_modules', 'graphql'), { recursive: true })
    mkdirSync(join(temp, 'scripts'))
    expect(runDone({ root: temp, out: '/out', print })).toBe(1)
    expect(printed.join()).toContain('dist/dod-check/index.js is not there')
    printed = []
    dist(() => '')
    const script = (text: string): void => writeFileSync(join(temp, 'scripts', 'demo-done.ts'), text)
    script('console.log(`to ${process.argv[2]}`)\n')
    expect(runDone({ root: temp, out: '/out', print })).toBe(0)
    expect(printed).toEqual(['to /out'])
    script('process.exitCode = 2\n')
    expect(runDone({ root: temp, out: '/out', print })).toBe(1)
  })
})
