import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { canonicalJson } from '../../../shared/evidence/canonical.ts'
import { ENVELOPE_KINDS, ENVELOPE_SCHEMA } from '../../../shared/evidence/envelope.ts'
import { EVIDENCE_SCHEMA } from '../../../shared/evidence/evidence.ts'
import { sealEvidence } from '../../../shared/evidence/files.ts'
import { statementOf } from '../../../shared/evidence/statement.ts'
import { evidence, verdict } from './sample.ts'

const page = readFileSync(join(import.meta.dirname, '../../../docs/evidence.md'), 'utf8')

test('docs/evidence.md names the schemas and every field of evidence, verdict and envelope', () => {
  for (const word of [EVIDENCE_SCHEMA, ENVELOPE_SCHEMA, ...ENVELOPE_KINDS]) expect(page).toContain(word)
  for (const field of [...Object.keys(evidence), ...Object.keys(verdict)])
    expect(page).toMatch(new RegExp(`\`${field}[.\`]`))
})

test('docs/evidence.md names every field of the statement', () => {
  const made = statementOf(sealEvidence(evidence), verdict, true)
  const fields = Object.keys(made.kind === 'statement' ? made.statement.predicate : {})
  expect(fields.length).toBeGreaterThan(15)
  for (const field of fields) {
    const name = field.replace('urn:production-gates:', '')
    const ours = name !== field
    const known = ['verificationResult', 'verifiedLevels', 'slsaVersion']
    if (!known.includes(field)) expect(page).toContain(ours ? `\`${name}\`` : `\`predicate.${name}\``)
  }
})

test('the envelope in docs/evidence.md is written as the tool writes it', () => {
  const example = /```json\n(.+)\n```/.exec(page)?.[1] ?? ''
  expect(canonicalJson(JSON.parse(example))).toBe(example)
})
