import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { withCriteria } from '../../scripts/criteria-table.ts'

const README = join(import.meta.dirname, '../../actions/dod-check/README.md')

test('the criteria of the README are those of the code', () => {
  const readme = readFileSync(README, 'utf8')
  expect(readme, 'run: npm run generate').toBe(withCriteria(readme))
})

test('each criterion has a row with its level in every preset', () => {
  const text = withCriteria('<!-- criteria: x -->\n<!-- /criteria -->')
  expect(text).toMatch(/\| `ci-green` \| [^|]+ \| block \| block \| block \|/)
  expect(text).toMatch(/\| `owned` \| [^|]+ \| off \| block \| block \|/)
})
