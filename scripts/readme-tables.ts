import { readFileSync, writeFileSync } from 'node:fs'
import { parse } from 'yaml'
import * as z from 'zod/mini'

const entry = z.object({
  description: z.string(),
  required: z.optional(z.boolean()),
  default: z.optional(z.string()),
})
const actionFile = z.object({
  inputs: z._default(z.record(z.string(), entry), {}),
  outputs: z._default(z.record(z.string(), z.object({ description: z.string() })), {}),
})

/**
 * The README with the tables between its markers made anew from action.yml, in the order of action.yml.
 * @throws Error when a marker is missing or action.yml has no description for an input or output
 */
export function withTables(readme: string, actionYml: string): string {
  const { inputs, outputs } = actionFile.parse(parse(actionYml))
  const inputRows = Object.entries(inputs).map(([name, { description, required, default: fallback }]) =>
    row(`\`${name}\``, description, required ? '(required)' : fallback === undefined ? '' : `\`${fallback}\``),
  )
  const outputRows = Object.entries(outputs).map(([name, { description }]) => row(`\`${name}\``, description))
  const withInputs = between(readme, 'inputs', table(['input', 'what it says', 'default'], inputRows))
  return between(withInputs, 'outputs', table(['output', 'what it is'], outputRows))
}

export function table(heads: readonly string[], rows: readonly string[]): string {
  return [row(...heads), `|${'---|'.repeat(heads.length)}`, ...rows].join('\n')
}

export const row = (...cells: readonly string[]): string =>
  `| ${cells.map((cell) => cell.trim().replaceAll(/\s+/g, ' ').replaceAll('|', '\\|')).join(' | ')} |`

export function between(readme: string, name: string, body: string): string {
  const parts = new RegExp(`(<!-- ${name}: [^\\n]*-->\\n).*?(<!-- /${name} -->)`, 's').exec(readme)
  if (parts === null) throw new Error(`The README has no <!-- ${name}: ... --> and <!-- /${name} --> markers`)
  const [whole, start = '', end = ''] = parts
  const [before, after] = [readme.slice(0, parts.index), readme.slice(parts.index + whole.length)]
  return `${before}${start}${body}\n${end}${after}`
}

/** Writes `actions/<name>/README.md`. */
export function writeTables(folder: string): void {
  const readme = `${folder}/README.md`
  writeFileSync(readme, withTables(readFileSync(readme, 'utf8'), readFileSync(`${folder}/action.yml`, 'utf8')))
}
