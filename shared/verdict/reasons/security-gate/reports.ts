import type { Reason } from '../../reasons.ts'

/** Scans of this commit: whether they are there, whole and fresh. */
export const REPORTS = {
  'security-gate/artifact-missing': {
    means: 'blind',
    title: 'The scan of another workflow is not there',
    why: 'A scan that did not run finds nothing, which looks exactly like clean code.',
    remedy: 'Let that workflow run for this commit and upload the artifact under the name given in `artifacts`.',
  },
  'security-gate/kind-missing': {
    means: 'blind',
    title: 'A required scan is missing',
    why: 'A kind of scan that nobody ran finds nothing, which looks exactly like clean code.',
    remedy: 'Run a scanner of that kind on this commit and add its report to the `reports` input.',
  },
  'security-gate/reports-not-found': {
    means: 'blind',
    title: 'A `reports` pattern matches no file',
    why: 'A scan step that wrote nothing, or wrote elsewhere, must not look like a clean scan.',
    remedy: 'Correct the path, or make the scan step fail when it writes no report.',
  },
  'security-gate/report-empty': {
    means: 'blind',
    title: 'A report is empty',
    why: 'Zero bytes are what a crashed scanner or a full disk leaves behind.',
    remedy: 'Read the scan step’s log and run it again.',
  },
  'security-gate/report-truncated': {
    means: 'blind',
    title: 'A report ends in the middle',
    why: 'What stood in the missing part is unknown.',
    remedy: 'Run the scan again; if it is always cut, look for a disk or artifact size limit.',
  },
  'security-gate/report-malformed': {
    means: 'blind',
    title: 'A report is not what its format says',
    why: 'A report that cannot be read completely could hide any finding.',
    remedy: 'Run the scan again and check that nothing else is written into the file (logs, two tools, a proxy page).',
  },
  'security-gate/report-too-large': {
    means: 'blind',
    title: 'A report is larger than can be read',
    why: 'Half of a report is not evidence.',
    remedy: 'Split the scan, or leave generated and vendored code out of it.',
  },
  'security-gate/report-unknown-format': {
    means: 'blind',
    title: 'No reader knows this format',
    why: 'An unread file could hold any finding.',
    remedy: 'Let the scanner write SARIF 2.1.0 or one of the formats in the README, or take the file out of `reports`.',
  },
  'security-gate/report-wrong-version': {
    means: 'blind',
    title: 'A report is of a version that is not read',
    why: 'Older versions of a format name severities and suppressions differently.',
    remedy: 'Update the scanner so that it writes the version named in the README.',
  },
  'security-gate/report-wrong-kind': {
    means: 'blind',
    title: 'A report does not show the scan it was given for',
    why: 'A secret scan handed in as SAST would satisfy a requirement nobody met.',
    remedy: 'Name the right kind in `reports`, or leave it out: kinds are read from the content.',
  },
  'security-gate/report-unreachable': {
    means: 'blind',
    title: 'A report lies outside the workspace or cannot be opened',
    why: 'A link out of the workspace can point at any file of the machine.',
    remedy: 'Write the report into the workspace as a regular file.',
  },
  'security-gate/report-tracked': {
    means: 'blind',
    title: 'A report is a file of the commit itself',
    why: 'The author of the change could have written it by hand.',
    remedy: 'Delete it from the repository and let the scan step write it.',
  },
  'security-gate/report-unbound': {
    means: 'blind',
    title: 'Nothing says which commit a report is about',
    why: 'Last month’s clean scan looks the same as today’s.',
    remedy: 'Write an envelope beside it in the scan step (`node dist/verify/index.js envelope`, see the README).',
  },
  'security-gate/report-foreign': {
    means: 'blind',
    title: 'A report is about another commit',
    why: 'It proves nothing about the commit that is judged.',
    remedy: 'Scan the commit named here and hand in that report.',
  },
  'security-gate/report-stale': {
    means: 'blind',
    title: 'A report is too old',
    why: 'Advisories appear every day for code that has not moved.',
    remedy: 'Run the workflow that wrote it again.',
  },
  'security-gate/report-undated': {
    means: 'blind',
    title: 'Nothing says when a scan finished',
    why: 'The policy bounds the age of this kind of scan, and an undated one could be years old.',
    remedy: 'Write an envelope beside it in the scan step (`node dist/verify/index.js envelope`, see the README).',
  },
  'security-gate/envelope-invalid': {
    means: 'blind',
    title: 'An envelope cannot be used',
    why: 'It is what binds a report to a commit and a time.',
    remedy: 'Write it again with `node dist/verify/index.js envelope` after the scan has finished.',
  },
  'security-gate/envelope-mismatch': {
    means: 'blind',
    title: 'A report was changed after its envelope was written',
    why: 'What is judged would not be what the scanner wrote.',
    remedy: 'Write the envelope after the last step that touches the report.',
  },
  'security-gate/scan-failed': {
    means: 'blind',
    title: 'A scanner says that it failed',
    why: 'Findings of a failed run are only those it got to.',
    remedy: 'Read the scan step’s log, mend the cause and run it again.',
  },
  'security-gate/scan-unproven': {
    means: 'blind',
    title: 'A failed scan would have written the same clean report',
    why: 'Only the exit code of the scanner says whether it looked at anything.',
    remedy:
      'Keep its exit code and hand it to the envelope: `code=0; scanner || code=$?`, then `node dist/verify/index.js envelope --exit-code $code ...`.',
  },
  'security-gate/scan-partial': {
    means: 'blind',
    title: 'A scanner could not read part of the code',
    why: 'Nothing is known of the files it skipped.',
    remedy: 'Mend or exclude the files named here in the scanner’s configuration, then scan again.',
  },
  'security-gate/scan-pending': {
    means: 'block',
    title: 'Evidence is still due',
    why: 'Nothing is known yet of what it will say.',
    remedy: 'Wait for the run named here; the gate is run again when it ends.',
  },
  'security-gate/scan-suspect': {
    means: 'warn',
    title: 'A report has neither rules nor results',
    why: 'It cannot be told from a placeholder that somebody wrote by hand.',
    remedy: 'Let the scanner write its rules into the report.',
  },
  'security-gate/report-note': {
    means: 'note',
    title: 'Something in a report is odd',
    why: 'It changed nothing, but the scanner’s author may want to know.',
    remedy: 'Report it to the scanner’s author.',
  },
} as const satisfies Readonly<Record<`security-gate/${string}`, Reason>>
