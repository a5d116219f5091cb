import { type Attack, isMet } from './attack.ts'

const START = '<!-- attacks: written by npm run generate from test/attacks/register -->\n'
const END = '<!-- /attacks -->'

const SECTIONS: readonly (readonly [section: string, title: string])[] = [
  ['1', 'Evidence: who could have written it'],
  ['2', 'Verdicts: how they travel'],
  ['3', 'People'],
  ['4', 'Override'],
  ['5', 'Reading the change'],
]

/**
 * docs/threat-model.md with a row for each attack between its markers.
 * @throws Error when a marker is missing
 */
export function withAttacks(page: string, attacks: readonly Attack[]): string {
  const from = page.indexOf(START)
  const to = page.indexOf(END)
  if (from < 0 || to < from) throw new Error(`docs/threat-model.md has no ${START.trim()} with ${END} after it`)
  const tables = SECTIONS.map(([section, title]) => {
    const rows = attacks.filter(({ id }) => id.startsWith(`${section}.`)).map(rowOf)
    return `\n### ${section}. ${title}\n\n| attack | what is tried | test |\n|---|---|---|\n${rows.join('\n')}\n`
  })
  return `${page.slice(0, from)}${START}${tables.join('')}\n${page.slice(to)}`
}

function rowOf(attack: Attack): string {
  const { id, attack: tried } = attack
  if (isMet(attack)) {
    const { file } = attack.met
    return `| ${id} | ${tried} | [${file.slice(file.lastIndexOf('/') + 1, -'.test.ts'.length)}](../${file}) |`
  }
  const why = 'notMet' in attack ? `**not met**: ${attack.notMet}` : `not built: ${attack.notBuilt}`
  return `| ${id} | ${tried} | ${why} |`
}
