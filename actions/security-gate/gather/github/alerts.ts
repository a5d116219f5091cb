import { type Reading, read } from '../../../../shared/evidence/reading.ts'
import { dependabotAlertsOf } from '../../../../shared/github/dependabot.ts'
import { dependencyChanges } from '../../../../shared/github/dependencies.ts'
import { secretAlertsOf } from '../../../../shared/github/secret-scanning.ts'
import { type Ask, describesOnly, type Gathered, gathered } from './ask.ts'

export async function gatherDependabot(ask: Ask): Promise<Gathered> {
  const at = { id: 'github:dependabot', page: 'security/dependabot', detail: describesOnly(ask) }
  const { source, known } = gathered(ask, at, asAlerts(await dependabotAlertsOf(ask.github, ask.repository)))
  return { sources: [source], facts: { dependabot: known } }
}

/** GITHUB_TOKEN may not: the client has to hold the token of an App or a person. */
export async function gatherSecretAlerts(ask: Ask): Promise<Gathered> {
  const at = { id: 'github:secret-alerts', page: 'security/secret-scanning', detail: describesOnly(ask) }
  const { source, known } = gathered(ask, at, asAlerts(await secretAlertsOf(ask.github, ask.repository)))
  return { sources: [source], facts: { secretAlerts: known } }
}

/** Nothing without a base: there is no change to look at. */
export async function gatherDependencies(ask: Ask): Promise<Gathered> {
  const { github, repository, subject, now } = ask
  if (subject.base === undefined) return { sources: [], facts: {} }
  const { mergeBase: base } = subject.base
  const { head } = subject
  const reading = await dependencyChanges(github, repository, base, head)
  const whole = reading.state === 'read' ? read({ base, head, changes: reading.value, readAt: now }) : reading
  const at = { id: 'github:dependencies', page: `compare/${base}...${head}` }
  const { source, known } = gathered(ask, at, whole)
  return { sources: [source], facts: { dependencies: known } }
}

const asAlerts = <T>(reading: Reading<readonly T[]>): Reading<{ readonly alerts: readonly T[] }> =>
  reading.state === 'read' ? read({ alerts: reading.value }) : reading
