import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { keyPair } from '../../../../shared/evidence/keys.ts'
import { expectHonest } from '../attacks/scene.ts'
import { PERMISSIONS, type Story, tell } from '../story.ts'
import { atCall, show, withPolicy } from './showing.ts'

const { privateKey } = generateKeyPairSync('ed25519')
const { skey, vkey } = keyPair('acme', privateKey.export({ format: 'der', type: 'pkcs8' }).subarray(-32))
const SIGNED = { inputs: { signing: 'ed25519', 'signing-key': skey } }
const STATEMENT = 'statement.intoto.jsonl'

async function signing(): Promise<Story> {
  const key = `{ key: "${vkey}", gates: [security-gate], repository-id: 4711, from: 2026-01-01 }`
  const story = await tell(withPolicy(`trust:\n  check-runs: token\n  keys:\n    - ${key}\n`))
  story.scan()
  return story
}

describe('a signed statement', () => {
  test('stands beside the evidence when all that was asked for is shown', async () => {
    const story = await signing()
    const ran = await show(story, SIGNED)
    expect(ran, ran.stdout).toMatchObject({ code: 0, outputs: { conclusion: 'pass' } })
    expect(ran.outputs['statement']).toMatch(/statement\.intoto\.jsonl$/)
    expect(ran.file(STATEMENT)).toBeDefined()
    expectHonest(story)
  })

  test('is gone when the verdict could not be shown: the step has failed, and proves nothing', async () => {
    const story = await signing()
    const token = story.github.workflowToken('acme/app', { permissions: PERMISSIONS })
    const ran = await show(story, SIGNED, token)
    expect(ran.code).toBe(3)
    expect(ran.outputs['conclusion'] ?? '').toBe('')
    expect(ran.outputs['statement'] ?? '').toBe('')
    expect(ran.file(STATEMENT)).toBeUndefined()
    expect(ran.file('evidence.json')).toBeDefined()
    expectHonest(story)
  })

  test('is gone when the policy has changed before it could be shown', async () => {
    const story = await signing()
    story.app.repository.rulesets.splice(0)
    story.app.protect('main', [{ type: 'update' }])
    const tighten = (): void => void story.app.commit('main', { '.github/production.yml': 'version: 1\n' })
    atCall(story, 'POST /graphql Tips', 3, tighten)
    const ran = await show(story, SIGNED)
    expect(ran.code).toBe(3)
    expect(ran.stdout).toMatch(/the policy has changed since it was read/)
    expect(ran.file(STATEMENT)).toBeUndefined()
    expectHonest(story)
  })

  test('is gone when somebody has turned our check run into something else', async () => {
    const story = await signing()
    atCall(story, 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs', 2, () => {
      const [check] = story.app.repository.checkRuns
      if (check !== undefined) check.conclusion = 'neutral'
    })
    const ran = await show(story, SIGNED)
    expect(ran.code).toBe(3)
    expect(ran.stdout).toMatch(/check-forged/)
    expect(ran.file(STATEMENT)).toBeUndefined()
    expectHonest(story)
  })
})
