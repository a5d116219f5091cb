import { parseArgs } from 'node:util'
import { judgeEnforcement } from '../../shared/checklist/enforcement/judge.ts'
import { createClient, type GitHub } from '../../shared/github/client.ts'
import { readEnforcement } from '../../shared/github/enforcement.ts'
import type { RepositoryName } from '../../shared/github/fields.ts'
import { readRepository } from '../../shared/github/repository-settings.ts'
import { repositoryPath } from '../../shared/report/links.ts'
import { readEvent } from '../../shared/run/event.ts'
import { DEFAULT_POLICY } from '../../shared/run/inputs.ts'
import { InputError } from '../../shared/verdict/input-error.ts'
import type { Command, Io } from '../io.ts'
import { repositoryOf } from '../repository.ts'
import { requiredToken } from '../secrets.ts'
import { diagnose } from './diagnosis.ts'
import { renderMarkdown } from './markdown.ts'
import { readPolicy } from './policy.ts'
import { readSources } from './read-sources.ts'
import { renderText } from './text.ts'

const USAGE = 'doctor [--repo OWNER/NAME] [--policy PATH] [--json]'

export interface Options {
  readonly owner: string
  readonly repo: string
  readonly policyPath: string
  readonly json: boolean
}

/** Says what the gates could see with this token, and whether they are required. It judges nothing, so it exits with 0. */
export const DOCTOR: Command = {
  usage: USAGE,
  async run(args, io) {
    const { owner, repo, policyPath, json } = readOptions(args, io)
    const token = requiredToken(io.env, 'doctor')
    const { apiUrl, graphqlUrl } = readEvent({ ...io.env, GITHUB_EVENT_PATH: '' }, () => '', io.cwd)
    const client = createClient({ ...io.pace, token, apiUrl, graphqlUrl, now: io.now })
    const name = { owner, repo }
    await reach(client, name, apiUrl)
    const policy = await readPolicy(client, name, policyPath, io.now())
    const branch = policy.policy.enforcement.branch
    const asked = { ...name, policyPath, ...(branch !== undefined && { branch }) }
    const facts = await readEnforcement(client, asked, policy.policy)
    const sources = await readSources(client, name, facts, policy.policy)
    const diagnosis = diagnose({
      facts,
      sources,
      enforcement: judgeEnforcement(policy.policy, facts),
      policy: policy.said,
      policyState: policy.state,
    })
    if (json) io.out(JSON.stringify(diagnosis, undefined, 2))
    else for (const line of renderText(diagnosis)) io.out(line)
    const summary = io.env['GITHUB_STEP_SUMMARY'] ?? ''
    if (summary !== '') io.append(summary, renderMarkdown(diagnosis))
    return 0
  },
}

/** Dozens of questions that each wait for a server which does not answer are no diagnosis. */
async function reach(client: GitHub, name: RepositoryName, apiUrl: string): Promise<void> {
  const first = await readRepository(client, name)
  if (first.state === 'partial' || first.state === 'pending') {
    throw new InputError(`GitHub cannot be asked at ${apiUrl} now. ${first.detail}`)
  }
}

function readOptions(args: readonly string[], { env }: Io): Options {
  const values = parsed(args)
  const { name, problems: unnamed } = repositoryOf(values.repo, env)
  const path = values.policy ?? DEFAULT_POLICY
  const problems = [
    ...unnamed,
    ...(repositoryPath(path) === undefined ? ['--policy is no path inside the repository.'] : []),
  ]
  if (problems.length > 0 || name === undefined) throw new InputError([...problems, `Usage: ${USAGE}`])
  return { ...name, policyPath: path, json: values.json }
}

function parsed(args: readonly string[]) {
  try {
    const options = {
      repo: { type: 'string' },
      policy: { type: 'string' },
      json: { type: 'boolean', default: false },
    } as const
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: false }).values
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''
    throw new InputError(`${why.slice(0, 300)} Usage: ${USAGE}`)
  }
}
