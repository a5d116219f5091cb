// @ts-check
import { existsSync, mkdtempSync, realpathSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { existsAsCommand, runAdopt } from './adopt.mjs'
import { runDemo } from './demo.mjs'
import { runDone } from './done.mjs'
import { HELP, readOptions } from './options.mjs'
import { judgeOwnFiles } from './own-files.mjs'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** DESIGN.md: the exit of a mistake that the user can mend. */
const MISTAKE = 3

/**
 * @param {object} call
 * @param {readonly string[]} call.args
 * @param {string} call.directory where the reader stands
 * @param {(line: string) => void} call.print
 * @param {string} [call.bundle] the action as it is shipped
 * @param {typeof runDone} [call.done] the demo of dod-check
 * @returns {number} exit code
 */
export function start({
  args,
  directory,
  print,
  bundle = join(ROOT, 'dist', 'security-gate', 'index.js'),
  done = runDone,
}) {
  const [command = ''] = args
  if (existsAsCommand(command)) {
    const adopt = join(ROOT, 'dist', 'adopt', 'index.js')
    return existsSync(adopt) ? runAdopt(adopt, args, directory) : lacks(adopt, print)
  }
  const options = readOptions(args, directory)
  if (options.mode === 'help') {
    print(HELP)
    return 0
  }
  if (options.mode === 'refused') {
    for (const problem of options.problems) print(`error: ${problem}`)
    print('`npm start -- --help` shows every option.')
    return MISTAKE
  }
  if (!existsSync(bundle)) return lacks(bundle, print)
  // macOS: the temporary directory is a link, and the gate compares real paths.
  const out = mkdtempSync(join(realpathSync(tmpdir()), 'production-gates-'))
  const verify = join(ROOT, 'dist', 'verify', 'index.js')
  if (options.mode === 'own') return judgeOwnFiles({ bundle, verify, out, directory, options, print })
  const code = runDemo({ bundle, verify, out, source: join(ROOT, 'examples', 'demo'), print })
  return code === 0 ? done({ root: ROOT, out, print }) : code
}

/**
 * @param {string} bundle
 * @param {(line: string) => void} print
 */
function lacks(bundle, print) {
  print(`error: ${bundle} is not there. It is committed and built by \`npm run build\`; restore it or build it.`)
  return MISTAKE
}
