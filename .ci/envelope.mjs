// node .ci/envelope.mjs REPORT KIND "TOOL VERSION": writes REPORT.envelope.json, which binds the report to the commit
// and run that made it. Called in the scan step itself, right after a scanner that did not fail: a file's own time says
// nothing, checkout and download write fresh ones.
import { createHash } from 'node:crypto'
import { readFileSync, writeFileSync } from 'node:fs'

const [report, kind, tool] = process.argv.slice(2)
const { GITHUB_SHA, GITHUB_REF, GITHUB_RUN_ID, GITHUB_RUN_ATTEMPT } = process.env
if (!tool || !/^[0-9a-f]{40}$/.test(GITHUB_SHA ?? '')) {
  console.error('usage: GITHUB_SHA=<40 hex digits> node .ci/envelope.mjs REPORT KIND "TOOL VERSION"')
  process.exit(1)
}
const envelope = {
  schema: 'urn:production-gates:envelope:v1',
  kinds: [kind],
  tool,
  commit: GITHUB_SHA,
  ref: GITHUB_REF,
  runId: GITHUB_RUN_ID,
  runAttempt: Number(GITHUB_RUN_ATTEMPT),
  sha256: createHash('sha256').update(readFileSync(report)).digest('hex'),
  finishedAt: new Date().toISOString(),
}
writeFileSync(`${report}.envelope.json`, `${JSON.stringify(envelope, null, 2)}\n`)
