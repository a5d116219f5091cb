/** Small repositories of ours that docs/setup.md shows setup on. */
export interface Sample {
  readonly id: string
  readonly title: string
  readonly args: readonly string[]
  readonly origin: string
  readonly files: Readonly<Record<string, string>>
}

const NODE_CI = `name: CI
on:
  push: { branches: [main] }
  pull_request:
permissions:
  contents: read # check out
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v6
      - run: npm ci
      - run: npm test
`

const NODE_CODEQL = `name: CodeQL
on:
  push: { branches: [main] }
  pull_request:
jobs:
  analyze:
    runs-on: ubuntu-24.04
    permissions:
      security-events: write # upload the analysis
    steps:
      - uses: actions/checkout@v6
      - uses: github/codeql-action/init@v4
      - uses: github/codeql-action/analyze@v4
`

const MONOREPO_CI = `name: quality
on:
  pull_request:
  merge_group:
jobs:
  python:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v6
      - run: |
          pip install -r services/billing/requirements.txt
          pytest services/billing
  go:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v6
      - run: go test ./...
        working-directory: services/ledger
`

const MONOREPO_SCANS = `name: security scans
on:
  pull_request:
  merge_group:
jobs:
  code:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v6
      - run: semgrep scan --config p/python --config p/golang --sarif --output semgrep.sarif
      - uses: actions/upload-artifact@v6
        with: { name: semgrep-report, path: semgrep.sarif }
  dependencies:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v6
      - run: govulncheck -json ./... > govulncheck.json
      - run: pip-audit --format json --output pip-audit.json -r services/billing/requirements.txt
      - uses: actions/upload-artifact@v6
        with: { name: dependency-reports, path: "*.json" }
  secrets:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v6
      - run: gitleaks dir . --no-banner
`

const DEPLOY = `name: deploy
on:
  push: { branches: [main] }
jobs:
  deploy:
    runs-on: ubuntu-24.04
    environment: production
    steps:
      - run: ./deploy
`

export const SAMPLES: readonly Sample[] = [
  {
    id: 'node-service',
    title: 'A Node service with CI and CodeQL',
    args: ['--security', '@harbour/security'],
    origin: 'https://github.com/harbour/bookings.git',
    files: {
      'package.json': '{ "name": "bookings", "private": true }\n',
      'package-lock.json': '{ "name": "bookings", "lockfileVersion": 3, "packages": {} }\n',
      'src/server.ts': 'export const port = 8080\n',
      'src/bookings.ts': 'export const bookings = []\n',
      'api/openapi.yaml': 'openapi: 3.1.0\n',
      Dockerfile: 'FROM scratch\n',
      CODEOWNERS: '*        @harbour/bookings\n/api/    @harbour/api\n',
      '.github/workflows/ci.yml': NODE_CI,
      '.github/workflows/codeql.yml': NODE_CODEQL,
    },
  },
  {
    id: 'monorepo',
    title: 'A Python and Go monorepo with scanners and a merge queue',
    args: ['--preset', 'standard', '--security', '@harbour/security'],
    origin: 'git@github.com:harbour/platform.git',
    files: {
      'services/billing/requirements.txt': 'flask==3.1.0\n',
      'services/billing/app.py': 'app = None\n',
      'services/billing/invoices.py': 'invoices = []\n',
      'services/billing/migrations/0001_init.sql': 'create table invoices ();\n',
      'services/billing/migrations/rollback/0001_init.sql': 'drop table invoices;\n',
      'services/ledger/go.mod': 'module example.com/ledger\n',
      'services/ledger/go.sum': '\n',
      'services/ledger/main.go': 'package main\n',
      'docs/runbooks/ledger.md': '# Ledger\n',
      'flags/billing.flagd.json': '{ "flags": {} }\n',
      '.github/CODEOWNERS': '/services/billing/ @harbour/billing\n/services/ledger/  @harbour/ledger\n',
      '.github/workflows/quality.yml': MONOREPO_CI,
      '.github/workflows/scans.yml': MONOREPO_SCANS,
      '.github/workflows/deploy.yml': DEPLOY,
    },
  },
  {
    id: 'empty',
    title: 'A repository with nothing in it yet',
    args: [],
    origin: 'https://github.com/harbour/new.git',
    files: { 'README.md': '# New\n' },
  },
]
