import type { Reason } from '../../reasons.ts'

/** What scanners found. */
export const FINDINGS = {
  'security-gate/secret-found': {
    means: 'block',
    title: 'A secret is in the code',
    why: 'Whoever can read the repository, or ever could, can use it.',
    remedy: 'Revoke it first, then remove it; removing alone leaves it in the history.',
  },
  'security-gate/vulnerable-dependency': {
    means: 'block',
    title: 'A dependency has a known vulnerability',
    why: 'The way to attack it is public.',
    remedy: 'Update to a version that mends it, or record an exception with owner, ticket and expiry.',
  },
  'security-gate/malicious-package': {
    means: 'block',
    title: 'A dependency is known malware',
    why: 'Installing it runs its author’s code.',
    remedy: 'Remove it, rebuild every machine that installed it and revoke what they could reach.',
  },
  'security-gate/code-weakness': {
    means: 'block',
    title: 'The code has a weakness',
    why: 'A scanner can see how it could be attacked.',
    remedy: 'Mend it, or record an exception with owner, ticket and expiry.',
  },
  'security-gate/misconfiguration': {
    means: 'block',
    title: 'The configuration is insecure',
    why: 'It is deployed as it stands here.',
    remedy: 'Correct it, or record an exception with owner, ticket and expiry.',
  },
  'security-gate/severity-unknown': {
    means: 'block',
    title: 'A finding without a readable severity',
    why: 'Nobody has said that it is harmless.',
    remedy: 'Look it up, then mend it or record an exception with owner, ticket and expiry.',
  },
  'security-gate/suppressed-in-report': {
    means: 'block',
    title: 'The report itself says that a severe finding does not count',
    why: 'A comment in the code or a scanner’s own list is not a reviewed exception.',
    remedy: 'Mend it, or record an exception with owner, ticket and expiry.',
  },
  'security-gate/below-the-bar': {
    means: 'note',
    title: 'A finding below the bar',
    why: 'The policy does not block this severity.',
    remedy: 'Mend it when you are near.',
  },
  'security-gate/quality': {
    means: 'warn',
    title: 'A quality finding',
    why: 'It is about maintainability and does not block.',
    remedy: 'Mend it when you are near.',
  },
  'security-gate/posture': {
    means: 'warn',
    title: 'A finding about how the project is run',
    why: 'It is about the repository’s settings and practice, not about this change.',
    remedy: 'Take it up with the owners of the repository.',
  },
  'security-gate/license': {
    means: 'warn',
    title: 'A licence finding',
    why: 'Licence rules are not part of the security gate.',
    remedy: 'Take it up with whoever owns licence rules.',
  },
  'security-gate/misconfiguration-warning': {
    means: 'warn',
    title: 'The configuration is insecure, and the policy only warns',
    why: '`security-gate.misconfiguration` is `warn`.',
    remedy: 'Correct it.',
  },
  'security-gate/suppression-honoured': {
    means: 'note',
    title: 'The report says that a finding does not count, and the policy honours it',
    why: '`security-gate.sarif-suppressions` is `honor`.',
    remedy: 'Check now and then that the reason still holds.',
  },
} as const satisfies Readonly<Record<`security-gate/${string}`, Reason>>
