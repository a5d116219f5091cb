import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { filesIn } from '../../../shared/git/files.ts'
import { enforcementOf } from '../../../shared/policy/rollout.ts'
import { type GatheredPolicy, gatherPolicy } from '../../../shared/run/policy.ts'
import { InputError } from '../../../shared/verdict/input-error.ts'
import { scratch } from './fixtures/scratch.ts'
import { NOW } from './fixtures/verdicts.ts'

const TEXT = 'version: 1\npreset: production\ndefaults: 2026.11\n'

async function policyOf(text: string | undefined, policy = '.github/production.yml'): Promise<GatheredPolicy> {
  const workspace = scratch()
  mkdirSync(join(workspace, '.github'))
  if (text !== undefined) writeFileSync(join(workspace, '.github/production.yml'), text)
  return gatherPolicy({ path: policy, now: NOW, files: filesIn(workspace) })
}

test('the file of the workspace, with its digest', async () => {
  const { policy, parts, source } = await policyOf(TEXT)
  expect(policy.preset).toBe('production')
  expect(source).toEqual({
    id: 'policy',
    uri: '.github/production.yml',
    state: 'read',
    readAt: NOW,
    sha256: parts[0]?.sha256,
  })
  expect(parts).toEqual([{ uri: '.github/production.yml', sha256: expect.stringMatching(/^[0-9a-f]{64}$/) }])
})

test('no file at all: starter is observed, and said', async () => {
  const { policy, parts, source } = await policyOf(undefined)
  expect(enforcementOf(policy, 'security-gate', NOW)).toEqual({
    mode: 'observe',
    because: 'no-policy',
    preset: 'starter',
  })
  expect(parts).toEqual([])
  expect(source).toMatchObject({
    state: 'read',
    detail: 'There is no .github/production.yml; preset starter is observed.',
  })
})

test('no file under a name that somebody gave: a mistake', async () => {
  await expect(policyOf(TEXT, 'policy.yml')).rejects.toThrow(InputError)
})

test('a file with the other ending: a mistake, not "no policy"', async () => {
  const workspace = scratch()
  mkdirSync(join(workspace, '.github'))
  writeFileSync(join(workspace, '.github/production.yaml'), TEXT)
  await expect(gatherPolicy({ path: '.github/production.yml', now: NOW, files: filesIn(workspace) })).rejects.toThrow(
    'There is no .github/production.yml, but there is a .github/production.yaml. Rename it, or name it in the input `policy`.',
  )
})

test('files that could not be read: nobody can tell whether there is a policy, so the strictest enforces', async () => {
  const { policy, parts, source } = await gatherPolicy({ path: 'p.yml', now: NOW, files: undefined })
  expect(enforcementOf(policy, 'security-gate', NOW)).toEqual({ mode: 'enforce' })
  expect(parts).toEqual([])
  expect(source).toBeUndefined()
})

test('what cannot be read is thrown, not taken for absent', async () => {
  await expect(policyOf(TEXT, '.github')).rejects.toThrow('EISDIR')
})

test('a baseline out of reach: absent, and it enforces', async () => {
  const { policy, source } = await policyOf(`${TEXT}extends: acme/policy//base.yml@main\n`)
  expect(enforcementOf(policy, 'security-gate', NOW)).toEqual({ mode: 'enforce' })
  expect(source).toMatchObject({
    state: 'absent',
    needs: 'policy-token with contents: read on the repository of the baseline',
  })
  expect(source?.detail).toContain('The policy extends acme/policy//base.yml@main')
})
