import { expect, test } from 'vitest'
import { expectBlind, expectHonest, expectPass, expectRefused } from '../attacks/scene.ts'
import type { GateRun } from '../gate.ts'
import type { Story } from '../story.ts'
import { detailOf, dismissals, judgeKnown, KNOWN_PERMISSIONS, without } from './known.ts'

const ONLY = ['secret-scanning'] as const

const everything = (ran: GateRun): string =>
  [
    ran.stdout,
    ran.summary,
    JSON.stringify(ran.outputs),
    ...['evidence.json', 'verdict.json', 'findings.sarif'].map((name) => String(ran.file(name) ?? '')),
  ].join('\n')

/** GitHub sends the secret itself unless it is asked not to, and some servers send it all the same. */
function told(story: Story): string {
  const secret = `planted-${story.pull.head.slice(0, 12)}`
  for (const row of story.app.repository.secretScanningAlerts) Object.assign(row, { secret })
  return secret
}

test('an open alert blocks, and neither log nor files have the secret', async () => {
  const story = await without([])
  story.app.secretAlert()
  const secret = told(story)
  const ran = await judgeKnown(story, ONLY, { env: { RUNNER_DEBUG: '1' } })
  expect(ran.blocking).toEqual(['secret-found'])
  expect(ran).toMatchObject({ code: 1, outputs: { conclusion: 'fail' } })
  expect(everything(ran)).not.toContain(secret)
  expect(story.github.log.filter(({ path }) => path.endsWith('secret-scanning/alerts'))).toMatchObject([
    { query: { hide_secret: 'true' } },
  ])
  expectHonest(story)
})

test('alerts are no secret scan, also when there are none', async () => {
  const story = await without(['secret'])
  expectBlind(await judgeKnown(story, ONLY), 'kind-missing', /names secret/)
  expectHonest(story)
})

test('a secret whose issuer calls it dead, and which was revoked, is nothing any more', async () => {
  const story = await without([])
  story.app.secretAlert({ state: 'resolved', resolution: 'revoked', validity: 'inactive', by: 'ada' })
  expectPass(await judgeKnown(story, ONLY))
  expectHonest(story)
})

test('one that still works counts, whoever resolved it', async () => {
  const story = await without([], { base: dismissals('{ by: [security] }') })
  story.app.secretAlert({ state: 'resolved', resolution: 'false_positive', validity: 'active', by: 'sec' })
  const ran = await judgeKnown(story, ONLY)
  expect(ran.blocking).toEqual(['secret-found'])
  expectHonest(story)
})

test('the token of a workflow may not read them, and the report says which may', async () => {
  const story = await without([])
  const token = story.github.workflowToken('acme/app', { permissions: KNOWN_PERMISSIONS })
  const ran = await judgeKnown(story, ONLY, {}, token)
  expectRefused(ran, {
    code: 2,
    conclusion: 'blind',
    reason: 'alerts-unreadable',
    says: /Secret scanning alerts: .*Needs secret scanning alerts: read/,
  })
  expectHonest(story)
})

test('a repository without secret scanning is not one without secrets', async () => {
  const story = await without([])
  story.app.disable('secret-scanning')
  const ran = await judgeKnown(story, ONLY)
  expectRefused(ran, { code: 2, conclusion: 'blind', reason: 'alerts-unreadable', says: /is disabled/ })
  expect(detailOf(ran, 'secret-found')).toBe('')
  expectHonest(story)
})
