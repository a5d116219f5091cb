import { proseOf } from '../../../../shared/markdown/prose.ts'
import type { DescriptionFact } from '../../../../shared/override/facts.ts'
import { severitiesIn } from '../../../../shared/override/severity.ts'
import type { OverridePolicy } from '../../../../shared/policy/policy.ts'
import { findTickets } from '../../../../shared/tickets/keys.ts'

interface Here {
  /** `owner/repo`, whose issues `#12` means. */
  readonly repository: string
  readonly serverUrl: string
}

/** Of the description what its readers see: nothing that is quoted, code, struck out or hidden. */
export function descriptionOf(body: string, { ticket }: Pick<OverridePolicy, 'ticket'>, at: Here): DescriptionFact {
  const { text, links } = proseOf(body)
  const addresses = [...text.matchAll(ADDRESS)].map(([address]) => address.replace(TAIL, ''))
  return {
    tickets: ticketsIn(body, ticket, at),
    links: [...new Set([...links, ...addresses])].slice(0, LINKS),
    severities: severitiesIn(text),
  }
}

/** The first of them; nobody links more than a few incidents. */
const LINKS = 100
const ADDRESS = /(?<![A-Za-z0-9])https:\/\/[^\s<>()[\]{}"'`|*~]{1,2000}/g
const TAIL = /[.,;:!?]{1,10}$/

/**
 * Every ticket of the tracker, whatever its project: one of another project is a reason to be told, not nothing. A key
 * alone is a link only where its tracker has no address, or GitHub makes it one.
 */
function ticketsIn(
  body: string,
  ticket: OverridePolicy['ticket'],
  { repository, serverUrl }: Here,
): DescriptionFact['tickets'] {
  if (ticket === undefined) return []
  const { tracker, projects, 'base-url': base = tracker === 'github' ? serverUrl : undefined } = ticket
  const places = { tracker, 'base-url': base, repository }
  const anyProject = findTickets(body, places)
  const ours = findTickets(body, { ...places, projects })
  const linked = [...anyProject, ...ours].filter(
    ({ place }) => place === 'link' || tracker === 'github' || base === undefined,
  )
  const byKey = new Map(linked.map(({ key, project }) => [key, { key, project }]))
  return [...byKey.values()].slice(0, TICKETS)
}

const TICKETS = 20
