import { type Attack, isMet, type Met } from './attack.ts'
import type { Outcome } from './trial.ts'

export interface Row {
  readonly attack: Met
  readonly outcome: Outcome
}

const WORDS: Readonly<Record<Outcome['kind'], string>> = {
  proved: 'refused by its rule',
  green: 'NOT PROVED',
  crashed: 'NOT PROVED: it crashes',
  'not-run': 'NOT PROVED: it did not run',
  edit: 'NOT PROVED: the edit does not apply',
}

/** For a terminal. */
export const table = (rows: readonly Row[]): string =>
  rows
    .map(({ attack, outcome }) => [attack.id.padEnd(52), WORDS[outcome.kind].padEnd(20), outcome.said].join('  '))
    .join('\n')

/** docs/attacks.md. */
export function page(attacks: readonly Attack[], rows: readonly Row[], at: string): string {
  const said = new Map(rows.map(({ attack, outcome }) => [attack.id, outcome]))
  const proved = rows.filter(({ outcome }) => outcome.kind === 'proved').length
  return `# Attacks, each with its rule switched off

\`npm run attacks\` takes every attack of \`test/attacks/register/\`, switches the rule off that refuses it, in a copy of the
tree, and runs the test that shows the refusal: it must fail, by an assertion. A rule that can go without a test
noticing is no rule. \`docs/threat-model.md\` says what is not met and why.

Written by \`npm run attacks -- --write\` at ${at.slice(0, 16)}Z: ${proved} of ${rows.length} rules proved.

| attack | what is tried | rule | without it |
|---|---|---|---|
${attacks.flatMap((attack) => (isMet(attack) ? [line(attack, said.get(attack.id))] : [])).join('\n')}
`
}

function line({ id, attack, met }: Met, outcome: Outcome | undefined): string {
  const files = [...new Set(met.off.map(({ file }) => `\`${file}\``))].join(', ')
  const kind = outcome?.kind ?? 'not-run'
  const without = kind === 'proved' ? code(outcome?.said ?? '') : WORDS[kind]
  return `| ${id} | ${attack} | ${files} | ${without} |`
}

/** One backtick more than the text has in a row; a bar would end the cell. */
const code = (text: string): string => `\`\` ${text.replaceAll('`', "'").replaceAll('|', '/')} \`\``
