import { parseDuration } from '../../policy/duration.ts'
import type { CheckContext, Probe } from '../context.ts'
import type { DeploymentFact } from '../facts.ts'
import { type Lack, lacking, met, type Proof } from '../proof.ts'
import type { SettingsOf } from '../proof-settings.ts'
import { unreadLack } from './unread.ts'

/**
 * What is judged is what runs in an environment, and has been running there for as long as asked, without a status in
 * between that says otherwise. Anybody with write access can make a deployment by the API: only those of the named
 * creators count, and of GITHUB_TOKEN's only those of a workflow that the change could not have written.
 */
export const deployment: Probe<SettingsOf<'deployment'>> = {
  needs: ({ environment }) => ({ deployments: [environment] }),
  judge: (settings, context) => judgeDeployment(settings, context),
}

/** GITHUB_TOKEN's own account. */
const ACTIONS_BOT = 'github-actions[bot]'

export function judgeDeployment(
  { environment, soak, creators }: SettingsOf<'deployment'>,
  { facts, policy, now, commit }: CheckContext,
): Proof {
  const source = `deployment:${environment}`
  const known = facts.deployments?.[environment]
  if (known?.state !== 'read') {
    return lacking(`Deployments to ${environment} were not read.`, [
      unreadLack(known, `Deployments to ${environment}`, source),
    ])
  }
  const lack = (state: Lack['state'], detail: string, remedy: string): Proof =>
    lacking(detail, [{ state, key: source, detail, remedy, source }])
  const { newest } = known.value
  if (newest === undefined) {
    return lack('unmet', `Nothing was ever deployed to ${environment}.`, `Deploy this commit to ${environment}.`)
  }
  const what = `Deployment ${newest.id} to ${environment} is of ${newest.commit.slice(0, 7)}`
  if (newest.same === 'unknown') {
    return lack('unproven', `${what}, and whether that is what is judged could not be read from git.`, AGAIN)
  }
  if (newest.same === 'no') {
    const detail = `${what}, and judged is ${commit.slice(0, 7)}, which is other code.`
    return lack('unmet', detail, `Deploy this commit to ${environment} and let it run there.`)
  }
  const apps = Object.values(policy.roles).flatMap((role) => (role.apps ?? []).map((slug) => `${slug}[bot]`))
  const untrusted = doubtOf(newest, creators ?? [ACTIONS_BOT, ...apps])
  if (untrusted !== undefined) return lack(untrusted.state, `${what}. ${untrusted.detail}`, untrusted.remedy)
  const [last] = newest.statuses
  if (last === undefined || last.state !== 'success') {
    const detail = `${what} and ${last === undefined ? 'nobody has said how it went' : `its state is ${last.state}`}.`
    const running = last === undefined || RUNNING.has(last.state)
    return lack(running ? 'waiting' : 'unmet', detail, `Let it succeed, or deploy this commit again.`)
  }
  return soaked(what, newest.statuses, soak, now, lack)
}

const RUNNING: ReadonlySet<string> = new Set(['pending', 'queued', 'in_progress'])
const AGAIN = 'Run the gate again.'

type Newest = NonNullable<DeploymentFact['newest']>

function doubtOf(
  { creator, producer }: Newest,
  creators: readonly string[],
): { readonly state: 'unmet' | 'unproven'; readonly detail: string; readonly remedy: string } | undefined {
  const folded = creators.map((login) => login.toLowerCase())
  if (creator === undefined || !folded.includes(creator.toLowerCase())) {
    return {
      state: 'unmet',
      detail: `It was made by ${creator ?? 'an account that is gone'}, and only deployments of ${creators.join(', ')} count.`,
      remedy: 'Deploy by the workflow or App that the policy names, not by hand.',
    }
  }
  if (creator.toLowerCase() !== ACTIONS_BOT || producer?.state === 'trusted') return undefined
  const why =
    producer === undefined
      ? 'It names no run of a workflow, so nobody can tell which one made it.'
      : producer.state === 'rewritten'
        ? `The change rewrites the workflow that made it (${producer.files.slice(0, 3).join(', ')}).`
        : producer.detail
  return {
    state: producer?.state === 'rewritten' ? 'unmet' : 'unproven',
    detail: why,
    remedy: 'Deploy by a job with `environment:` in a workflow that this change leaves alone.',
  }
}

/** The time since the oldest success that nothing has interrupted. */
function soaked(
  what: string,
  statuses: Newest['statuses'],
  soak: string | undefined,
  now: string,
  lack: (state: Lack['state'], detail: string, remedy: string) => Proof,
): Proof {
  const interrupted = statuses.findIndex(({ state }) => state !== 'success')
  const since = statuses[(interrupted === -1 ? statuses.length : interrupted) - 1]?.at ?? now
  const asked = soak === undefined ? 0 : parseDuration(soak)
  const ran = Date.parse(now) - Date.parse(since)
  const looked = `${what} and has run there since ${since}.`
  // An instant that is none makes `ran` NaN, and every comparison with it false.
  if (asked !== undefined && ran >= asked) return met(looked)
  if (!(ran >= 0) || asked === undefined) return lack('unproven', `${looked} That is not in the past.`, AGAIN)
  const until = new Date(Date.parse(since) + asked).toISOString()
  return lack('waiting', `${looked} The policy asks for ${soak}, which is over at ${until}.`, `Wait until ${until}.`)
}
