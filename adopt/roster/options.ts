import { parseArgs } from 'node:util'
import type { RepositoryName } from '../../shared/github/fields.ts'
import { repositoryPath } from '../../shared/report/links.ts'
import { DEFAULT_POLICY } from '../../shared/run/inputs.ts'
import { InputError } from '../../shared/verdict/input-error.ts'
import type { Io } from '../io.ts'
import { repositoryOf } from '../repository.ts'

export const ROSTER_USAGE = 'roster [--repo OWNER/NAME] [--policy PATH]'

export interface RosterOptions {
  readonly name: RepositoryName
  readonly policyPath: string
}

/** @throws InputError with everything that is wrong in the arguments */
export function readOptions(args: readonly string[], env: Io['env']): RosterOptions {
  const values = parsed(args)
  const policyPath = values.policy ?? DEFAULT_POLICY
  const repository = repositoryOf(values.repo, env)
  const problems = [
    ...repository.problems,
    ...(repositoryPath(policyPath) === undefined ? ['--policy is no path inside the repository.'] : []),
  ]
  if (problems.length > 0 || repository.name === undefined) {
    throw new InputError([...problems, `Usage: ${ROSTER_USAGE}`])
  }
  return { name: repository.name, policyPath }
}

function parsed(args: readonly string[]) {
  try {
    const options = { repo: { type: 'string' }, policy: { type: 'string' } } as const
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''
    throw new InputError(`${why.slice(0, 300)} Usage: ${ROSTER_USAGE}`)
  }
}
