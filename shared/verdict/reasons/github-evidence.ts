import type { Reason } from '../reasons.ts'

/** Reasons of security-gate about what GitHub itself knows: analyses, alerts, dependency changes, artifacts. */
export const GITHUB_EVIDENCE = {
  'security-gate/analysis-failed': {
    means: 'blind',
    title: 'GitHub could not process an analysis',
    why: 'Findings of an analysis that failed are only those GitHub got to.',
    remedy: 'Read the tool status page of code scanning, mend the cause and run the scan again.',
  },
  'security-gate/alerts-unreadable': {
    means: 'blind',
    title: 'Alerts on GitHub could not be read',
    why: 'An alert that is not shown looks exactly like one that does not exist.',
    remedy: 'Give the token the permission named here, or switch the feature on.',
  },
  'security-gate/compare-partial': {
    means: 'blind',
    title: 'GitHub does not know all dependencies of the change',
    why: 'A dependency without a snapshot looks like one that did not change.',
    remedy: 'Submit the snapshots that are missing, or hand in the report of a dependency scan for this commit.',
  },
  'security-gate/artifact-expired': {
    means: 'blind',
    title: 'An artifact has expired',
    why: 'GitHub has deleted the report; nobody can know what it said.',
    remedy: 'Run the workflow that uploads it again.',
  },
  'security-gate/artifact-digest': {
    means: 'blind',
    title: 'An artifact is not what was uploaded',
    why: 'Its bytes do not have the digest GitHub names, or GitHub names none.',
    remedy:
      'Run the workflow that uploads it again; if it stays so, look at what stands between GitHub and the runner.',
  },
  'security-gate/artifact-unreadable': {
    means: 'blind',
    title: 'An artifact cannot be unpacked or read',
    why: 'A report that was not read could hold any finding.',
    remedy: 'Upload the reports alone, with `actions/upload-artifact`, and run the workflow again.',
  },
  'security-gate/debt-overdue': {
    means: 'block',
    title: 'An inherited finding is overdue',
    why: 'It was there before the change, and its time to be mended has run out.',
    remedy: 'Mend it, or record an exception with owner, ticket and expiry.',
  },
  'security-gate/inherited-debt': {
    means: 'warn',
    title: 'An inherited finding',
    why: 'The change did not bring it in; it blocks from the day it is due.',
    remedy: 'Mend it before it is due.',
  },
  'security-gate/dismissal-not-allowed': {
    means: 'warn',
    title: 'A dismissed alert counts all the same',
    why: 'Anyone with write access can dismiss an alert; only the roles in `security-gate.dismissals.by` settle one.',
    remedy: 'Let a person with such a role dismiss it, mend it, or record an exception with owner, ticket and expiry.',
  },
  'security-gate/dismissal-accepted': {
    means: 'note',
    title: 'Dismissed alerts that do not count',
    why: 'A person whom the policy names dismissed them, or they are older than `security-gate.dismissals.accept-before`.',
    remedy: 'Check now and then that the reasons still hold.',
  },
} as const satisfies Record<`security-gate/${string}`, Reason>
