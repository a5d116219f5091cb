import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { SOURCES, workflowLine } from '../../adopt/doctor/sources.ts'
import { COMMANDS } from '../../adopt/main.ts'
import { existsAsCommand } from '../../scripts/start/adopt.mjs'
import { faultsOf } from '../metadata/languageservice.ts'

const root = join(import.meta.dirname, '../..')
const text = readFileSync(join(root, 'adopt/action.yml'), 'utf8')

test('action.yml is what GitHub’s own parser accepts, and runs the bundle beside it', async () => {
  expect(await faultsOf('adopt/action.yml', text)).toEqual([])
  expect(parse(text).runs).toEqual({ using: 'node24', main: '../dist/adopt/index.js' })
})

test('its inputs are those that the code reads', () => {
  const source = readFileSync(join(root, 'adopt/main.ts'), 'utf8')
  const [, names = ''] = /const INPUTS = \[(.*)\] as const/.exec(source) ?? []
  expect(Object.keys(parse(text).inputs)).toEqual(names.replaceAll("'", '').split(', '))
})

test('every command is one that npm start knows', () => {
  expect(Object.keys(COMMANDS).filter((name) => !existsAsCommand(name))).toEqual([])
})

test('the example workflow gives GITHUB_TOKEN every permission it can have, and nothing to write', () => {
  const { jobs } = parse(readFileSync(join(root, 'examples/workflows/doctor.yml'), 'utf8'))
  const lines = Object.entries(jobs.doctor.permissions).map(([name, level]) => `${name}: ${level}`)
  const wanted = SOURCES.filter(({ permission }) => permission.token && permission.name !== 'metadata')
  expect(lines.toSorted()).toEqual([...new Set(wanted.map(({ permission }) => workflowLine(permission)))].toSorted())
})
