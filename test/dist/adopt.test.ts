import { join } from 'node:path'
import { expect, test } from 'vitest'
import { runStep } from '../support/step.ts'

const main = join(import.meta.dirname, '../../dist/adopt/index.js')
const TOKEN = 'ghs_planted0123456789'

test('dist/adopt: a GitHub that cannot be reached is said once, and is no diagnosis', () => {
  const { status, stdout, summary } = runStep({ main, inputs: { command: 'doctor', token: TOKEN } })
  expect(status).toBe(3)
  expect(stdout).toBe(
    '::error::GitHub cannot be asked at http://127.0.0.1:9 now. The connection to GitHub broke or took too long.\n',
  )
  expect(summary).toBe('')
}, 60_000)

test('dist/adopt: a command that does not exist is an annotation, and 3', () => {
  const { status, stdout } = runStep({ main, inputs: { command: 'nonsense' } })
  expect([status, stdout.split('\n')[0]]).toEqual([
    3,
    '::error::There is no such command. There are: doctor, setup, backtest, roster.',
  ])
})
