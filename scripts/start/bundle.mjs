// @ts-check
import { spawnSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * @typedef {object} Shown a finding, as far as it is shown here
 * @property {string} code
 * @property {string} level
 * @property {string} title
 * @property {string} detail
 * @property {{ readonly path: string, readonly line?: number }} [place]
 *
 * @typedef {object} BundleRun
 * @property {number | null} code null when it was ended by a signal
 * @property {string} log everything it printed
 */

/** What a runner, or a shell inside of one, sets: nothing of it may reach the bundle but what is given on purpose. */
const RUNNER_ONLY = /^(?:GITHUB|INPUT|RUNNER|ACTIONS)_/i

/** The Node that npm installs with the package; a runner brings its own. */
const INSTALLED = fileURLToPath(new URL('../../node_modules/.bin/node', import.meta.url))

/**
 * Actions run on Node 24. `npm start` has that one first on PATH; a plain `node scripts/start.mjs` may be an older one.
 * @returns {string} path of the newest Node there is
 */
export function nodeForActions(version = process.versions.node, installed = INSTALLED) {
  return Number.parseInt(version, 10) < 24 && existsSync(installed) ? installed : process.execPath
}

/**
 * Starts a bundle as a runner does: settings by environment, nothing by argument.
 * @param {string} bundle
 * @param {string} workspace
 * @param {Readonly<Record<string, string>>} settings
 * @returns {BundleRun}
 */
export function runBundle(bundle, workspace, settings) {
  const inherited = Object.entries(process.env).filter(([name]) => !RUNNER_ONLY.test(name))
  const { status, stdout, stderr, error } = spawnSync(nodeForActions(), [bundle], {
    cwd: workspace,
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...Object.fromEntries(inherited), GITHUB_WORKSPACE: workspace, ...settings },
  })
  if (error !== undefined) throw new Error(`${bundle} did not run`, { cause: error })
  return { code: status, log: `${stdout}${stderr}` }
}

/**
 * `name=value` and `name<<delimiter` blocks, as actions write them to GITHUB_OUTPUT. The last value wins.
 * @param {string} text
 * @returns {Readonly<Record<string, string>>}
 */
export function readOutputs(text) {
  /** @type {[string, string][]} */
  const outputs = []
  const lines = text.split(/\r?\n/)
  for (let at = 0; at < lines.length; at += 1) {
    const [, name = '', sign, rest = ''] = /^([^=<]+)(=|<<)(.*)$/.exec(lines[at] ?? '') ?? []
    if (sign === '=') outputs.push([name, rest])
    if (sign !== '<<') continue
    const end = lines.indexOf(rest, at + 1)
    if (end === -1) break
    outputs.push([name, lines.slice(at + 1, end).join('\n')])
    at = end
  }
  return Object.fromEntries(outputs)
}

/**
 * @param {string} file verdict.json
 * @returns {{ readonly conclusion: string, readonly findings: readonly Shown[] } | undefined} undefined without a verdict
 */
export function readVerdict(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : undefined
}

/**
 * Text of reports on a terminal: no escape sequence, no control or direction character, at most so many characters.
 * @param {string} text
 */
export function plain(text, limit = 200) {
  const shown = text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, ' ')
  return shown.length > limit ? `${shown.slice(0, limit)}...` : shown
}

/** @param {Shown} finding */
export function placeOf({ place }) {
  if (place === undefined) return ''
  return plain(place.line === undefined ? place.path : `${place.path}:${place.line}`)
}

/**
 * A path as a word of a command line.
 * @param {string} path
 */
export const word = (path) => (/^[\w./:@+-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`)
