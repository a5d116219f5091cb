// The table of reasons in docs/override.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { OVERRIDE } from '../shared/verdict/reasons/override.ts'
import type { Reason } from '../shared/verdict/reasons.ts'

export const OVERRIDE_PAGE = join(import.meta.dirname, '../docs/override.md')

const TABLE = /(<!-- reasons: [^\n]*-->\n)[\s\S]*?(<!-- \/reasons -->)/

/** The page with its table as the registry has it. */
export function withReasons(page: string): string {
  const rows = Object.entries<Reason>(OVERRIDE)
    .map(([code, { title, remedy }]) => `| \`${code.replace('security-gate/override-', '')}\` | ${title} | ${remedy} |`)
    .sort()
  const table = ['| reason | what it means | what to do |', '|---|---|---|', ...rows].join('\n')
  return page.replace(TABLE, (_, begin: string, end: string) => `${begin}${table}\n${end}`)
}

export const writeReasons = (): void => writeFileSync(OVERRIDE_PAGE, withReasons(readFileSync(OVERRIDE_PAGE, 'utf8')))
