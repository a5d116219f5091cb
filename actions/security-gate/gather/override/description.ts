import { spokenLines } from '../../../../shared/chatops/spoken.ts'
import type { DescriptionFact } from '../../../../shared/override/facts.ts'
import { severitiesIn } from '../../../../shared/override/severity.ts'
import type { OverridePolicy } from '../../../../shared/policy/policy.ts'

/** Of what its readers see: nothing that is quoted, code or hidden. */
export function descriptionOf(
  body: string,
  { ticket }: Pick<OverridePolicy, 'ticket'>,
  repository: string,
): DescriptionFact {
  const text = spokenLines(body).join('\n')
  const links = [...text.matchAll(/https?:\/\/[^\s<>()"']+/g)].map(([link]) => link)
  const base = ticket?.['base-url'] ?? 'https://github.com'
  void repository
  const tickets = links.flatMap((link) => {
    const [, key, project] = link.startsWith(base) ? (/\/browse\/(([A-Z][A-Z0-9_]+)-\d+)$/.exec(link) ?? []) : []
    return key === undefined || project === undefined ? [] : [{ key, project }]
  })
  return { tickets, links, severities: severitiesIn(text) }
}
