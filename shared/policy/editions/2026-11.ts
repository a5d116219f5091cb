import type { Edition } from '../presets.ts'

/**
 * The defaults of 2026.11. `production` holds the founding documents' values (definition-of-production.md S1-S30) for
 * every threshold, duration and mechanism. Inventories (who, where, what exists) stand in no preset: what is not
 * declared is not applicable, and shown as that.
 */
const securityGate = {
  /*
   * All three kinds in every preset, starter too. "No introduced critical or high" is a statement about dependencies
   * and code: without a scan of each it would be a pass without evidence. Starter is lighter by its scope.
   */
  require: ['sast', 'sca', 'secret'],
  block: ['critical', 'high', 'unknown'],
  scope: { 'pull-request': 'all', release: 'all' },
  'inherited-debt': { critical: '7d', high: '30d' },
  misconfiguration: 'block',
  'severity-source': 'max',
  'max-age': { sca: '24h', secret: '7d' },
  'sarif-suppressions': 'report',
  exceptions: '.github/security-exceptions.yml',
  'exception-max-age': '90d',
  'exceptions-max-open': 20,
  vex: [],
  provenance: { require: ['signature', 'sbom'] },
} as const

const block = { level: 'block' } as const

/** On in `standard` and `production`. A heuristic blocks only where the critical paths are, unless the policy says so. */
const done = (heuristics: 'warn' | 'critical-paths') =>
  ({
    'ci-green': { level: 'block', workflows: ['.github/workflows/pr-quality-gate.yml'] },
    'security-scanned': block,
    owned: { level: 'block', unowned: 'critical-paths', contributors: 'pushers-and-authors' },
    'critical-path': block,
    'gate-integrity': {},
    traceable: { level: heuristics, proof: 'either' },
    documented: { level: heuristics },
    flagged: block,
    staged: block,
    reversible: block,
    'data-change': { level: heuristics },
    planned: block,
    runbook: { level: heuristics },
    announced: block,
    checklist: block,
    'environment-fence': { level: heuristics },
    artifacts: block,
    'least-privilege': block,
  }) as const

const override = {
  tag: '[Security Override]',
  incident: { severity: 'SEV-1' },
  ticket: { tracker: 'jira', verify: false },
  effect: 'report',
  valid: '24h',
  secrets: 'never',
  'debt-due': '14d',
  assurance: 'confirmed',
} as const

const shared = {
  trust: { 'check-runs': 'app' },
  override,
  enforcement: { gates: ['security-gate', 'dod-check'] },
  'change-management': {
    staged: { environment: 'staging', soak: '24h' },
    migrations: { ticket: true },
    'rollback-plan': { section: 'Rollback plan' },
    announcement: { on: 'release' },
  },
  release: {
    scheme: 'iso-yearweek',
    major: 1,
    'tag-prefix': 'v',
    branch: 'release/{date}',
    from: 'staging',
    to: 'main',
    zone: 'UTC',
    'staging-soak': { min: '24h', 'warn-after': '48h' },
    gates: ['security-gate', 'dod-check'],
    preflight: ['freeze', 'provenance', 'staging', 'backups', 'readiness'],
    'one-role-per-person': true,
    hotfix: { branches: ['hotfix/*'], label: 'hotfix', 'backport-to': 'staging' },
    evidence: {
      'before-tag': ['security-gate', 'dod-check', 'sign-offs'],
      'after-rollout': [
        'k6',
        'dashboards',
        'traces',
        'opa-decisions',
        'cost-delta',
        'baseline-metrics',
        'progression',
        'compliance-report',
        'slo-validation',
      ],
    },
  },
  backups: {
    defaults: {
      rpo: '15m',
      rto: '4h',
      'full-every': '24h',
      'incremental-every': '1h',
      'verify-every': '26h',
      'verify-data-every': '7d',
      'drill-every': '92d',
      encryption: 'sse-kms',
      copies: { total: 2, offsite: 1 },
    },
    drill: { integrity: ['dump', 'amcheck', 'checksums'] },
  },
  retention: {
    'audit-logs': { worm: 'compliance', keep: '7y' },
    'application-logs': { hot: '30d', cold: '1y' },
  },
  'key-rotation': '92d',
  slo: { availability: 99.9, page: { 'latency-p95': '1500ms', 'error-rate': 1 } },
  incidents: { 'sev-1': '15m', 'sev-2': '2h' },
  canary: {
    preset: 'fast',
    baseline: 'staging',
    rollback: [
      { metric: 'api-p95', 'over-baseline': 20, floor: '50ms', for: '10m' },
      { metric: 'path-p95', above: '1200ms', for: '10m' },
      { metric: 'error-rate', 'at-least': 2, for: '5m' },
      { event: 'cross-tenant-access' },
      { event: 'residency-violation' },
      { artifact: 'unsigned-or-no-sbom' },
    ],
    promote: { 'api-p95': '350ms', 'path-p95': '1200ms', 'error-rate': 1, availability: 99.9, 'min-requests': 300 },
    'kill-switch': { flag: 'canary.enable', off: false },
    'hold-timeout': '20m',
  },
  cost: { steps: [75, 85, 95, 100], 'max-delta': 10 },
  alerts: {
    critical: [
      { metric: 'latency-p95', above: '1000ms', for: '5m' },
      { metric: 'error-rate', above: 5, for: '5m' },
      { metric: 'queue-depth', above: 5000, for: '10m' },
    ],
    warning: [
      { metric: 'latency-p95', above: '500ms', for: '10m' },
      { metric: 'error-rate', above: 1, for: '10m' },
      { metric: 'queue-depth', above: 1000, for: '15m' },
      { metric: 'dlq-size', above: 50 },
    ],
  },
  configuration: { 'rotate-every': '92d' },
  readiness: { criteria: [] },
  evidence: { sign: 'ed25519' },
} as const

const introduced = { ...securityGate, scope: { 'pull-request': 'introduced', release: 'all' } } as const
/** What every preset has, whatever the file writes. */
const core = ['trust', 'override', 'security-gate', 'definition-of-done', 'enforcement', 'evidence'] as const

export const EDITION_2026_11 = {
  starter: {
    values: {
      ...shared,
      evidence: { sign: 'none' },
      'security-gate': introduced,
      'definition-of-done': {
        'ci-green': { level: 'block', workflows: ['.github/workflows/pr-quality-gate.yml'] },
        'security-scanned': block,
        'gate-integrity': {},
        criteria: [
          {
            id: 'approved',
            title: 'Someone other than the authors approved',
            proof: { approval: { count: 1 } },
            level: 'block',
          },
        ],
      },
    },
    always: core,
  },
  standard: {
    values: { ...shared, 'security-gate': introduced, 'definition-of-done': done('warn') },
    always: [...core, 'change-management'],
  },
  production: {
    values: { ...shared, 'security-gate': securityGate, 'definition-of-done': done('critical-paths') },
    always: [
      ...core,
      'change-management',
      'release',
      'backups',
      'retention',
      'key-rotation',
      'slo',
      'incidents',
      'canary',
      'cost',
      'alerts',
      'configuration',
      'readiness',
    ],
  },
} as const satisfies Edition
