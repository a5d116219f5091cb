import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { policyJsonSchema } from '../../../shared/policy/json-schema.ts'
import { loadPolicy } from '../../../shared/policy/load.ts'
import { policyReference } from '../../../shared/policy/reference.ts'
import { SECTION_NAMES } from '../../../shared/policy/schema.ts'

const at = (path: string) => new URL(`../../../${path}`, import.meta.url)
const folder = at('examples/policies/')
const names = readdirSync(folder).sort()

test('there is one example a founding document, the smallest and the complete one', () => {
  expect(names).toEqual([
    'complete.yml',
    'intelgraph.yml',
    'narralytica.yml',
    'starter.yml',
    'summit-ga.yml',
    'supabase-ops.yml',
  ])
})

const load = (name: string) => {
  const text = readFileSync(new URL(name, folder), 'utf8')
  return loadPolicy({ read: async () => ({ text, uri: name }), path: name, now: new Date('2026-11-20T12:00:00Z') })
}

test.each(names)('%s is valid and names the schema for editors', async (name) => {
  const text = readFileSync(new URL(name, folder), 'utf8')
  expect(text.split('\n', 1)[0]).toBe('# yaml-language-server: $schema=../../shared/policy/production.schema.json')
  const { origin, parts } = await load(name)
  expect(origin).toBe('file')
  expect(parts).toEqual([{ uri: name, sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }])
})

test('the complete example writes every section but extends', () => {
  const written = Object.keys(parse(readFileSync(new URL('complete.yml', folder), 'utf8')))
  expect(written.toSorted()).toEqual(SECTION_NAMES.filter((name) => name !== 'extends').toSorted())
})

test('each founding document keeps its own values where they conflict', async () => {
  const [intelgraph, narralytica, supabase, summit] = await Promise.all(
    ['intelgraph.yml', 'narralytica.yml', 'supabase-ops.yml', 'summit-ga.yml'].map(load),
  )
  expect(intelgraph?.policy.canary?.preset).toBe('fast')
  expect(intelgraph?.policy.canary?.promote?.['api-p95']).toBe('350ms')
  expect(intelgraph?.policy.slo?.page?.['latency-p95']).toBe('1500ms')
  expect(intelgraph?.policy['security-gate'].block).toEqual(['critical', 'high', 'unknown'])
  expect(supabase?.policy.canary?.preset).toBe('slow')
  expect(supabase?.policy.canary?.promote?.['api-p95']).toBe('400ms')
  expect(supabase?.policy.release?.hotfix?.approvers).toEqual(['sre', 'tech-lead'])
  expect(narralytica?.policy['change-management']?.checklist).toHaveLength(6)
  expect(narralytica?.policy['definition-of-done'].runbook).toEqual({ level: 'block' })
  expect(summit?.policy.probes?.map(({ url }) => new URL(url).pathname)).toEqual([
    '/health',
    '/health/detailed',
    '/health/ready',
  ])
  expect(summit?.policy.backups?.stores?.find(({ name }) => name === 'neo4j')).toMatchObject({
    rpo: '1h',
    rto: '4h',
    encryption: 'sse-kms',
  })
})

test('the JSON Schema in the tree is the one the code generates', () => {
  const committed = readFileSync(at('shared/policy/production.schema.json'), 'utf8')
  expect(committed).toBe(`${JSON.stringify(policyJsonSchema(), null, 2)}\n`)
})

test('docs/policy.md is the one the code generates', () => {
  expect(readFileSync(at('docs/policy.md'), 'utf8')).toBe(policyReference())
})

test('every key of the JSON Schema is described', () => {
  const undescribed: string[] = []
  const schema = policyJsonSchema()
  const resolve = (node: unknown): Record<string, unknown> => {
    const own = node as Record<string, unknown>
    const name = String(own['$ref'] ?? '').replace('#/$defs/', '')
    return name === '' ? own : { ...(schema['$defs'] as Record<string, Record<string, unknown>>)[name], ...own }
  }
  const walk = (node: unknown, path: string): void => {
    if (typeof node !== 'object' || node === null) return
    const { properties, items, anyOf, additionalProperties } = resolve(node)
    for (const [name, child] of Object.entries(properties ?? {})) {
      if (typeof resolve(child)['description'] !== 'string') undescribed.push(`${path}.${name}`)
      walk(child, `${path}.${name}`)
    }
    for (const child of Array.isArray(anyOf) ? anyOf : []) walk(child, path)
    walk(items, `${path}[]`)
    walk(additionalProperties, `${path}.*`)
  }
  walk(schema, '')
  expect(undescribed).toEqual([])
})
