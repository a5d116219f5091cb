// @ts-check
import { plain } from './bundle.mjs'

/** @import { OwnFiles } from './options.mjs' */
/** @import { Shown } from './bundle.mjs' */

const ENVELOPE =
  'In CI the scan step writes an envelope beside each report: `node dist/verify/index.js envelope` (README).'

/**
 * Which option supplies what a verdict lacks, by reason code. What no option supplies has its remedy in the report.
 * @type {Readonly<Record<string, (options: OwnFiles, commit: string) => readonly string[]>>}
 */
const SUPPLIES = {
  'security-gate/kind-missing': ({ policy }) => [
    '--reports: add the files of a scanner of that kind; `kind=PATTERN` for a scanner that is not known.',
    policy === undefined
      ? '--kinds: judge only the kinds you have, as a try-out.'
      : `security-gate.require in ${policy} says which kinds are needed.`,
  ],
  'security-gate/reports-not-found': () => ["--reports: correct the pattern, and quote it: 'results/*'."],
  'security-gate/report-wrong-kind': () => ['--reports: leave `kind=` out; it is for scanners that are not known.'],
  'security-gate/report-unbound': ({ vouch }, commit) => vouched(vouch, commit),
  'security-gate/report-undated': ({ vouch }, commit) => vouched(vouch, commit),
  'security-gate/report-foreign': () => ['--commit: name the commit that was scanned, if that is the one you mean.'],
  'security-gate/report-stale': () => [
    'No option makes a scan younger: scan again. --policy may allow more (max-age).',
  ],
  'security-gate/report-tracked': () => [
    'No option: a file of the commit is never evidence about it. Write reports where git does not track them.',
  ],
}

/**
 * @param {boolean} vouch
 * @param {string} commit
 */
function vouched(vouch, commit) {
  if (vouch) return ['--vouch stands back where a file has an envelope of its own, or is a link.', ENVELOPE]
  return [`--vouch: you say that these are scans of ${commit.slice(0, 7)}. It counts on this machine only.`, ENVELOPE]
}

/**
 * @param {readonly Shown[]} findings
 * @param {OwnFiles} options
 * @param {string} commit
 * @returns {readonly string[]} lines to print; none when nothing is missing that an option supplies
 */
export function missing(findings, options, commit) {
  const codes = [...new Set(findings.filter(({ level }) => level === 'block').map(({ code }) => code))]
  const lines = codes.flatMap((code) => {
    const supplies = Object.hasOwn(SUPPLIES, code) ? SUPPLIES[code] : undefined
    if (supplies === undefined) return []
    const details = findings.filter((finding) => finding.code === code).map(({ detail }) => `    ${plain(detail)}`)
    return [`  ${code}`, ...details.slice(0, 5), ...supplies(options, commit).map((line) => `    -> ${line}`)]
  })
  return lines.length === 0 ? [] : ['', 'What is missing, and what supplies it:', ...lines]
}
