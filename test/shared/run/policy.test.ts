import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { filesIn } from '../../../shared/git/files.ts'
import { enforcementOf } from '../../../shared/policy/rollout.ts'
import { type GatheredPolicy, gatherPolicy } from '../../../shared/run/policy.ts'
import { InputError } from '../../../shared/verdict/input-error.ts'
import { scratch } from './fixtures/scratch.ts'
import { NOW } from './fixtures/verdicts.ts'

const TEXT = 'version: 1\npreset: production\ndefaults: 2026.11\n'

async function policyOf(
  text: string | undefined,
  name = 'push',
  policy = '.github/production.yml',
): Promise<GatheredPolicy> {
  const workspace = scratch()
  mkdirSync(join(workspace, '.github'))
  if (text !== undefined) writeFileSync(join(workspace, '.github/production.yml'), text)
  const event = { name, workspace, serverUrl: 'https://github.com', apiUrl: 'https://api.github.com', graphqlUrl: '' }
  return gatherPolicy({ inputs: { policy }, event, now: NOW }, filesIn(workspace))
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
  await expect(policyOf(TEXT, 'push', 'policy.yml')).rejects.toThrow(InputError)
})

test('a file with the other ending: a mistake, not "no policy"', async () => {
  const workspace = scratch()
  mkdirSync(join(workspace, '.github'))
  writeFileSync(join(workspace, '.github/production.yaml'), TEXT)
  const event = {
    name: 'push',
    workspace,
    serverUrl: 'https://github.com',
    apiUrl: 'https://api.github.com',
    graphqlUrl: '',
  }
  const inputs = { policy: '.github/production.yml' }
  await expect(gatherPolicy({ inputs, event, now: NOW }, filesIn(workspace))).rejects.toThrow(
    'There is no .github/production.yml, but there is a .github/production.yaml. Rename it, or name it in the input `policy`.',
  )
})

test('no clone of the commit: nobody can tell whether there is a policy, so it is absent and enforces', async () => {
  const event = {
    name: 'push',
    sha: 'ab'.repeat(20),
    workspace: '/',
    serverUrl: 'https://x',
    apiUrl: 'https://x',
    graphqlUrl: '',
  }
  const { policy, parts, source } = await gatherPolicy({ inputs: { policy: 'p.yml' }, event, now: NOW }, undefined)
  expect(enforcementOf(policy, 'security-gate', NOW)).toEqual({ mode: 'enforce' })
  expect(parts).toEqual([])
  expect(source).toMatchObject({
    state: 'absent',
    detail: 'The workspace is no clone that has commit abababa, so it cannot be told whether there is a p.yml.',
    needs: 'a step that checks the repository out before the gate',
  })
})

test('what cannot be read is thrown, not taken for absent', async () => {
  await expect(policyOf(TEXT, 'push', '.github')).rejects.toThrow('EISDIR')
})

describe('where nothing may be read from the workspace', () => {
  test.each(['pull_request', 'pull_request_target', 'merge_group', 'workflow_run', 'issue_comment', 'unheard_of'])(
    'on %s the strictest we have enforces, whatever the file says',
    async (name) => {
      const { policy, parts, source } = await policyOf('{{{', name)
      expect(enforcementOf(policy, 'security-gate', NOW)).toEqual({ mode: 'enforce' })
      expect(parts).toEqual([])
      expect(source).toMatchObject({
        state: 'untrusted',
        detail: `On ${name} the workspace may hold what the author of the change wrote, so .github/production.yml is not read from it.`,
        needs: 'contents: read, and a release of production-gates that reads the base branch',
      })
    },
  )

  test('a baseline out of reach: absent, and it enforces', async () => {
    const { policy, source } = await policyOf(`${TEXT}extends: acme/policy//base.yml@main\n`)
    expect(enforcementOf(policy, 'security-gate', NOW)).toEqual({ mode: 'enforce' })
    expect(source).toMatchObject({
      state: 'absent',
      needs: 'policy-token with contents: read on the repository of the baseline',
    })
    expect(source.detail).toContain('The policy extends acme/policy//base.yml@main')
  })
})
