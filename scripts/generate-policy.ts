import { writeFileSync } from 'node:fs'
import { policyJsonSchema } from '../shared/policy/json-schema.ts'
import { policyReference } from '../shared/policy/reference.ts'

const at = (path: string) => new URL(`../${path}`, import.meta.url)

writeFileSync(at('shared/policy/production.schema.json'), `${JSON.stringify(policyJsonSchema(), null, 2)}\n`)
writeFileSync(at('docs/policy.md'), policyReference())
