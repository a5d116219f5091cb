import { expect } from 'vitest'
import type { Reading } from '../../../shared/github/reading.ts'
import type { Ticket } from '../../../shared/tickets/ticket.ts'
import type { TrackerAccess } from '../../../shared/tickets/tracker.ts'
import { type FakeJira, fakeJira } from '../../fake-jira/jira.ts'
import type { Kind } from '../../fake-jira/state.ts'
import { ask } from './ask.ts'

export const TOKEN = 'canary-7f3a9c01-token'
export const BOT = 'bot@acme.example'
export const LOGIN = { user: BOT, token: TOKEN }
const PROJECTS = ['SEC', 'HR', 'PUB']

const open: FakeJira[] = []

/** A Jira in which the bot sees SEC and OPS, nobody of ours sees HR, and everybody sees PUB. */
export async function aJira(kind: Kind = 'cloud', path = ''): Promise<FakeJira> {
  const jira = await fakeJira(kind, path)
  open.push(jira)
  jira.account(BOT, TOKEN)
  jira.account('other@acme.example', 'another')
  jira.project('SEC', [BOT])
  jira.project('OPS', [BOT])
  jira.project('HR', ['other@acme.example'])
  jira.project('PUB', 'anyone')
  for (const key of ['SEC-1', 'HR-1', 'PUB-1']) jira.issue(key)
  return jira
}

/** For `afterEach`. */
export async function closeAll(): Promise<void> {
  for (const jira of open.splice(0)) {
    expect(jira.violations).toEqual([])
    await jira.close()
  }
}

/** What a tracker of its address says, for a policy that allows SEC, HR and PUB. */
export const read = (
  jira: FakeJira,
  key = 'SEC-1',
  credentials: TrackerAccess['credentials'] = LOGIN,
  more: Partial<TrackerAccess> = {},
): Promise<Reading<Ticket>> =>
  ask({ tracker: 'jira', 'base-url': jira.url, projects: PROJECTS }, { credentials, ...more }, key)
