import { type Attack, isMet, type Met } from './attack.ts'
import type { Outcome } from './trial.ts'

export interface Row {
  readonly attack: Met
  readonly outcome: Outcome
}

const WORDS: Readonly<Record<Outcome['kind'], string>> = {
  proved: 'proved',
  green: 'NOT PROVED',
  crashed: 'NOT PROVED: it crashes',
  'not-run': 'NOT PROVED: it did not run',
  edit: 'NOT PROVED: the edit does not apply',
  red: 'NOT PROVED: the test is red with the rule too',
}

/** For a terminal. */
export const table = (rows: readonly Row[]): string =>
  rows
    .map(({ attack, outcome }) => `${attack.id.padEnd(52)}  ${WORDS[outcome.kind].padEnd(10)}  ${outcome.said}`)
    .join('\n')

/**
 * docs/attacks.md.
 * @param before the page as it was: what was not tried this time keeps its row
 * @param day `2026-11-20`
 */
export function page(attacks: readonly Attack[], rows: readonly Row[], before: string, day: string): string {
  const known = new Map(before.split('\n').map((line) => [/^\| ([1-5]\.[\w.-]+) \|/.exec(line)?.[1], line]))
  for (const { attack, outcome } of rows) known.set(attack.id, lineOf(attack, outcome, day))
  const lines = attacks.filter(isMet).map(({ id }) => known.get(id) ?? `| ${id} | not tried | | |`)
  const proved = lines.filter((line) => line.includes(`| ${WORDS.proved} `)).length
  return `# Attacks, each with its rule switched off

\`npm run attacks\` takes every attack of \`test/attacks/register/\`, switches off the rule that refuses it, in a copy of the
tree, and runs the test that shows the refusal: it must fail, by an assertion. A rule that can go without a test
noticing is no rule. A test that is red anyway, that did not run, or that failed because something broke proves nothing.
With \`--only 1.7\` only those attacks are tried whose names begin so; \`--write\` writes the rows of this page.
\`docs/threat-model.md\` says what each attack is, what is not met, and why.

${proved} of ${lines.length} rules proved.

| attack | tried | without its rule in | the test says |
|---|---|---|---|
${lines.join('\n')}
`
}

function lineOf({ id, met }: Met, { kind, said }: Outcome, day: string): string {
  const files = [...new Set(met.off.map(({ file }) => `\`${file}\``))].join(', ')
  return `| ${id} | ${WORDS[kind]} ${day} | ${files} | ${code(said)} |`
}

/** A bar would end the cell, a backtick the code. */
const code = (text: string): string => `\`${text.replaceAll('`', "'").replaceAll('|', '/')}\``
