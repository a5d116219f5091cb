import { expect, onTestFinished, test } from 'vitest'
import type { Fault } from '../../../fake-jira/jira.ts'
import { type FakeJira, fakeJira } from '../../../fake-jira/jira.ts'
import type { GateRun } from '../gate.ts'
import { type Emergency, emergency, expectInvalid, expectOverridden, RULES, TITLE } from './scene.ts'

const LOGIN = { 'tracker-user': 'bot@acme.example', 'tracker-token': 'canary-7f3a9c01-token' }

interface Tracked extends Emergency {
  readonly jira: FakeJira
  /** The gate with the account of the tracker. */
  read(inputs?: Readonly<Record<string, string>>): Promise<GateRun>
}

/** The policy has tickets verified, and SEC-7 is in order. */
async function tracked(issue: Parameters<FakeJira['issue']>[1] = {}, key = 'SEC-7'): Promise<Tracked> {
  const jira = await fakeJira('cloud')
  onTestFinished(() => jira.close())
  jira.account(LOGIN['tracker-user'], LOGIN['tracker-token'])
  jira.project('SEC', [LOGIN['tracker-user']])
  jira.project('OPS', [LOGIN['tracker-user']])
  jira.issue('SEC-7', { type: 'Security', created: '2026-11-20T11:50:00.000+0000', ...issue })
  const ticket = `ticket: { tracker: jira, base-url: "${jira.url}", projects: [SEC], types: [Security], verify: true }`
  const story = await emergency({ rules: RULES.replace(/ticket: .*/, ticket) })
  story.ask(TITLE, `SEV-1: https://acme.pagerduty.com/incidents/Q1\n\nTicket: ${jira.url}/browse/${key}\n`)
  story.say('sec', `override security-gate ${key} ${story.pull.head}`)
  return { ...story, jira, read: (inputs = LOGIN) => story.judge({ inputs }) }
}

test('a ticket that is open, of the type, and older than the approval', async () => {
  const { read, jira } = await tracked({ labels: ['SEV-1'] })
  const ran = await read()
  expectOverridden(ran)
  expect(ran.summary).toContain('its severity as the tracker has it')
  expect(jira.violations).toEqual([])
  for (const name of ['evidence.json', 'verdict.json']) {
    expect(ran.file(name)?.toString()).not.toContain(LOGIN['tracker-token'])
  }
})

test.each([
  ['closed', { status: { name: 'Done', category: 'done' } }, 'ticket-closed'],
  ['of another type', { type: 'Bug' }, 'ticket-wrong-type'],
  ['created after the approval', { created: '2026-11-20T12:58:00.000+0100' }, 'ticket-created-later'],
  ['of an incident that is smaller', { priority: 'SEV-2' }, 'incident-not-sev1'],
  ['hidden by a security level', { securityLevel: [] }, 'ticket-not-found'],
] as const)('a ticket that is %s', async (_, issue, reason) => {
  const { read } = await tracked(issue)
  expectInvalid(await read(), reason)
})

test('a ticket that is not there', async () => {
  const { read } = await tracked({}, 'SEC-8')
  expectInvalid(await read(), 'ticket-not-found')
})

test('a ticket of another project is not asked for', async () => {
  const { read, jira } = await tracked({}, 'OPS-8')
  expectInvalid(await read(), 'ticket-wrong-project')
  expect(jira.log).toEqual([])
})

test('a ticket that was moved to another project', async () => {
  const { read, jira } = await tracked()
  jira.move('SEC-7', 'OPS-1')
  expectInvalid(await read(), 'ticket-wrong-project')
})

test('without an account Jira shows nothing, and that is no missing ticket', async () => {
  const { read } = await tracked()
  expectInvalid(await read({}), 'ticket-unreadable')
})

const FAULTS: readonly (readonly [string, Fault])[] = [
  ['is down', { kind: 'status', status: 503 }],
  ['refuses', { kind: 'status', status: 403 }],
  ['has enough', { kind: 'status', status: 429 }],
  ['is slow', { kind: 'stall' }],
  ['ends midway', { kind: 'half-body' }],
  ['redirects', { kind: 'redirect', to: 'https://evil.example/' }],
  ['answers with a page', { kind: 'text', text: '<html>' }],
]
test.each(FAULTS)('a Jira that %s', async (_, fault) => {
  const { read, jira } = await tracked()
  jira.fault(fault)
  expectInvalid(await read(), 'ticket-unreadable')
})
