// node scripts/doctor-samples.ts: writes what the doctor says of three repositories of the fake GitHub into docs/doctor.md.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { SAMPLES, withSample, withSources } from '../test/adopt/samples.ts'

const PAGE = join(import.meta.dirname, '../docs/doctor.md')

let page = withSources(readFileSync(PAGE, 'utf8'))
for (const sample of Object.values(SAMPLES)) page = withSample(page, await sample())
writeFileSync(PAGE, page)
