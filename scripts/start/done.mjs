// @ts-check
import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { nodeForActions } from './bundle.mjs'

/**
 * The second half of the demo: dod-check on a release pull request. It needs a GitHub, and the one of the tests is
 * TypeScript with packages of its own.
 * @param {object} demo
 * @param {string} demo.root the folder of this package
 * @param {string} demo.out folder that everything is written to
 * @param {(line: string) => void} demo.print
 * @param {string} [demo.version] of the Node that runs
 * @param {string} [demo.node] that runs it
 * @returns {number} exit code
 */
export function runDone({ root, out, print, version = process.versions.node, node = nodeForActions(version) }) {
  const why = lacking(root, version, node)
  if (why !== undefined) {
    print('')
    print(`The demo of dod-check is skipped: ${why}.`)
    return 0
  }
  const bundle = join(root, 'dist', 'dod-check', 'index.js')
  if (!existsSync(bundle)) {
    print(`error: ${bundle} is not there. It is committed and built by \`npm run build\`; restore it or build it.`)
    return 1
  }
  const run = spawnSync(node, [join(root, 'scripts', 'demo-done.ts'), out], {
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  for (const line of `${run.stdout}${run.stderr}`.trimEnd().split('\n')) print(line)
  if (run.error !== undefined) throw new Error('the demo of dod-check did not run', { cause: run.error })
  return run.status === 0 ? 0 : 1
}

/**
 * @param {string} root
 * @param {string} version
 * @param {string} node
 */
function lacking(root, version, node) {
  if (Number.parseInt(version, 10) < 24 && node === process.execPath) return 'needs Node 24, which `npm ci` installs'
  return existsSync(join(root, 'node_modules', 'graphql')) ? undefined : 'needs the packages that `npm ci` installs'
}
