import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runStep } from '../support/step.ts'

const dist = join(import.meta.dirname, '../../dist')
const names = readdirSync(dist)
const actions = names.filter((name) => name !== 'verify' && name !== 'adopt')

/** How a bundle dies that was never whole: ncc leaves a call that only fails when it is reached. */
const NEVER_WHOLE =
  /Cannot find module|require is not defined|ERR_MODULE_NOT_FOUND|ERR_AMBIGUOUS_MODULE_SYNTAX|SyntaxError/

test.each(names)('dist/%s starts in an empty workspace and asks for what it lacks', (name) => {
  const { status, stdout, stderr } = runStep({ main: join(dist, name, 'index.js') })
  expect(`${stdout}${stderr}`).not.toMatch(NEVER_WHOLE)
  expect(`${stdout}${stderr}`.trim()).not.toBe('')
  expect(status).toBeGreaterThan(0)
})

test.each(actions)('dist/%s: a mistake in the inputs exits with 3, as an annotation and without a stack', (name) => {
  const { status, stdout, stderr, outputs } = runStep({
    main: join(dist, name, 'index.js'),
    inputs: { signing: 'planted-nonsense' },
  })
  expect(stdout).toMatch(/^::error[ :].*signing/m)
  expect(`${stdout}${stderr}`).not.toMatch(/^ +at .*:\d+:\d+/m)
  expect(outputs['conclusion']).not.toBe('pass')
  expect(status).toBe(3)
})

test.each(names)('dist/%s: nothing in it is left unresolved, and no path of the machine that built it', (name) => {
  for (const file of readdirSync(join(dist, name))) {
    const text = readFileSync(join(dist, name, file), 'utf8')
    expect(text.includes('eval("require")("'), `${name}/${file}`).toBe(false)
    expect(text.includes(join(import.meta.dirname, '../..')), `${name}/${file}`).toBe(false)
  }
})

test.each(names)('dist/%s names the licences of what is inside', (name) => {
  expect(readFileSync(join(dist, name, 'licenses.txt'), 'utf8')).toMatch(/^\S+\n(MIT|ISC|Apache-2\.0|BSD)/m)
})
