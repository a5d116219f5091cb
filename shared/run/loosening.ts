/**
 * Inputs of other scanners' actions, and what people try first. An input is written in the workflow, which the author of
 * a change can edit; so none of these exists, and the answer names the policy key that says it. `<gate>` is filled in.
 */
const POLICY_KEYS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    'rollout.<gate>':
      'mode observe dry-run soft-fail fail continue-on-error exit-code exit-zero enforce rollout warn-only no-fail',
    'security-gate.block':
      'severity severities min-severity minimum-severity fail-on fail-on-severity threshold thresholds severity-cutoff severity-threshold level block max-critical max-high unknown-severity',
    'security-gate.require': 'kind kinds require required require-kinds scanners',
    'security-gate.max-age': 'max-age age freshness stale-after',
    'security-gate.scope': 'scope diff-only only-new new-only introduced',
    'security-gate.exceptions':
      'exception exceptions exceptions-file ignore ignores ignore-file ignorefile allow allowlist allow-list whitelist exclude excludes skip skip-rules suppress suppressions waivers baseline ignore-unfixed trivyignores',
    'security-gate.exception-max-age': 'exception-max-age',
    'security-gate.exceptions-max-open': 'exceptions-max-open',
    'security-gate.vex': 'vex vex-files',
    'security-gate.misconfiguration': 'misconfiguration misconfigurations',
    'security-gate.severity-source': 'severity-source',
    'security-gate.sarif-suppressions': 'sarif-suppressions',
    'security-gate.inherited-debt': 'inherited-debt debt grace-period',
    'security-gate.dismissals': 'dismissals dismissed',
    'security-gate.provenance': 'provenance images identity issuer',
    override: 'override overrides bypass force approvers tag valid effect',
    'definition-of-done': 'criteria definition-of-done checks',
    'trust.keys': 'trust trusted-keys keys public-key public-keys',
    roles: 'roles users teams',
    freezes: 'freeze freezes freeze-exceptions',
    release: 'gates sign-offs soak soak-min staging-soak preflight',
    backups: 'rpo rto retain full-every verify-every drill-every',
    canary: 'metrics rollback promote owners steps hold-timeout',
    preset: 'preset defaults',
    extends: 'extends baseline-policy',
  }).flatMap(([key, names]) => names.split(' ').map((name) => [name, key] as const)),
)

/** The policy key that says what this input tries to say, or undefined. */
export function policyKeyFor(input: string, gate: string): string | undefined {
  return POLICY_KEYS.get(input.replace(/[\s_.]+/g, '-'))?.replace('<gate>', gate)
}
