import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { SETUP_PAGE, setupPage } from '../../../scripts/setup-page.ts'

test('docs/setup.md shows what setup prints today; `npm run generate` writes it', async () => {
  const page = readFileSync(SETUP_PAGE, 'utf8')
  expect(await setupPage(page)).toBe(page)
})
