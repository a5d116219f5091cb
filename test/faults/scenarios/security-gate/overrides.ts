import { POLICY } from '../../../actions/security-gate/gate.ts'
import type { PullHandle } from '../../../fake-github/pull-handle.ts'
import type { Scenario } from '../../scenario.ts'
import { shownAnew } from '../../shown.ts'
import { dirty } from './reports.ts'
import { BASE, onTarget, type Place, type Start, story } from './story.ts'

const TITLE = '[Security Override] Close the hole'
const MINUTE = 60_000
/** The gate runs at noon, and an hour is enough for everything that is said before. */
const BEGIN = '2026-11-20T11:00:00.000Z'

/** An override in which the ticket is looked up, and the step is green or red. */
const rules = (effect: 'report' | 'pass', approvers = '{ users: [sec] }'): Readonly<Record<string, string>> => ({
  ...BASE,
  '.github/production.yml': `${POLICY}roles:
  security: { users: [sec] }
  head-of-security: ${approvers}
trust: { check-runs: token }
override:
  approvers: [head-of-security]
  effect: ${effect}
  incident: { link: "https://acme.pagerduty.com/incidents/*" }
  ticket: { tracker: github, projects: [acme/security], types: [Security], verify: true }
`,
})

const PERMISSIONS = {
  contents: 'read',
  pull_requests: 'read',
  actions: 'read',
  issues: 'read',
  members: 'read',
} as const

interface Asked {
  /** Of the ticket; open unless it says so. */
  readonly closed?: boolean
  readonly approver?: string
  /** After the approver's line. */
  readonly afterwards?: (place: Place, pull: PullHandle) => void
  readonly inputs?: Start['inputs']
}

/** A finding, an issue that tracks it, and the line of an approver who has no part in the change. */
function emergency(place: Place, { closed = false, approver = 'sec', afterwards, inputs }: Asked = {}): Start {
  const { github } = place
  const tracker = github.repository('acme/security', { collaborators: { ada: 'write' } })
  const issue = tracker.issue({ title: 'The hole', by: 'ada', labels: ['Security'] })
  if (closed) issue.close()
  const pull = place.change()
  place.scan(pull.head, { reports: dirty(pull.head) })
  const key = `acme/security#${issue.number}`
  github.clock.advance(MINUTE)
  const url = `${github.url}/acme/security/issues/${issue.number}`
  pull.edit('ada', { title: TITLE, body: `SEV-1: https://acme.pagerduty.com/incidents/Q1\n\nTicket: ${url}\n` })
  github.clock.advance(57 * MINUTE)
  pull.comment(approver, `override security-gate ${key} ${pull.head}`)
  github.clock.advance(MINUTE)
  afterwards?.(place, pull)
  const token = github.appToken('gates', ['acme/app', 'acme/security'], {
    ...PERMISSIONS,
    ...(inputs !== undefined && { checks: 'write' as const }),
  })
  return { happening: onTarget(place, pull), token, ...(inputs !== undefined && { inputs }) }
}

const told = (asked: Asked, effect: 'report' | 'pass' = 'pass', approvers?: string) =>
  story((place) => emergency(place, asked), rules(effect, approvers), BEGIN)

const crowd = Array.from({ length: 120 }, (_, at) => `person-${at}`)
const NAME = 'production-gates/security-gate'

/** An emergency lets a finding through only with every word, account and ticket in its place. */
export const overrides: readonly Scenario[] = [
  { name: 'an override, red', expects: 'overridden', tell: told({}, 'report') },
  { name: 'an override, green', expects: 'overridden', tell: told({}) },
  {
    name: 'an override, shown green',
    expects: 'overridden',
    tell: shownAnew(NAME, told({ inputs: { 'check-run': 'on' } })),
  },
  {
    name: 'an override of a team, behind a page of comments',
    expects: 'overridden',
    tell: story(
      (place) => {
        place.app.team(place.github.team('acme/guards', ['sec', ...crowd]), 'write')
        return emergency(place, {
          afterwards: (_, pull) => {
            for (const login of crowd) pull.comment(login, 'Go on.')
          },
        })
      },
      rules('pass', '{ teams: [acme/guards] }'),
      BEGIN,
    ),
  },
  { name: 'an override whose ticket is closed', expects: 'fail', tell: told({ closed: true }) },
  { name: 'an override of somebody else', expects: 'fail', tell: told({ approver: 'bob' }) },
  {
    name: 'an override before the last push',
    expects: 'fail',
    tell: told({
      afterwards(place, pull) {
        pull.push({ 'src/door.ts': 'export const door = 3\n' })
        place.scan(pull.head, { reports: dirty(pull.head) })
      },
    }),
  },
  {
    name: 'an override that was taken back on the second page of reviews',
    expects: 'fail',
    tell: told({
      afterwards(_, pull) {
        for (const login of crowd) pull.review(login, 'COMMENT')
        pull.review('sec', 'REQUEST_CHANGES')
      },
    }),
  },
  {
    name: 'an override whose line was edited',
    expects: 'fail',
    tell: told({
      afterwards(_, pull) {
        const [line] = pull.pull.comments
        if (line !== undefined) pull.editComment(line, 'sec', line.body)
      },
    }),
  },
]
