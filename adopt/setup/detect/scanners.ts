import type { ScanKind } from './seen.ts'

interface Scanner {
  readonly scanner: string
  readonly kind: ScanKind
  /** `owner/name`, with or without a folder below it. */
  readonly actions: readonly string[]
  /** A command of it in a script, anchored at a word. */
  readonly command?: RegExp
  readonly codeScanning?: true
  readonly dependencyReview?: true
}

const SCANNERS: readonly Scanner[] = [
  { scanner: 'CodeQL', kind: 'sast', actions: ['github/codeql-action/analyze'], codeScanning: true },
  {
    scanner: 'Semgrep',
    kind: 'sast',
    actions: ['semgrep/semgrep-action', 'returntocorp/semgrep-action'],
    command: /\bsemgrep["']? +(?:scan|ci|--)/,
  },
  { scanner: 'Bandit', kind: 'sast', actions: ['pycqa/bandit-action'], command: /\bbandit +-/ },
  { scanner: 'gosec', kind: 'sast', actions: ['securego/gosec'], command: /\bgosec +[-.]/ },
  {
    scanner: 'Trivy',
    kind: 'sca',
    actions: ['aquasecurity/trivy-action'],
    command: /\btrivy +(?:fs|filesystem|image|repo|rootfs|sbom)\b/,
  },
  { scanner: 'Grype', kind: 'sca', actions: ['anchore/scan-action'], command: /\bgrype +\S/ },
  {
    scanner: 'OSV-Scanner',
    kind: 'sca',
    actions: ['google/osv-scanner-action', 'google/osv-scanner'],
    command: /\bosv-scanner["']? +\S/,
  },
  { scanner: 'Snyk', kind: 'sca', actions: ['snyk/actions'], command: /\bsnyk +(?:test|monitor)\b/ },
  { scanner: 'npm audit', kind: 'sca', actions: [], command: /\b(?:npm|pnpm|yarn|yarn npm) +audit\b/ },
  { scanner: 'pip-audit', kind: 'sca', actions: ['pypa/gh-action-pip-audit'], command: /\bpip-audit\b/ },
  { scanner: 'govulncheck', kind: 'sca', actions: ['golang/govulncheck-action'], command: /\bgovulncheck +\S/ },
  { scanner: 'dependency review', kind: 'sca', actions: ['actions/dependency-review-action'], dependencyReview: true },
  {
    scanner: 'gitleaks',
    kind: 'secret',
    actions: ['gitleaks/gitleaks-action'],
    command: /\bgitleaks["']? +(?:dir|git|detect|protect|stdin)\b/,
  },
  { scanner: 'TruffleHog', kind: 'secret', actions: ['trufflesecurity/trufflehog'], command: /\btrufflehog +\S/ },
  { scanner: 'detect-secrets', kind: 'secret', actions: ['yelp/detect-secrets'], command: /\bdetect-secrets +scan\b/ },
]

/** What a step or a called workflow runs. Commented lines of a script run nothing. */
export function scannersIn(uses: string, run: string): readonly Scanner[] {
  const action = uses.split('@', 1)[0]?.toLowerCase() ?? ''
  const script = run
    .split('\n')
    .filter((line) => !line.trimStart().startsWith('#'))
    .join('\n')
  return SCANNERS.filter(
    ({ actions, command }) =>
      actions.some((one) => action === one || action.startsWith(`${one}/`)) || command?.test(script) === true,
  )
}

/** Our own action, under whatever owner and name its copy has. */
export const isGate = (uses: string): boolean => /\/actions\/security-gate@/.test(uses)
export const uploadsSarif = (uses: string): boolean => /^github\/codeql-action\/upload-sarif@/i.test(uses)
export const uploadsArtifact = (uses: string): boolean => /^actions\/upload-artifact@/i.test(uses)

const TESTS =
  /\b(?:npm +(?:t|test|run +test[\w:-]*)|pnpm +(?:run +)?test|yarn +(?:run +)?test|bun +test|npx +(?:vitest|jest)|vitest|jest|pytest|tox|nox|go +test|cargo +(?:test|nextest)|mvnw? .*(?:test|verify)|gradlew? .*(?:test|check|build)|dotnet +test|rspec|rake +test|phpunit|ctest|make +(?:test|check)|mix +test)\b/

export const runsTests = (run: string): boolean =>
  run.split('\n').some((line) => !line.trimStart().startsWith('#') && TESTS.test(line.slice(0, 300)))
