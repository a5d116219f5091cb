import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { COMMANDS } from '../../adopt/main.ts'
import { existsAsCommand, runAdopt } from '../../scripts/start/adopt.mjs'
import { start } from '../../scripts/start/main.mjs'

let folder: string
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'production-gates-adopt-')))
})
afterAll(() => rmSync(folder, { recursive: true }))

test('a command runs in the reader’s folder with its arguments, and its exit code is the answer', () => {
  const bundle = join(folder, 'bundle.mjs')
  writeFileSync(
    bundle,
    `import { writeFileSync } from 'node:fs'
     writeFileSync('said.json', JSON.stringify([process.cwd(), process.argv.slice(2)]))
     process.exitCode = 3`,
  )
  expect(runAdopt(bundle, ['doctor', '--repo', 'acme/app'], folder)).toBe(3)
  expect(JSON.parse(readFileSync(join(folder, 'said.json'), 'utf8'))).toEqual([
    folder,
    ['doctor', '--repo', 'acme/app'],
  ])
})

test('only names of commands are commands, and --help names each of them', () => {
  expect(['doctor', 'setup', 'backtest', 'roster'].every(existsAsCommand)).toBe(true)
  expect(['', '--reports', 'Doctor', '__proto__', 'verify'].some(existsAsCommand)).toBe(false)
  const lines: string[] = []
  expect(start({ args: ['--help'], directory: folder, print: (line: string) => void lines.push(line) })).toBe(0)
  const help = lines.join('\n')
  for (const [name, { usage }] of Object.entries(COMMANDS)) {
    const [line = '', about = ''] = help.slice(help.indexOf(`npm start -- ${name} `)).split('\n')
    expect(line, name).toMatch(/^npm start -- /)
    // As much of it as a line holds.
    expect(usage).toContain(line.replace('npm start -- ', '').replace(/ \.\.\.$/, ''))
    expect(about, name).toMatch(/^ {4}\S.*\.$/)
  }
})
