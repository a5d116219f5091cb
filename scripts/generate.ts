// npm run generate: every committed file that is made from another one, except dist/ (npm run build).
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ATTACKS } from '../test/attacks/register.ts'
import { withAttacks } from '../test/attacks/threats.ts'
import './generate-policy.ts'
import { withCriteria } from './criteria-table.ts'
import { REASONS_PAGE, reasonsPage } from './generate-reasons.ts'
import { writeReasons } from './override-reasons.ts'
import { STATES_PAGE, statesPage } from './override-states.ts'
import { writeTables } from './readme-tables.ts'
import { SETUP_PAGE, setupPage } from './setup-page.ts'

const root = join(import.meta.dirname, '..')

for (const file of globSync('actions/*/action.yml', { cwd: root })) writeTables(join(root, dirname(file)))
const doneReadme = join(root, 'actions/dod-check/README.md')
writeFileSync(doneReadme, withCriteria(readFileSync(doneReadme, 'utf8')))
writeFileSync(REASONS_PAGE, reasonsPage())
writeFileSync(SETUP_PAGE, await setupPage(readFileSync(SETUP_PAGE, 'utf8')))
writeReasons()
writeFileSync(STATES_PAGE, statesPage())
const threats = join(root, 'docs/threat-model.md')
writeFileSync(threats, withAttacks(readFileSync(threats, 'utf8'), ATTACKS))
