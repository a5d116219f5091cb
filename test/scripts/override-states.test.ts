import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { AXES, type Axis } from '../../scripts/override-cases.ts'
import { OVERRIDE_PAGE, withReasons } from '../../scripts/override-reasons.ts'
import { everyCase, STATES_PAGE, statesPage, tell } from '../../scripts/override-states.ts'
import { OVERRIDE } from '../../shared/verdict/reasons/override.ts'

const page = readFileSync(STATES_PAGE, 'utf8')

/** The cells of every row below a header. */
function rowsBelow(header: string): string[][] {
  const [, rest = ''] = page.split(`${header}\n`)
  const lines = rest.split('\n').slice(1)
  const end = lines.findIndex((line) => !line.startsWith('|'))
  return lines.slice(0, end).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  )
}

const told = new Map(
  rowsBelow('| column | value | reasons | state | verdict |').map(([axis, value, reasons = '']) => [
    `${axis} ${value}`,
    [...reasons.matchAll(/`([a-z0-9-]+)`/g)].map(([, code]) => code),
  ]),
)

test('the page is the one that the rule makes, and so true in every case', { timeout: 240_000 }, () => {
  expect(statesPage()).toBe(page)
})

test('every value has its row', () => {
  const values = Object.entries(AXES).flatMap(([axis, cases]) => Object.keys(cases).map((value) => `${axis} ${value}`))
  expect([...told.keys()]).toEqual(values)
})

test('an override counts only where no column of the page speaks against it', { timeout: 240_000 }, () => {
  const beside = new Set(['too-many'])
  let overridden = 0
  for (const one of everyCase()) {
    if (tell(one).conclusion !== 'overridden') continue
    overridden++
    const reasons = (Object.keys(AXES) as Axis[]).flatMap((axis) => told.get(`${axis} ${one[axis]}`) ?? ['no row'])
    expect(reasons.filter((code) => !beside.has(code ?? ''))).toEqual([])
  }
  expect(overridden).toBe(
    Number(rowsBelow('| state | verdict | when | cases |').find(([, verdict]) => verdict === 'overridden')?.[3]),
  )
})

test('the page for the person paged has a row for every reason', () => {
  const guide = readFileSync(OVERRIDE_PAGE, 'utf8')
  expect(withReasons(guide)).toBe(guide)
  expect(guide.match(/^\| `[a-z0-9-]+` \|/gm)).toHaveLength(Object.keys(OVERRIDE).length)
})
