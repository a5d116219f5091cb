// @ts-check
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { plain, readVerdict, runBundle, word } from './bundle.mjs'
import { missing } from './missing.mjs'
import { MistakeError } from './mistake.mjs'
import { prepareWorkspace } from './workspace.mjs'

/** @import { OwnFiles } from './options.mjs' */

/**
 * @typedef {object} OwnRun
 * @property {string} bundle the action as it is shipped
 * @property {string} verify the auditor's tool as it is shipped
 * @property {string} out empty folder that everything is written to
 * @property {string} directory where the reader stands; nothing is written there
 * @property {OwnFiles} options
 * @property {(line: string) => void} print
 */

/**
 * Judges the reader's own reports. The bundle runs as in a shell, without GITHUB_OUTPUT, so that it prints its report.
 * @param {OwnRun} run
 * @returns {number} the bundle's exit code; 3 for a mistake in the options
 */
export function judgeOwnFiles({ bundle, verify, out, directory, options, print }) {
  try {
    const workspace = prepareWorkspace(directory, join(out, 'workspace'), options)
    for (const line of workspace.notes) print(plain(line, 1000))
    const temp = join(out, 'temp')
    mkdirSync(temp)
    const { code, log } = runBundle(bundle, workspace.path, {
      INPUT_REPORTS: options.reports.join('\n'),
      INPUT_COMMIT: workspace.commit,
      INPUT_POLICY: workspace.policy,
      'INPUT_EVIDENCE-DIR': join(out, 'evidence'),
      RUNNER_TEMP: temp,
    })
    print('')
    print(log.trimEnd())
    const folder = join(out, 'evidence', 'security-gate')
    const verdict = readVerdict(join(folder, 'verdict.json'))
    for (const line of missing(verdict?.findings ?? [], options, workspace.commit)) print(line)
    if (verdict !== undefined) {
      print('')
      print(`judge it again, offline:  node ${word(verify)} replay ${word(join(folder, 'evidence.json'))}`)
    }
    if (code === null) print('error: the bundle was ended by a signal before it could say anything.')
    return code ?? 3
  } catch (error) {
    if (!(error instanceof MistakeError)) throw error
    for (const problem of error.problems) print(`error: ${problem}`)
    return 3
  }
}
