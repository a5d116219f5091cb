import { tmpdir } from 'node:os'

import { type BareRepository, bareRepository } from '../git/bare.ts'
import { createClient, type GitHub } from '../github/client.ts'
import type { RepositoryName } from '../github/fields.ts'
import { readPolicyAt } from '../github/policy-file.ts'
import { InputError } from '../verdict/input-error.ts'
import type { RunContext } from './action.ts'
import { askedPull } from './asked-pull.ts'
import type { OnlinePlace, Place } from './judged.ts'
import type { Log } from './log.ts'
import type { Switches } from './publish.ts'

type Context = Pick<
  RunContext<
    {
      readonly token?: string | undefined
      readonly 'policy-token'?: string | undefined
      readonly policy: string
      readonly commit?: string | undefined
      readonly pull?: number | 'due' | undefined
    } & Switches
  >,
  'inputs' | 'event' | 'env' | 'now' | 'pace' | 'log'
>

export interface OpenPlace {
  readonly place: Place | OnlinePlace
  /** For readers; nothing on one's own machine and without a token. */
  readonly online: { readonly online?: { readonly github: GitHub; readonly repository: RepositoryName } }
  /** Says what GitHub was asked so far. */
  readonly sayUsage: () => void
  /** Leaves nothing behind. */
  readonly close: () => Promise<void>
}

/** GitHub where the run has a token for it; otherwise only what lies here. */
export function openPlace({ inputs, event, env, now, pace, log }: Context): OpenPlace {
  const here: Place = { event, commit: inputs.commit, pull: askedPull(event, inputs), policyPath: inputs.policy, now }
  const [owner, repo] = event.repository?.split('/') ?? []
  const { token } = inputs
  if (event.name === '' || token === undefined || owner === undefined || repo === undefined) {
    refuseSwitches(inputs)
    return { place: here, online: {}, sayUsage: () => {}, close: async () => {} }
  }
  const at = { ...pace, apiUrl: event.apiUrl, graphqlUrl: event.graphqlUrl, now: () => new Date(now) }
  const github = createClient({ ...at, token })
  const other = createClient({ ...at, token: inputs['policy-token'] ?? token })
  let opened: Promise<BareRepository> | undefined
  const bare = (): Promise<BareRepository> => {
    opened ??= bareRepository({
      url: `${event.serverUrl}/${owner}/${repo}.git`,
      token,
      temp: event.temp ?? tmpdir(),
      timeoutMs: pace.fetchMs,
      env,
    })
    return opened
  }
  return {
    place: { ...here, github, bare, owner, repo, readPolicy: readPolicyAt(other, { owner, repo, ref: 'HEAD' }) },
    online: { online: { github, repository: { owner, repo } } },
    sayUsage: () => sayUsage(github, log),
    async close() {
      await (await opened?.catch(() => undefined))?.remove()
    },
  }
}

const PERMISSIONS: Readonly<Record<keyof Switches, string>> = {
  'check-run': 'checks: write',
  comment: 'pull-requests: write',
  sarif: 'security-events: write',
}

/** Who asks for something to be shown relies on it: that nothing can be is no detail of the log. */
function refuseSwitches(inputs: Switches): void {
  const problems = (['check-run', 'comment', 'sarif'] as const)
    .filter((name) => inputs[name] !== 'off')
    .map(
      (name) =>
        `Input \`${name}\` is ${inputs[name]}, and without \`token\` on GitHub Actions nothing can be shown on GitHub. Give \`token\` with ${PERMISSIONS[name]}, or set \`${name}: off\`.`,
    )
  if (problems.length > 0) throw new InputError(problems)
}

function sayUsage(github: GitHub, log: Log): void {
  const { rest, graphql, points } = github.usage()
  if (rest + graphql === 0) return
  log.line(`GitHub was asked ${rest + graphql} times: ${rest} by REST, ${graphql} by GraphQL for ${points} points.`)
}
