import { expect, test } from 'vitest'
import { workflowOf } from '../../../adopt/setup/detect/workflows.ts'
import { seenIn } from './support.ts'

const empty = (...paths: string[]) => Object.fromEntries(paths.map((path) => [path, '']))
const workflow = (text: string) => {
  const found = workflowOf('.github/workflows/ci.yml', text)
  if (found === undefined) throw new Error('no workflow')
  return found
}

test('languages are counted by their files, without what others wrote or programs made', () => {
  const { languages } = seenIn(
    empty(
      'src/a.ts',
      'src/b.tsx',
      'tool.py',
      'vendor/x.go',
      'web/node_modules/y.rb',
      'api/v1.pb.go',
      'dist/z.js',
      'a.min.js',
      'constructor',
    ),
  )
  expect(languages).toEqual([
    { name: 'TypeScript', files: 2, example: 'src/a.ts' },
    { name: 'Python', files: 1, example: 'tool.py' },
  ])
})

test('package managers go by their lockfile, in each folder of a monorepo', () => {
  const { packages } = seenIn({
    'package.json': '{"workspaces":["apps/*"]}',
    'pnpm-lock.yaml': '',
    'pnpm-workspace.yaml': 'packages: [libs/*]\n',
    'apps/web/package.json': '{}',
    'services/a/pyproject.toml': '',
    'services/a/poetry.lock': '',
    'services/b/go.mod': '',
    'services/b/go.sum': '',
    'services/c/requirements.txt': '',
    'vendor/d/go.mod': '',
  })
  expect(packages).toEqual([
    {
      manager: 'pnpm',
      directory: '',
      manifest: 'package.json',
      lockfile: 'pnpm-lock.yaml',
      workspaces: ['apps/*', 'libs/*'],
    },
    { manager: 'npm', directory: 'apps/web', manifest: 'apps/web/package.json' },
    {
      manager: 'Poetry',
      directory: 'services/a',
      manifest: 'services/a/pyproject.toml',
      lockfile: 'services/a/poetry.lock',
    },
    { manager: 'Go modules', directory: 'services/b', manifest: 'services/b/go.mod', lockfile: 'services/b/go.sum' },
    { manager: 'pip', directory: 'services/c', manifest: 'services/c/requirements.txt' },
  ])
})

test.each([
  ['on: pull_request', ['pull_request']],
  ['on: [push, pull_request]', ['push', 'pull_request']],
  ['on:\n  pull_request: { paths: [a/**] }\n  merge_group:', ['pull_request', 'merge_group']],
])('%j starts on those events', (on, events) => {
  const found = workflow(`${on}\njobs: {}\n`)
  expect([...found.events.keys()]).toEqual(events)
  expect(found.filtered).toBe(on.includes('paths'))
})

test.each([
  ['run: npm test', true],
  ['run: "cd api && go test ./..."', true],
  ['run: "mvn -B verify"', true],
  ['run: npm publish', false],
  ['run: "# npm test"', false],
])('a step with %s runs tests: %s', (step, tests) => {
  const { jobs } = workflow(`on: push\njobs:\n  one:\n    steps:\n      - ${step}\n`)
  expect(jobs).toEqual([
    {
      id: 'one',
      place: { path: '.github/workflows/ci.yml', line: 3 },
      ...(tests && { tests: { path: '.github/workflows/ci.yml', line: 5 } }),
    },
  ])
})

test.each([
  ['uses: github/codeql-action/analyze@v4', 'CodeQL', 'sast'],
  ['run: semgrep scan --sarif', 'Semgrep', 'sast'],
  ['uses: aquasecurity/trivy-action@0.30.0', 'Trivy', 'sca'],
  ['run: trivy fs .', 'Trivy', 'sca'],
  ['run: gitleaks dir .', 'gitleaks', 'secret'],
  ['run: osv-scanner scan source .', 'OSV-Scanner', 'sca'],
  ['run: npm audit --json', 'npm audit', 'sca'],
  ['run: pip-audit', 'pip-audit', 'sca'],
  ['run: govulncheck ./...', 'govulncheck', 'sca'],
  ['uses: actions/dependency-review-action@v4', 'dependency review', 'sca'],
  ['uses: snyk/actions/node@v1', 'Snyk', 'sca'],
  ['run: trufflehog git file://.', 'TruffleHog', 'secret'],
])('a step with %s runs %s', (step, scanner, kind) => {
  const { scanners } = workflow(`on: push\njobs:\n  one:\n    steps:\n      - ${step}\n`)
  expect(scanners.map((one) => [one.scanner, one.kind, one.place.line])).toEqual([[scanner, kind, 5]])
})

