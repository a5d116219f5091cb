import type { ScanKind } from './report.ts'

/** What is known of a tool by the name it gives itself in SARIF `tool.driver.name`. */
export interface ToolProfile {
  /** What findings of this tool are, and what a run of it proves, unless its rules say it better. */
  readonly kind: ScanKind
  /** Tools that do several scans: the kind of one rule. A run then proves the kinds of the rules it lists. */
  readonly kindOf?: (rule: RuleTraits) => ScanKind
  /** Whose habits its notifications follow (decisions 1.8). */
  readonly notifications?: 'semgrep' | 'codeql'
  /** Habits of one tool that change how a result is read (spec security-gate 3.9). */
  readonly quirk?: 'trivy' | 'zizmor'
  /** It writes the same empty report when it finds nothing and when it could not look (measured: osv-scanner.ts). */
  readonly emptyWhenFailed?: boolean
}

export interface RuleTraits {
  readonly id: string
  readonly name: string
  /** `undefined` when the rule has no list of tags: nothing can be concluded from it. */
  readonly tags: readonly string[] | undefined
  /** It has a `security-severity`. */
  readonly scored: boolean
}

const LISTS: Readonly<Partial<Record<ScanKind, readonly string[]>>> = {
  sast: [
    'bandit',
    'bearer',
    'brakeman',
    'checkmarx',
    'clang',
    'clang-tidy',
    'coverity',
    'cppcheck',
    'devskim',
    'find security bugs',
    'flawfinder',
    'fortify',
    'gosec',
    'golang security checks by gosec',
    'horusec',
    'infer',
    'insider',
    'mobsf',
    'mobsfscan',
    'njsscan',
    'nodejsscan',
    'opengrep',
    'phpstan',
    'pmd',
    'progpilot',
    'psalm',
    'security code scan',
    'securitycodescan',
    'snyk code',
    'snykcode',
    'sobelow',
    'sonarqube',
    'spotbugs',
    'veracode',
    'zizmor',
  ],
  sca: [
    'anchore container vulnerability report',
    'black duck',
    'bundler-audit',
    'cargo-audit',
    'dependency-check',
    'docker scout',
    'govulncheck',
    'grype',
    'nancy',
    'npm audit',
    'owasp dependency-check',
    'pip-audit',
    'retire.js',
    'snyk container',
    'snyk open source',
    'xray',
  ],
  secret: [
    'detect-secrets',
    'ggshield',
    'gitguardian',
    'gitleaks',
    'kingfisher',
    'noseyparker',
    'secretlint',
    'trufflehog',
    'whispers',
  ],
  misconfiguration: [
    'cfn-lint',
    'cfn_nag',
    'conftest',
    'datree',
    'dockle',
    'hadolint',
    'kics',
    'kube-linter',
    'kubelinter',
    'kube-score',
    'kubescape',
    'kubesec',
    'polaris',
    'psrule',
    'regula',
    'snyk iac',
    'templateanalyzer',
    'terrascan',
    'tfsec',
    'tflint',
  ],
  quality: [
    'actionlint',
    'biome',
    'biomejs',
    'clippy',
    'detekt',
    'golangci-lint',
    'ktlint',
    'markdownlint',
    'oxlint',
    'psscriptanalyzer',
    'pylint',
    'revive',
    'rubocop',
    'ruff',
    'shellcheck',
    'staticcheck',
    'stylelint',
    'swiftlint',
    'tslint',
    'yamllint',
  ],
  posture: ['scorecard'],
}

const CODEQL: ToolProfile = { kind: 'sast', kindOf: codeqlKind, notifications: 'codeql' }
const SEMGREP: ToolProfile = { kind: 'sast', notifications: 'semgrep' }
const SNYK: ToolProfile = { kind: 'sca', kindOf: snykKind }

const PROFILES: ReadonlyMap<string, ToolProfile> = new Map<string, ToolProfile>([
  ...Object.entries(LISTS).flatMap(([kind, names]) =>
    names.map((name): [string, ToolProfile] => [name, { kind: kind as ScanKind }]),
  ),
  ['osv-scanner', { kind: 'sca', emptyWhenFailed: true }],
  ['zizmor', { kind: 'sast', quirk: 'zizmor' }],
  ['codeql', CODEQL],
  ['lgtm.com', CODEQL],
  ['semmle ql', CODEQL],
  ['semgrep', SEMGREP],
  ['opengrep', SEMGREP],
  ['trivy', { kind: 'sca', kindOf: trivyKind, quirk: 'trivy' }],
  ['snyk', SNYK],
  ['snyk open source', SNYK],
  ['checkov', { kind: 'misconfiguration', kindOf: checkovKind }],
  ['bridgecrew', { kind: 'misconfiguration', kindOf: checkovKind }],
  ['eslint', { kind: 'quality', kindOf: eslintKind }],
])

/** The longest name in the table has 38 characters; versions and editions may follow. */
const LONGEST = 64

/**
 * By the whole name, else by its words from the front: `Semgrep OSS` and `CodeQL command-line toolchain` are known by
 * their first word, `Gitleaksish` is not.
 * @returns undefined for a tool that is not in the table: a run of it proves nothing until somebody says what it scans
 */
export function profileOf(driverName: string): ToolProfile | undefined {
  let name = driverName.slice(0, LONGEST).trim().toLowerCase()
  while (name !== '') {
    const profile = PROFILES.get(name)
    if (profile !== undefined) return profile
    name = name.slice(0, Math.max(name.lastIndexOf(' '), 0))
  }
  return undefined
}

/**
 * GitHub keeps "alerts" and "security alerts" apart in the same way: a score or the tag `security` makes a security
 * query. CodeQL 2.5 wrote no scores at all, so a rule that has not even tags stays a security rule.
 */
function codeqlKind({ tags, scored }: RuleTraits): ScanKind {
  return scored || tags === undefined || tags.includes('security') ? 'sast' : 'quality'
}

/** Plugins whose rules are about attacks; the rest of ESLint is about taste and bugs (decisions 1.8). */
const ESLINT_SECURITY = /^(?:security|security-node|no-unsanitized|no-secrets|@microsoft\/sdl|xss|scanjs-rules)\//

function eslintKind({ id, tags, scored }: RuleTraits): ScanKind {
  return scored || tags?.includes('security') === true || ESLINT_SECURITY.test(id) ? 'sast' : 'quality'
}

/** `OsPackageVulnerability`, `Misconfiguration`, `Secret`, `License`; the first tag says the same in lower case. */
function trivyKind({ name, tags }: RuleTraits): ScanKind {
  const words = `${name} ${tags?.join(' ') ?? ''}`.toLowerCase()
  if (words.includes('vulnerability')) return 'sca'
  if (words.includes('secret')) return 'secret'
  if (words.includes('misconfig')) return 'misconfiguration'
  return words.includes('license') ? 'license' : 'sca'
}

function snykKind({ id }: RuleTraits): ScanKind {
  if (/^snyk:lic:/i.test(id)) return 'license'
  if (/^SNYK-CC-/i.test(id)) return 'misconfiguration'
  // Snyk Code names its rules by language: `javascript/Sqli`.
  return /^[a-z]+\//.test(id) ? 'sast' : 'sca'
}

function checkovKind({ id }: RuleTraits): ScanKind {
  if (/^CKV2?_SECRET_/.test(id)) return 'secret'
  if (/^(?:CKV_CVE|BC_CVE|CVE-)/.test(id)) return 'sca'
  return id.startsWith('BC_LIC') ? 'license' : 'misconfiguration'
}
