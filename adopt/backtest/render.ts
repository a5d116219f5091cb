import { logText } from '../../shared/report/escape.ts'
import type { Tally } from './tally.ts'

const WIDE = 200

/** The table as a terminal shows it: a row a criterion, what could not be judged below it, then the advice. */
export function renderTally({ preset, criteria, changes, unread, held, suggestion }: Tally): readonly string[] {
  const judged = changes - unread.length
  const rows = criteria.map(({ id, blocked, warned, met, notApplicable, unproven }) =>
    [String(blocked), String(warned), String(unproven), String(met), String(notApplicable), id].map((cell, index) =>
      index === 5 ? cell : cell.padStart(HEADS[index]?.length ?? 0),
    ),
  )
  const why = criteria.flatMap(({ id, why: reasons }) =>
    reasons.slice(0, 3).map(({ reason, count }) => `  ${id}: ${count} could not be judged. ${logText(reason, WIDE)}`),
  )
  return [
    `${judged} of the last ${changes} merged pull requests, judged as they were by preset ${preset}.`,
    '',
    HEADS.join('  '),
    ...rows.map((row) => row.join('  ')),
    ...(why.length === 0 ? [] : ['', 'What could not be judged, and what would open it:', ...why]),
    ...(unread.length === 0
      ? []
      : [
          '',
          ...unread.slice(0, 10).map(({ number, why: reason }) => `#${number} was not read: ${logText(reason, WIDE)}`),
        ]),
    '',
    `Held back: ${Object.entries(held)
      .map(([name, count]) => `${name} ${count}`)
      .join(', ')} (of ${judged}).`,
    `Suggested: preset ${suggestion.preset}${suggestion.observe ? ', and `rollout: { dod-check: { observe-until: ... } }` first' : ''}, because ${suggestion.because}.`,
    'Title, description and labels are as they are now; reviews and runs as they were at the merge.',
  ]
}

const HEADS = ['blocked', 'warned', 'unproven', '    met', 'not applicable', 'criterion'] as const
