import { BUILT_IN } from '../../actions/dod-check/criteria.ts'
import { DONE_CRITERIA } from '../../shared/policy/sections/definition-of-done.ts'

export const CI = '.github/workflows/pr-quality-gate.yml'
export const GATE = '.github/workflows/gates.yml'
export const SCAN = '.github/workflows/scan.yml'
const DEPLOY = '.github/workflows/deploy.yml'
const MIGRATION = 'db/migrations/20261118_berth_length.sql'
const PINNED = 'actions/checkout@93cb6efe18208431cddfb8368fd83d5badbf9bfd # v5.0.1'

export const BOX = 'The harbour office has tried it on staging'

/** Everything that preset `standard` asks for and this build can judge; what it cannot yet is off, and the report says so. */
export function policyFor(publicKey: string): string {
  const built = new Set<string>(BUILT_IN.map(({ id }) => id))
  const later = DONE_CRITERIA.filter((id) => !built.has(id))
  return `version: 1
preset: standard
defaults: 2026.11
roles:
  security: { users: [sec] }
  dba: { users: [dan] }
  sre: { users: [sue] }
  release-managers: { apps: [harbour-deploy] }
trust:
  keys: [{ key: "${publicKey}", gates: [security-gate], from: 2026-01-01 }]
artifacts:
  - { name: Berth server, path: server/, type: image, criticality: P0 }
  - { name: Invoice mailer, path: mailer/, type: image, criticality: P1 }
critical-paths:
  - { name: Berths, paths: [server/berths/**], tests: [test/berths/**] }
override:
  ticket: { tracker: github }
definition-of-done: { ${later.map((id) => `${id}: false`).join(', ')} }
change-management:
  staged: { environment: staging, soak: 24h }
  migrations: { paths: [db/migrations/*.sql], rollback: "db/rollback/{timestamp}*.sql", ticket: true, approval: dba }
  rollback-plan: { section: Rollback plan }
  runbooks: { paths: [docs/runbooks/**] }
  announcement: { links: ["https://harbour.slack.com/archives/*"], on: release }
  checklist: [{ id: office, text: ${BOX}, proof: { tick: { by: [sre] } } }]
release: { branch: "release/{date}", to: main }
`
}

export const base = (policy: string): Readonly<Record<string, string>> => ({
  '.github/production.yml': policy,
  '.github/CODEOWNERS': '/.github/ @sec\n/server/ @bob\n/mailer/ @bob\n/db/ @dan\n/docs/ @sue\n',
  '.github/pull_request_template.md': '## Rollback plan\n\n<!-- How do we go back? -->\n',
  [CI]: `on: pull_request\npermissions: {}\njobs: { test: { runs-on: ubuntu-24.04, steps: [{ uses: ${PINNED.split(' ')[0]} }, { run: npm test }] } }\n`,
  [GATE]:
    'on: pull_request_target\npermissions: {}\njobs: { gates: { runs-on: ubuntu-24.04, steps: [{ run: "true" }] } }\n',
  [SCAN]:
    'on: pull_request\npermissions: {}\njobs: { scan: { runs-on: ubuntu-24.04, steps: [{ run: semgrep scan }] } }\n',
  [DEPLOY]: 'on: push\npermissions: {}\njobs: { deploy: { runs-on: ubuntu-24.04, steps: [{ run: ./deploy.sh }] } }\n',
  'server/berths/book.ts': 'export const book = (berth: string) => `booked ${berth}`\n',
  'mailer/send.ts': 'export const send = (invoice: string) => `sent ${invoice}`\n',
  'test/berths/book.test.ts': "import '../../server/berths/book.ts'\n",
  'docs/runbooks/berths.md': '# Berths\n\nWhen bookings fail, restart the server.\n',
})

/** As it is opened: in a hurry, with something wrong for every criterion there is. */
export const hasty: Readonly<Record<string, string | null>> = {
  'server/berths/book.ts': 'export const book = (berth: string, metres: number) => `booked ${berth} for ${metres} m`\n',
  // The policy still lists it: the inventory is wrong from here on.
  'mailer/send.ts': null,
  [MIGRATION]: 'alter table berths add column metres integer;\nalter table berths drop column feet;\n',
  [DEPLOY]: `on: push
jobs:
  deploy:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v5
      - run: ./deploy.sh
`,
}

/** What is pushed to mend it. */
export const mended: Readonly<Record<string, string | null>> = {
  'mailer/send.ts': 'export const send = (invoice: string) => `sent ${invoice}`\n',
  'test/berths/book.test.ts':
    "import { book } from '../../server/berths/book.ts'\n\nif (book('A1', 9) === '') throw new Error('no berth')\n",
  'db/rollback/20261118_berth_length.sql':
    'alter table berths add column feet integer;\nalter table berths drop column metres;\n',
  'docs/runbooks/berths.md': '# Berths\n\nWhen bookings fail, restart the server. Lengths are in metres.\n',
  [DEPLOY]: `on: push
permissions:
  contents: read # the files that are deployed
jobs:
  deploy:
    runs-on: ubuntu-24.04
    steps:
      - uses: ${PINNED}
      - run: ./deploy.sh
`,
}

export const HASTY = `Berths are booked by the metre.

## Rollback plan

<!-- How do we go back? -->

- [ ] ${BOX}
`

export const mendedBody = (ticket: number): string => `Berths are booked by the metre. For #${ticket}.
Announced: https://harbour.slack.com/archives/C024BE91L/p1763542800000000

## Rollback plan

Deploy the release before this one, then run db/rollback/20261118_berth_length.sql; bookings made meanwhile keep their metres.

## Migration plan

The column is added first and takes a second; feet are dropped when the new server has run for a day.

- [x] ${BOX}
`
