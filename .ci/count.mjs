// node .ci/count.mjs VITEST_JSON [FAILED_STEP...]: prints `N passed, N failed`, exits 1 when anything failed.
// A step that failed counts as one, `tests` only where vitest failed although no test did (coverage, a crash).
// A skipped test counts as failed: here every tool is installed, and what did not run proves nothing.
import { readFileSync } from 'node:fs'

const [file, ...failedSteps] = process.argv.slice(2)
let report
try {
  report = JSON.parse(readFileSync(file, 'utf8'))
} catch (error) {
  console.log(`No tests ran: ${error.message}`)
  process.exit(1)
}
const skipped = report.numPendingTests + report.numTodoTests
// A file that does not even load has no tests to count, it is one.
const unloaded = report.testResults.filter(
  ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
)
const failedTests = report.numFailedTests + skipped + unloaded.length
const steps = failedSteps.filter((step) => step !== 'tests' || failedTests === 0)
const failed = failedTests + steps.length
if (report.numPassedTests + failedTests === 0) {
  console.log('No tests ran.')
  process.exit(1)
}
for (const step of failedSteps) console.error(`failed: ${step}`)
if (skipped > 0) console.error(`skipped: ${skipped}`)
console.log(`${report.numPassedTests} passed, ${failed} failed`)
process.exit(failed === 0 ? 0 : 1)
