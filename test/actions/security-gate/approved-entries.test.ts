import { expect, test } from 'vitest'
import { bound, cleanReports, result, sarif } from './gate.ts'
import { BASE, tell } from './story.ts'

const EXCEPTIONS = '.github/security-exceptions.yml'

const entry = (approver = 'security', extra = ''): string =>
  `exceptions:
  - id: door-sql
    finding: { rule: acme.sql, paths: ["src/**"] }
    reason: The door is only reachable from inside the harbour until it is rebuilt.
    owner: "@ada"
    approver: ${approver}
    ticket: SEC-1
    expires: 2026-12-18
${extra}`

const POLICY = `${BASE['.github/production.yml']}security-gate: { exceptions: ${EXCEPTIONS} }\n`

const dirty = (commit: string): Record<string, string> => ({
  ...cleanReports(commit),
  ...bound(commit, {
    'results/sast.sarif': sarif('Semgrep OSS', [result('acme.sql', 'src/door.ts', 1)], [{ id: 'acme.sql' }]),
  }),
})

interface Told {
  readonly codeowners?: string
  readonly approvers?: readonly string[]
  readonly text?: string
  readonly direct?: boolean
  /** Who approves a pull request that was made on top of it, and merged after it. */
  readonly onTop?: readonly string[]
}

/** An entry that came by a pull request, then a change with the finding it is for. */
async function judge({
  codeowners = '/.github/ @sec\n',
  approvers = ['sec'],
  text = entry(),
  direct = false,
  onTop,
}: Told) {
  const story = await tell({
    base: { ...BASE, '.github/production.yml': POLICY, CODEOWNERS: codeowners },
    protect: false,
  })
  const { app, pull, github } = story
  if (direct) app.commit('main', { [EXCEPTIONS]: text })
  else {
    const brought = app.pull({ title: 'Except', by: 'ada', files: { [EXCEPTIONS]: text } })
    if (onTop !== undefined) app.branch('on-top', brought.head)
    const stacked = onTop && app.pull({ title: 'On top', by: 'ada', files: { 'src/top.ts': 'top\n' }, head: 'on-top' })
    for (const login of approvers) brought.review(login, 'APPROVE')
    github.clock.advance(60_000)
    brought.merge('bob')
    for (const login of onTop ?? []) stacked?.review(login, 'APPROVE')
    github.clock.advance(60_000)
    stacked?.merge('bob')
  }
  app.ruleset({
    name: 'main',
    rules: [
      {
        type: 'pull_request',
        parameters: { required_approving_review_count: 1, dismiss_stale_reviews_on_push: false },
      },
    ],
  })
  story.scan(pull.head, { reports: dirty(pull.head) })
  const ran = await story.judge()
  expect(github.violations).toEqual([])
  return ran
}

const details = (ran: Awaited<ReturnType<typeof judge>>, code: string) =>
  ran.verdict?.findings.filter((one) => one.code === `security-gate/${code}`).map(({ detail }) => detail)

test('what role security approved lets the finding through', async () => {
  const ran = await judge({})
  expect(ran.blocking).toEqual([])
  expect(ran).toMatchObject({ code: 0, outputs: { conclusion: 'pass' } })
  expect(ran.codes).not.toContain('exception-unverified')
})

test('what nobody approved lets nothing through', async () => {
  const ran = await judge({ approvers: [] })
  expect(ran).toMatchObject({ code: 1, outputs: { conclusion: 'fail' } })
  expect(details(ran, 'exception-void')).toEqual([
    expect.stringMatching(/^security did not approve #2, which brought commit [0-9a-f]{7}\.$/),
  ])
})

test('nor what somebody else approved', async () => {
  const ran = await judge({ approvers: ['bob'] })
  expect(ran.outputs['conclusion']).toBe('fail')
})

test('nor what came with another pull request that had it too, and was merged later', async () => {
  const ran = await judge({ approvers: ['bob'], onTop: ['sec'] })
  expect(details(ran, 'exception-void')).toEqual([expect.stringMatching(/^security did not approve #2, which/)])
  expect(ran.outputs['conclusion']).toBe('fail')
})

test('what it approved counts, whoever approved what was merged on top of it', async () => {
  const ran = await judge({ onTop: ['bob'] })
  expect(ran).toMatchObject({ code: 0, outputs: { conclusion: 'pass' } })
})

test('nor what was pushed past every review', async () => {
  const ran = await judge({ direct: true })
  expect(ran.outputs['conclusion']).toBe('fail')
  expect(details(ran, 'exception-void')).toEqual([expect.stringContaining('came to main without a pull request')])
})

test('nor an entry in a file that its approver does not own', async () => {
  const ran = await judge({ codeowners: '/.github/ @bob\n' })
  expect(ran.outputs['conclusion']).toBe('fail')
  expect(details(ran, 'exception-void')).toEqual([
    'CODEOWNERS does not make security an owner of .github/security-exceptions.yml.',
  ])
})

test('nor one whose approver is nobody', async () => {
  const ran = await judge({ text: entry('wizards') })
  expect(details(ran, 'exception-void')).toEqual(['wizards is no role of the policy, no login and no team.'])
})

test('a person may be named instead of a role', async () => {
  expect((await judge({ text: entry('"@sec"') })).outputs['conclusion']).toBe('pass')
})
