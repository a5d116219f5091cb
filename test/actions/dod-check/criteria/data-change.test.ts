import { afterEach, describe, expect, test } from 'vitest'
import type { FakeJira } from '../../../fake-jira/jira.ts'
import { aJira, BOT, closeAll, TOKEN } from '../../../shared/tickets/a-jira.ts'
import { policyWith, type StoryOptions, tell } from '../story.ts'

afterEach(closeAll)

const MIGRATION = { 'db/2026.sql': 'create table t ();\n' }
const LOGIN = { inputs: { 'tracker-user': BOT, 'tracker-token': TOKEN } }

async function story(jira: FakeJira, options: StoryOptions = {}, migrations: object = {}) {
  const base = {
    '.github/production.yml': policyWith(
      { 'data-change': { level: 'block' } },
      {
        override: { ticket: { tracker: 'jira', 'base-url': jira.url, projects: ['SEC', 'HR'] } },
        'change-management': {
          migrations: {
            paths: ['db/*.sql'],
            rollback: 'db/rollback/{timestamp}*.sql',
            ticket: true,
            approval: 'dba',
            ...migrations,
          },
        },
      },
    ),
  }
  jira.issue('SEC-7', { created: '2026-11-19T09:00:00.000+0100' })
  return tell({ base, change: MIGRATION, body: 'For SEC-7.', ...options })
}

test('a ticket and the approval of the data owner', async () => {
  const jira = await aJira()
  const one = await story(jira)
  const open = await one.judge(LOGIN)
  expect(open.blocking).toEqual(['data-change db/2026.sql'])
  expect(open.verdict?.findings[0]).toMatchObject({ owner: 'dba' })
  one.pull.review('dan', 'APPROVE')
  const run = await one.judge(LOGIN)
  expect(run.outputs['conclusion']).toBe('pass')
  expect(run.summary).toContain('SEC-7')
  expect(run.summary + String(run.file('evidence.json'))).not.toContain(TOKEN)
  expect(one.github.violations).toEqual([])
})

test.each([
  ['no ticket', '', 'fail', 'data-change'],
  ['one that is not there', 'SEC-404', 'fail', 'data-change'],
  ['one of another project', 'OPS-1', 'fail', 'data-change'],
  ['one that was opened later', 'SEC-1', 'fail', 'data-change'],
  ['one in a code fence', '```\nSEC-7\n```', 'fail', 'data-change'],
  ['one that is hidden', 'HR-1', 'blind', 'data-change-unproven'],
])('%s', async (_, body, conclusion, code) => {
  const one = await story(await aJira(), { body })
  one.pull.review('dan', 'APPROVE')
  const run = await one.judge(LOGIN)
  expect(run.outputs['conclusion']).toBe(conclusion)
  expect(run.codes).toEqual([code])
})

describe('a tracker that does not answer', () => {
  test.each([
    ['401', { kind: 'status', status: 401 }, 'blind'],
    ['403', { kind: 'status', status: 403 }, 'blind'],
    ['500', { kind: 'status', status: 500 }, 'blind'],
    ['429', { kind: 'status', status: 429 }, 'waiting'],
    ['a redirect', { kind: 'redirect', to: 'https://login.example/?SEC-1' }, 'blind'],
    ['half a body', { kind: 'half-body' }, 'blind'],
    ['a page', { kind: 'text', text: '<html>' }, 'blind'],
    ['JSON of something else', { kind: 'text', text: '{"key":"SEC-1"}' }, 'blind'],
  ] as const)('%s is no ticket', async (_, fault, conclusion) => {
    const jira = await aJira()
    jira.fault(fault)
    const one = await story(jira)
    one.pull.review('dan', 'APPROVE')
    expect((await one.judge(LOGIN)).outputs['conclusion']).toBe(conclusion)
  })

  test('nor is one that nobody may ask', async () => {
    const one = await story(await aJira())
    one.pull.review('dan', 'APPROVE')
    expect((await one.judge()).outputs['conclusion']).toBe('blind')
    expect((await one.judge({ inputs: { ...LOGIN.inputs, 'tracker-token': 'wrong' } })).outputs['conclusion']).toBe(
      'blind',
    )
  })
})

test('GitHub issues are tickets too', async () => {
  const base = {
    '.github/production.yml': policyWith(
      { 'data-change': { level: 'block' } },
      {
        override: { ticket: { tracker: 'github' } },
        'change-management': { migrations: { paths: ['db/*.sql'], ticket: true } },
      },
    ),
  }
  const one = await tell({ base, change: MIGRATION, body: 'See #404.' })
  expect((await one.judge()).codes).toEqual(['data-change'])
  const { number } = one.app.issue({ title: 'A table', by: 'ada' }).issue
  one.pull.edit('ada', { body: `See #${number}.` })
  const run = await one.judge()
  expect(run.codes).toEqual([])
  expect(one.github.violations).toEqual([])
  for (const fault of [
    { kind: 'status', status: 403 },
    { kind: 'status', status: 502 },
    { kind: 'cut' },
    { kind: 'malformed' },
  ] as const) {
    one.github.faults.on({ route: 'GET /repos/{owner}/{repo}/issues/{issue_number}', fault })
    expect((await one.judge()).outputs['conclusion']).toBe('blind')
    one.github.faults.clear()
  }
})

test('ten tickets are looked up, and one more might have been it', async () => {
  const keys = Array.from({ length: 10 }, (_, index) => `SEC-${100 + index}`)
  const one = await story(await aJira(), { body: [...keys, 'SEC-7'].join(' ') })
  one.pull.review('dan', 'APPROVE')
  const run = await one.judge(LOGIN)
  expect(run.outputs['conclusion']).toBe('blind')
  expect(run.verdict?.findings.map(({ key }) => key)).toContain(
    'dod-check/data-change-unproven:data-change:ticket:more',
  )
  one.pull.edit('ada', { body: ['SEC-7', ...keys].join(' ') })
  expect((await one.judge(LOGIN)).outputs['conclusion']).toBe('pass')
})

test('SQL outside of migrations that changes data is named, with its line', async () => {
  const change = {
    'fixes/a.sql': '-- once\nupdate t set a = 1;\n',
    'fixes/b.SQL': 'delete from t;',
    'reports/c.sql': 'select 1;',
    'db/rollback/2026-1.sql': 'drop table t;',
  }
  const one = await story(await aJira(), { change, body: '' }, { ticket: false })
  const run = await one.judge()
  expect(run.blocking).toEqual(['data-change fixes/a.sql', 'data-change fixes/b.SQL'])
  expect(run.verdict?.findings[0]?.place).toEqual({ path: 'fixes/a.sql', line: 2 })
})

test('SQL that cannot be read to its end is unproven', async () => {
  const one = await story(await aJira(), { change: { 'fixes/a.sql': "select 'x" }, body: '' })
  expect((await one.judge()).codes).toEqual(['data-change-unproven'])
})

test('labels of the author change nothing', async () => {
  const one = await story(await aJira(), { body: '' })
  one.pull.label('hotfix', 'ada')
  one.pull.label('no-ticket', 'ada')
  expect((await one.judge(LOGIN)).blocking).toHaveLength(2)
})

test('a preset alone declares no migrations', async () => {
  const base = { '.github/production.yml': policyWith({ 'data-change': true, artifacts: true }) }
  const one = await tell({ base, change: MIGRATION })
  expect((await one.judge()).summary).toContain('Not declared: `change-management.migrations.paths`')
})
