import { parseArgs } from 'node:util'
import { PRESETS, type Preset } from '../../shared/policy/sections/base.ts'
import { repositoryPath } from '../../shared/report/links.ts'
import { DEFAULT_POLICY } from '../../shared/run/inputs.ts'
import { InputError } from '../../shared/verdict/input-error.ts'
import type { Io } from '../io.ts'
import { repositoryOf } from '../repository.ts'

export const BACKTEST_USAGE =
  'backtest [--repo OWNER/NAME] [--last 50] [--preset starter|standard|production] [--policy PATH] [--json]'

export interface BacktestOptions {
  readonly owner: string
  readonly repo: string
  readonly last: number
  readonly preset: Preset
  readonly policyPath: string
  readonly json: boolean
}

/** Each costs a request or a few. */
const MOST = 500

/** @throws InputError with everything that is wrong in the arguments */
export function readOptions(args: readonly string[], env: Io['env']): BacktestOptions {
  const values = parsed(args)
  const { repo, last: written, preset: wanted, policy: policyPath, json } = values
  const last = /^\d{1,4}$/.test(written) ? Number(written) : 0
  const repository = repositoryOf(repo, env)
  const preset = PRESETS.find((one) => one === wanted)
  const problems = [
    ...repository.problems,
    ...(last >= 1 && last <= MOST ? [] : [`--last takes a number from 1 to ${MOST}.`]),
    ...(repositoryPath(policyPath) === undefined ? ['--policy is no path inside the repository.'] : []),
  ]
  if (preset === undefined) problems.push(`--preset is one of ${PRESETS.join(', ')}.`)
  if (problems.length > 0 || preset === undefined || repository.name === undefined) {
    throw new InputError([...problems, `Usage: ${BACKTEST_USAGE}`])
  }
  return { ...repository.name, last, preset, policyPath, json }
}

function parsed(args: readonly string[]) {
  try {
    const options = {
      repo: { type: 'string' },
      last: { type: 'string', default: '50' },
      preset: { type: 'string', default: 'standard' },
      policy: { type: 'string', default: DEFAULT_POLICY },
      json: { type: 'boolean', default: false },
    } as const
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''
    throw new InputError(`${why.slice(0, 300)} Usage: ${BACKTEST_USAGE}`)
  }
}
