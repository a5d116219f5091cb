// Usage: node scripts/generate-reasons.ts
// Writes docs/reasons.md from shared/verdict/reasons.ts. `npm test` says when it is out of date.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { compare } from '../shared/verdict/conclude.ts'
import { REASONS, type Reason } from '../shared/verdict/reasons.ts'
import { AREA_CODES, type AreaCode } from './area-codes.ts'

export const REASONS_PAGE = join(import.meta.dirname, '..', 'docs', 'reasons.md')

const MEANINGS: readonly (readonly [Reason['means'], string])[] = [
  [
    'blind',
    'a required source could not be read or trusted. The conclusion is `blind`; no exception or override covers it.',
  ],
  [
    'block',
    'something is wrong. The conclusion is `fail`, unless an exception, a VEX statement or an override covers it.',
  ],
  ['warn', 'shown as a warning. It changes no conclusion.'],
  ['note', 'shown for the record. It changes no conclusion.'],
]

/** The page: what each code means, sorted by gate and then by what it means. */
export function reasonsPage(): string {
  return [
    '# Reason codes',
    '',
    '<!-- Made by `node scripts/generate-reasons.ts` from shared/verdict/reasons.ts. Edit that. -->',
    '',
    'Every finding carries one of these codes. A code never changes its meaning; a new meaning gets a new code.',
    '',
    ...MEANINGS.map(([means, meaning]) => `- **${means}**: ${meaning}`),
    '',
    ...gates().flatMap(gateSection),
    '## Words of the specifications',
    '',
    'The specifications that this suite was built from have words of their own. This is what they are called here.',
    '',
    '| specification | its word | here |',
    '|---|---|---|',
    ...AREA_CODES.map(areaRow),
    '',
  ].join('\n')
}

/** What GitHub makes of the heading: it drops the `/`. Written out too, for readers that make their anchors otherwise. */
export const anchorOf = (code: string): string => code.replace('/', '')

const gates = (): string[] => [...new Set([...REASONS.keys()].map(gateOf))].sort(compare)

const gateOf = (code: string): string => code.slice(0, code.indexOf('/'))

function gateSection(gate: string): string[] {
  const own = [...REASONS].filter(([code]) => gateOf(code) === gate)
  const rank = (reason: Reason) => MEANINGS.findIndex(([means]) => means === reason.means)
  const sorted = own.toSorted(([a, x], [b, y]) => rank(x) - rank(y) || compare(a, b))
  return [`## ${gate}`, '', ...sorted.flatMap(([code, reason]) => reasonSection(code, reason))]
}

function reasonSection(code: string, { title, means, why, remedy }: Reason): string[] {
  return [
    `<a id="${anchorOf(code)}"></a>`,
    '',
    `### \`${code}\``,
    '',
    `**${title}** (${means})`,
    '',
    `- Why it matters: ${why}`,
    `- What to do: ${remedy}`,
    '',
  ]
}

function areaRow({ spec, code, ours, note }: AreaCode): string {
  const links = ours.map((own) => `[\`${own}\`](#${anchorOf(own)})`).join(', ')
  return `| ${spec} | \`${code}\` | ${[links, note ?? ''].filter((part) => part !== '').join(': ')} |`
}

if (import.meta.main) writeFileSync(REASONS_PAGE, reasonsPage())
