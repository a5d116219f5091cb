import { expect, test } from 'vitest'
import { namesBranch } from '../../../shared/policy/branches.ts'
import { loadPolicy } from '../../../shared/policy/load.ts'

const BASE = 'version: 1\npreset: starter\ndefaults: 2026.11\n'

async function named(text: string, ...branches: string[]): Promise<boolean[]> {
  const read = async () => ({ text: BASE + text, uri: 'p.yml' })
  const { policy } = await loadPolicy({ read, path: 'p.yml', now: new Date('2026-11-20T12:00:00Z') })
  return branches.map((branch) => namesBranch(policy, branch))
}

test('branches that an environment is deployed from', async () => {
  const text = 'environments:\n  staging: { branches: ["release/*", staging] }\n  labs: { data: synthetic }\n'
  expect(await named(text, 'release/1', 'staging', 'release/1/2', 'main', 'stagings')).toEqual([
    true,
    true,
    false,
    false,
    false,
  ])
})

test('the branch whose gates are enforced', async () => {
  expect(await named('enforcement: { branch: trunk }\n', 'trunk', 'main')).toEqual([true, false])
})

test('branches that releases are cut from, are, and go into', async () => {
  const text = 'release: { branch: "rel/{date}", from: staging, to: main }\n'
  expect(await named(text, 'rel/2026-11-20', 'staging', 'main', 'rel')).toEqual([true, true, true, false])
})

test('a policy that names none stands behind none', async () => {
  expect(await named('', 'main', 'release/1')).toEqual([false, false])
})