test.each(['run: "# gitleaks dir ."', 'run: echo semgrep', 'uses: evil/github/codeql-action/analyze@v4'])(
  'a step with %s runs no scanner',
  (step) => {
    expect(workflow(`on: push\njobs:\n  one:\n    steps:\n      - ${step}\n`).scanners).toEqual([])
  },
)

test('a called workflow that scans is one, and artifacts belong to the job that uploads them', () => {
  const { scanners } = workflow(`on: pull_request
jobs:
  osv:
    uses: google/osv-scanner-action/.github/workflows/osv-scanner-reusable.yml@v2
  one:
    steps:
      - run: gitleaks dir .
      - uses: actions/upload-artifact@v6
        with: { name: secrets }
      - uses: actions/upload-artifact@v6
        with: { name: "secrets-\${{ matrix.os }}" }
  two:
    steps:
      - run: semgrep ci --sarif
      - uses: github/codeql-action/upload-sarif@v4
`)
  expect(scanners.map(({ scanner, artifacts, codeScanning }) => ({ scanner, artifacts, codeScanning }))).toEqual([
    { scanner: 'OSV-Scanner', artifacts: [], codeScanning: false },
    { scanner: 'gitleaks', artifacts: ['secrets'], codeScanning: false },
    { scanner: 'Semgrep', artifacts: [], codeScanning: true },
  ])
})

test('environments are those with a name of their own', () => {
  const { environments } = workflow(`on: push
jobs:
  a: { environment: production, steps: [] }
  b: { environment: { name: staging, url: x }, steps: [] }
  c: { environment: "\${{ inputs.where }}", steps: [] }
`)
  expect(environments.map(({ name, place }) => [name, place.line])).toEqual([
    ['production', 3],
    ['staging', 4],
  ])
})

test('inventories go by the names of files', () => {
  const { inventory } = seenIn(
    empty(
      'db/migrations/2026_a.sql',
      'db/migrations/rollback/2026_a.sql',
      'api/openapi.yaml',
      'api/swagger.v2.json',
      'web/schema.graphql',
      'flags/a.flagd.json',
      'Dockerfile',
      'api/Dockerfile.dev',
      'infra/main.tf',
      'compose.yaml',
      'docs/runbooks/db.md',
      'vendor/x/openapi.yaml',
    ),
  )
  expect(inventory).toEqual({
    migrations: [
      {
        glob: 'db/migrations/**/*.sql',
        place: { path: 'db/migrations/2026_a.sql' },
        rollback: 'db/migrations/rollback/{timestamp}*.sql',
      },
    ],
    openapi: [{ path: 'api/openapi.yaml' }, { path: 'api/swagger.v2.json' }],
    graphql: [{ path: 'web/schema.graphql' }],
    flags: [{ path: 'flags/a.flagd.json' }],
    dockerfiles: [{ path: 'Dockerfile' }, { path: 'api/Dockerfile.dev' }],
    infrastructure: [
      { tool: 'Terraform', place: { path: 'infra/main.tf' } },
      { tool: 'Compose', place: { path: 'compose.yaml' } },
    ],
    runbooks: [{ glob: 'docs/runbooks/**', place: { path: 'docs/runbooks/db.md' } }],
  })
})

test('the first CODEOWNERS in GitHub’s order holds', () => {
  const files = { CODEOWNERS: '* @a', 'docs/CODEOWNERS': '* @b', '.github/CODEOWNERS': '* @c' }
  expect(seenIn(files).codeowners?.entry.path).toBe('.github/CODEOWNERS')
  expect(seenIn({ CODEOWNERS: '* @a', 'docs/CODEOWNERS': '* @b' }).codeowners?.entry.path).toBe('CODEOWNERS')
})

test('the merge queue, the policy, the way to report a hole and the updates are seen', () => {
  const seen = seenIn({
    '.github/workflows/ci.yml': 'on:\n  merge_group:\njobs: {}\n',
    '.github/production.yml': '',
    'SECURITY.md': '',
    'renovate.json': '',
  })
  expect(seen).toMatchObject({
    mergeQueue: { path: '.github/workflows/ci.yml', line: 2 },
    policy: { path: '.github/production.yml' },
    securityPolicy: { path: 'SECURITY.md' },
    updates: { path: 'renovate.json' },
  })
})

test('a workflow that is no YAML is named, not skipped in silence', () => {
  expect(seenIn({ '.github/workflows/ci.yml': 'on: [push\n' }).unread).toEqual([
    { path: '.github/workflows/ci.yml', why: 'not read: it is no YAML' },
  ])
})
