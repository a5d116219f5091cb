// npm run generate: every committed file that is made from another one, except dist/ (npm run build).
import { globSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ATTACKS } from '../test/attacks/register.ts'
import { withAttacks } from '../test/attacks/threats.ts'
import './generate-policy.ts'
import { REASONS_PAGE, reasonsPage } from './generate-reasons.ts'
import { writeTables } from './readme-tables.ts'

const root = join(import.meta.dirname, '..')

for (const file of globSync('actions/*/action.yml', { cwd: root })) writeTables(join(root, dirname(file)))
writeFileSync(REASONS_PAGE, reasonsPage())
const threats = join(root, 'docs/threat-model.md')
writeFileSync(threats, withAttacks(readFileSync(threats, 'utf8'), ATTACKS))
