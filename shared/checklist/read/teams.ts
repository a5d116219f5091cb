import { sourceOf } from '../../evidence/reading.ts'
import { isSamePerson, type Person } from '../../ownership/person.ts'
import { type Team, teamsOf } from '../../ownership/roles.ts'
import { teamsFor } from '../../run/teams.ts'
import type { Source } from '../../verdict/finding.ts'
import type { ChangeFact } from '../facts.ts'
import type { AskedChecklist, ReadPart } from './asked.ts'

/**
 * The teams that the needed roles name, and those in `more`. Of their members only people who had a part in the change
 * go into the evidence: who else is in a team is nobody's business who reads it.
 */
export async function readTeamFacts(
  given: AskedChecklist,
  changes: readonly ChangeFact[],
  more: readonly string[] = [],
): Promise<ReadPart> {
  const { github, needs, policy, now, roster } = given
  const slugs = [...teamsOf(policy.roles, needs.roles), ...more]
  const people = changes.flatMap(peopleOf)
  const teams: Record<string, Team> = {}
  const sources: Source[] = []
  for (const [slug, team] of await teamsFor(github, slugs, roster)) {
    teams[slug] = team.state === 'read' ? withinChange(team, people) : team
    const reading = team.state === 'read' ? ({ state: 'read', value: slug } as const) : team
    sources.push(sourceOf({ id: `team:${slug}`, uri: slug, readAt: now }, reading))
  }
  return { facts: { teams }, sources: [...sources, ...roster.sources()] }
}

function withinChange(team: Team & { readonly state: 'read' }, people: readonly Person[]): Team {
  const members = team.members.filter((member) => people.some((person) => isSamePerson(member, person)))
  return { state: 'read', members, others: team.members.length - members.length }
}

const peopleOf = ({ author, review, edits }: ChangeFact): Person[] =>
  [
    author,
    ...review.reviews.map(({ person }) => person),
    ...review.contributors.map(({ person }) => person),
    ...edits.map(({ by }) => by),
  ].filter((person) => person !== null)
