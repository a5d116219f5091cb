import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { AREA_CODES } from '../../../scripts/area-codes.ts'
import { anchorOf, REASONS_PAGE, reasonsPage } from '../../../scripts/generate-reasons.ts'
import { REASONS } from '../../../shared/verdict/reasons.ts'

const page = reasonsPage()

test('docs/reasons.md is what the registry says; if not, run node scripts/generate-reasons.ts', () => {
  expect(readFileSync(REASONS_PAGE, 'utf8')).toBe(page)
})

test.each([...REASONS])('%s has its place with title, meaning, why and remedy', (code, reason) => {
  expect(page).toContain(
    `<a id="${anchorOf(code)}"></a>\n\n### \`${code}\`\n\n**${reason.title}** (${reason.means})\n\n` +
      `- Why it matters: ${reason.why}\n- What to do: ${reason.remedy}\n`,
  )
})

test('anchors are unique, and every link leads to one', () => {
  const anchors = [...page.matchAll(/<a id="([^"]+)">/g)].map((match) => match[1])
  expect(new Set(anchors).size).toBe(REASONS.size)
  expect(anchors.length).toBe(REASONS.size)
  for (const [, target] of page.matchAll(/\]\(#([^)]+)\)/g)) expect(anchors).toContain(target)
})

test.each(['security-gate', 'dod-check'])('of %s what may not be covered stands first', (gate) => {
  const section = page.split(/^## /m).find((part) => part.startsWith(`${gate}\n`)) ?? ''
  const order = [...section.matchAll(/^\*\*.+\*\* \((blind|block|warn|note)\)$/gm)].map((match) => match[1])
  const ranks = order.map((means) => ['blind', 'block', 'warn', 'note'].indexOf(means ?? ''))
  expect(ranks.length).toBeGreaterThan(10)
  expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
})

test('every word of a specification has a place here: a code of the registry, or a note', () => {
  for (const { code, ours, note } of AREA_CODES) {
    for (const own of ours) expect(REASONS.has(own), `${code} -> ${own}`).toBe(true)
    expect(ours.length > 0 || note !== undefined, code).toBe(true)
  }
  expect(new Set(AREA_CODES.map(({ spec, code }) => `${spec} ${code}`)).size).toBe(AREA_CODES.length)
})
