import { existsSync, globSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { withTables } from '../../scripts/readme-tables.ts'
import { faultsOf } from './languageservice.ts'

const root = join(import.meta.dirname, '../..')
const names = globSync('actions/*/action.yml', { cwd: root }).map((path) => basename(dirname(path)))
const read = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8')
const metadata = (name: string) => parse(read('actions', name, 'action.yml'))

/** In every action, under one name and with one meaning (DESIGN.md, seams). */
const COMMON_INPUTS = [
  'token',
  'policy-token',
  'policy',
  'statements',
  'signing',
  'signing-key',
  'tracker-user',
  'tracker-token',
  'evidence-dir',
  'wait',
]
const COMMON_OUTPUTS = ['conclusion', 'findings', 'evidence', 'statement']
/** Words of what is required: they belong to the policy, where a change of them is reviewed. */
const LOOSENING = /mode|threshold|severity|fail-on|allow|ignore|exclude|skip|exception|max-age|kinds|required|enforce/

test('the actions are found', () => {
  expect(names).toContain('security-gate')
})

test.each(names)('%s: action.yml is what GitHub’s own parser accepts', async (name) => {
  expect(await faultsOf(`actions/${name}/action.yml`, read('actions', name, 'action.yml'))).toEqual([])
})

test.each([
  ['main: ../../dist/security-gate/index.js', '', "'main' is required for Node.js actions (using: node24)"],
  ['node24', 'node99', 'node99'],
  ['outputs:', 'outptus:', 'outptus'],
])('GitHub’s own parser would find a fault: %j -> %j', async (part, planted, message) => {
  const text = read('actions', 'security-gate', 'action.yml')
  const faults = await faultsOf(`planted-${message.length}/action.yml`, text.replace(part, planted))
  expect(faults.join()).toContain(message)
})

test.each(names)('%s: runs its own bundle on the Node that every action uses', (name) => {
  expect(metadata(name).runs).toEqual({ using: 'node24', main: `../../dist/${name}/index.js` })
  expect(existsSync(join(root, 'dist', name, 'index.js'))).toBe(true)
})

test.each(names)('%s: has the common inputs and outputs, and no input that could loosen anything', (name) => {
  const { inputs, outputs } = metadata(name)
  expect(Object.keys(inputs)).toEqual(expect.arrayContaining(COMMON_INPUTS))
  expect(Object.keys(outputs)).toEqual(expect.arrayContaining(COMMON_OUTPUTS))
  expect(Object.keys(inputs).filter((input) => LOOSENING.test(input))).toEqual([])
})

test.each(names)('%s: declares what the code reads and reads what is declared', async (name) => {
  expect(await schemaKeys(name)).toEqual(Object.keys(metadata(name).inputs).sort())
})

test.each(names)('%s: the tables of its README are those of action.yml', (name) => {
  const readme = read('actions', name, 'README.md')
  expect(readme, 'run: npm run generate').toBe(withTables(readme, read('actions', name, 'action.yml')))
})

/** The keys of the schema that main.ts hands to defineAction: the one exported action of the module. */
async function schemaKeys(name: string): Promise<string[]> {
  const module: Record<string, unknown> = await import(join(root, 'actions', name, 'main.ts'))
  const actions = Object.values(module).filter(
    (value): value is { inputs: object } =>
      typeof value === 'object' && value !== null && 'inputs' in value && typeof value.inputs === 'object',
  )
  expect(actions.length, `actions/${name}/main.ts exports one action with inputs`).toBe(1)
  const inputs = actions[0]?.inputs ?? {}
  const shape = 'shape' in inputs && typeof inputs.shape === 'object' ? (inputs.shape ?? {}) : inputs
  return Object.keys(shape).sort()
}
