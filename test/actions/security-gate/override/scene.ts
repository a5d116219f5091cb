import { expect } from 'vitest'
import { bound, cleanReports, type GateRun, POLICY, result, sarif } from '../gate.ts'
import { BASE, PERMISSIONS, type Story, type StoryOptions, tell } from '../story.ts'

/** A minute before the clock of the gate's own machine, five of them. */
const BEGIN = '2026-11-20T11:55:00.000Z'
const MINUTE = 60_000

export const RULES = `roles:
  security: { users: [sec] }
  head-of-security: { users: [sec] }
override:
  approvers: [head-of-security]
  incident: { link: "https://acme.pagerduty.com/incidents/*" }
  ticket: { tracker: jira, base-url: "https://acme.atlassian.net", projects: [SEC] }
`

export const TITLE = '[Security Override] Close the hole'
export const BODY =
  'SEV-1: https://acme.pagerduty.com/incidents/Q1\n\nTicket: https://acme.atlassian.net/browse/SEC-7\n'

/** A hole in the code, as Semgrep reports it. */
export const HOLE = { 'results/sast.sarif': sarif('Semgrep OSS', [result('R1', 'src/door.ts', 1)]) }
export const SECOND = {
  'results/sast.sarif': sarif('Semgrep OSS', [result('R1', 'src/door.ts', 1), result('R2', 'src/door.ts', 1)]),
}
export const LEAK = {
  ...HOLE,
  'results/secret.sarif': sarif('gitleaks', [result('aws-key', 'src/door.ts', 1)]),
}

/** As the report prints it for whoever approves. */
export const LINE = /override security-gate SEC-7 [0-9a-f]{40} covers:[0-9a-f]{32}/

export interface Emergency extends Story {
  /** A minute later. */
  later(): void
  /** The title and description of the pull request, changed a minute later. */
  ask(title?: string, body?: string): void
  /** A comment of somebody a minute later; the head and the ticket are filled in. */
  say(login: string, line?: string): ReturnType<Story['pull']['comment']>
  readonly line: string
  /** The scan ran again for the same head, and found this. */
  rescan(reports: Readonly<Record<string, string>>): void
}

export interface EmergencyOptions extends StoryOptions {
  readonly rules?: string
  readonly reports?: Readonly<Record<string, string>>
}

/** A pull request that fails its scan, and a policy that makes an override possible. */
export async function emergency({
  rules = RULES,
  reports = HOLE,
  ...options
}: EmergencyOptions = {}): Promise<Emergency> {
  const story = await tell({
    base: { ...BASE, '.github/production.yml': `${POLICY}${rules}` },
    now: BEGIN,
    ...options,
  })
  const { github, pull } = story
  const scans = (commit: string) => ({ ...cleanReports(commit), ...bound(commit, reports, { finishedAt: BEGIN }) })
  story.scan(pull.head, { reports: scans(pull.head) })
  const later = () => github.clock.advance(MINUTE)
  return {
    ...story,
    later,
    scan: (commit = pull.head, more = {}) => story.scan(commit, { reports: scans(commit), ...more }),
    ask(title = TITLE, body = BODY) {
      later()
      pull.edit('ada', { title, body })
    },
    say(login, text) {
      later()
      return pull.comment(login, text ?? `override security-gate SEC-7 ${pull.head}`)
    },
    rescan(found) {
      const finishedAt = github.world.now().toISOString()
      const { head } = pull
      story.scan(head, { reports: { ...cleanReports(head), ...bound(head, found, { finishedAt }) } })
    },
    get line() {
      return `override security-gate SEC-7 ${pull.head}`
    },
  }
}

export const token = ({ github }: Story, more: Readonly<Record<string, 'read' | 'write'>> = {}): string =>
  github.appToken('gates', ['acme/app'], { ...PERMISSIONS, metadata: 'read', ...more })

/** Held, with every one of these reasons and with no other of an override. */
export function expectInvalid(ran: GateRun, ...reasons: readonly string[]): void {
  const told = ran.codes.filter((code) => code.startsWith('override-'))
  expect(told.map((code) => code.replace('override-', '')).sort(), ran.stdout).toEqual([...reasons].sort())
  expect(ran).toMatchObject({ code: 1, outputs: { conclusion: 'fail' } })
  for (const reason of told) expect(ran.summary).toContain(`| ${reason} |`)
}

export function expectOverridden(ran: GateRun, code = 1): void {
  expect(ran.blocking, ran.stdout).toEqual([])
  expect(ran).toMatchObject({ code, outputs: { conclusion: 'overridden' } })
}
