// @ts-check
import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { placeOf, plain, readOutputs, readVerdict, runBundle, word } from './bundle.mjs'
import { buildDemoRepository, checkOut } from './demo-repository.mjs'

/** @import { BundleRun } from './bundle.mjs' */

const ROWS = 20

/**
 * @typedef {object} Demo
 * @property {string} bundle the action as it is shipped
 * @property {string} verify the auditor's tool as it is shipped
 * @property {string} out empty folder that everything is written to
 * @property {string} source examples/demo
 * @property {(line: string) => void} print
 */

const STEPS = /** @type {const} */ ([
  { name: 'before', about: 'Berths can be booked, invoices are printed', code: 1, conclusion: 'fail', said: 'blocked' },
  { name: 'after', about: 'Mend what the security scans found', code: 0, conclusion: 'pass', said: 'passed' },
])

/**
 * Judges both commits of the demo as a runner would, on a push.
 * @param {Demo} demo
 * @returns {0 | 1} 0 only when the first was blocked by findings and the second passed
 */
export function runDemo({ bundle, verify, out, source, print }) {
  const repository = join(out, 'repository')
  const commits = buildDemoRepository(source, repository)
  const recorded = JSON.parse(readFileSync(join(source, 'results', 'commits.json'), 'utf8'))
  const moved = STEPS.filter(({ name }) => commits[name] !== recorded[name])
  if (moved.length > 0) {
    for (const { name } of moved) {
      print(
        `error: the commit "${name}" became ${commits[name]} here, and the recorded scans are about ${recorded[name]}.`,
      )
    }
    print('A file below examples/demo differs from what was scanned: `git status examples/demo` shows which.')
    print('Restore it, or scan anew with `node scripts/demo-scan.ts` (examples/demo/README.md).')
    return 1
  }
  print(`Two commits of examples/demo are judged on the reports that ${toolsOf(source)} wrote.`)
  const wrong = STEPS.flatMap((step, index) => {
    const commit = commits[step.name]
    checkOut(repository, commit)
    rmSync(join(repository, 'results'), { recursive: true, force: true })
    cpSync(join(source, 'results', step.name), join(repository, 'results'), { recursive: true })
    const judged = judge(bundle, repository, join(out, step.name), commit)
    print('')
    print(`${index + 1}. ${commit.slice(0, 7)}  ${step.about}`)
    show(judged, verify, print)
    if (judged.run.code === step.code && judged.conclusion === step.conclusion) return []
    return [`commit ${index + 1} should have ${step.said} (exit ${step.code}, ${step.conclusion})`]
  })
  print('')
  for (const problem of wrong) print(`error: ${problem}.`)
  if (wrong.length > 0) return 1
  print('The first was blocked and the second passed, as they should.')
  print("Your own reports: npm start -- --reports 'results/*'   (npm start -- --help)")
  return 0
}

/**
 * @typedef {object} Judged
 * @property {BundleRun} run
 * @property {string} conclusion
 * @property {ReturnType<typeof readVerdict>} verdict
 * @property {string} summary
 * @property {string} evidence
 * @property {string} log
 */

/**
 * @param {string} bundle
 * @param {string} workspace
 * @param {string} out
 * @param {string} commit
 * @returns {Judged}
 */
function judge(bundle, workspace, out, commit) {
  const files = {
    GITHUB_OUTPUT: join(out, 'output.txt'),
    GITHUB_STEP_SUMMARY: join(out, 'summary.md'),
    GITHUB_EVENT_PATH: join(out, 'event.json'),
    RUNNER_TEMP: join(out, 'temp'),
  }
  mkdirSync(files.RUNNER_TEMP, { recursive: true })
  writeFileSync(files.GITHUB_OUTPUT, '')
  writeFileSync(files.GITHUB_STEP_SUMMARY, '')
  writeFileSync(files.GITHUB_EVENT_PATH, JSON.stringify({ ref: 'refs/heads/main', after: commit }))
  const run = runBundle(bundle, workspace, {
    INPUT_REPORTS: 'results/*',
    INPUT_COMMIT: commit,
    'INPUT_EVIDENCE-DIR': join(out, 'evidence'),
    GITHUB_EVENT_NAME: 'push',
    GITHUB_REF: 'refs/heads/main',
    GITHUB_SHA: commit,
    GITHUB_REPOSITORY: 'harbour-demo/harbour',
    // Reserved names (RFC 2606): links lead nowhere, and a request would fail instead of reaching somebody.
    GITHUB_SERVER_URL: 'https://git.example.invalid',
    GITHUB_API_URL: 'https://git.example.invalid/api/v3',
    ...files,
  })
  writeFileSync(join(out, 'log.txt'), run.log)
  const outputs = readOutputs(readFileSync(files.GITHUB_OUTPUT, 'utf8'))
  const folder = join(out, 'evidence', 'security-gate')
  const verdict = readVerdict(join(folder, 'verdict.json'))
  const told = outputs['conclusion'] || 'none'
  return {
    run,
    // What later steps are told and what the evidence says must be the same.
    conclusion:
      verdict === undefined || verdict.conclusion === told
        ? told
        : `${told}, but ${verdict.conclusion} in verdict.json`,
    verdict,
    summary: files.GITHUB_STEP_SUMMARY,
    evidence: outputs['evidence'] || join(folder, 'evidence.json'),
    log: join(out, 'log.txt'),
  }
}

/**
 * @param {Judged} judged
 * @param {string} verify
 * @param {(line: string) => void} print
 */
function show({ run, conclusion, verdict, summary, evidence, log }, verify, print) {
  const lines = run.log.trimEnd().split('\n')
  print(`   ${plain(lines[lines.length - 1] ?? '', 500)}`)
  const blocking = (verdict?.findings ?? []).filter(({ level }) => level === 'block')
  for (const finding of blocking.slice(0, ROWS)) {
    print(`     ${[plain(finding.title), placeOf(finding)].filter(Boolean).join('  ')}`)
    print(`       ${plain(finding.detail)}  (${finding.code})`)
  }
  if (blocking.length > ROWS) print(`     ${blocking.length - ROWS} more in ${summary}`)
  print(`   exit ${run.code}, conclusion ${conclusion}`)
  print(`   summary   ${summary}`)
  if (!existsSync(evidence)) {
    print(`   no evidence was written; the log of the run is ${log}`)
    return
  }
  print(`   evidence  ${evidence}`)
  print(`   judge it again, offline:  node ${word(verify)} replay ${word(evidence)}`)
}

/** @param {string} source */
function toolsOf(source) {
  const folder = join(source, 'results', 'after')
  const tools = ['semgrep.sarif', 'gitleaks.sarif', 'osv-scanner.json'].map(
    (report) => JSON.parse(readFileSync(join(folder, `${report}.envelope.json`), 'utf8')).tool,
  )
  return tools.join(', ')
}
