// @ts-check
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  copyFileSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'
import { parse } from 'yaml'
import { filesLike } from './files-like.mjs'
import { MistakeError } from './mistake.mjs'

/** @import { OwnFiles } from './options.mjs' */

const POLICY = '.github/production.yml'
const ENVELOPE = '.envelope.json'
const ENVELOPE_KINDS = ['sast', 'sca', 'secret', 'misconfiguration']

/**
 * @typedef {object} Workspace
 * @property {string} path what the gate takes for the workspace
 * @property {string} commit full SHA
 * @property {string} policy relative to `path`; the file is missing when there is no policy
 * @property {readonly string[]} notes what was assumed or said on the reader's behalf
 */

/**
 * A copy of what the gate reads (reports, policy, exceptions, VEX) beside a repository without files that borrows the
 * objects of the reader's: git can be asked about the commit, and nothing is written to the reader's folder.
 * @param {string} directory where the reader stands
 * @param {string} target must not exist
 * @param {OwnFiles} options
 * @returns {Workspace}
 * @throws {MistakeError}
 */
export function prepareWorkspace(directory, target, options) {
  const repository = repositoryOf(directory)
  const commit = commitOf(directory, repository, options.commit)
  // Paths in the commit are relative to its root, and the reader may stand in a folder of it.
  const path = join(target, repository?.prefix ?? '')
  mkdirSync(path, { recursive: true })
  if (repository !== undefined) {
    git(target, 'init', '--quiet', '--template=', `--object-format=${repository.format}`)
    mkdirSync(join(target, '.git', 'objects', 'info'), { recursive: true })
    writeFileSync(join(target, '.git', 'objects', 'info', 'alternates'), `${repository.objects}\n`)
  }
  const policy = placePolicy(directory, path, options)
  const reports = options.reports.flatMap((pattern) => filesLike(directory, pattern.replace(/^[a-z]+=/, '')))
  for (const report of reports) {
    place(directory, path, report)
    if (existsSync(join(directory, `${report}${ENVELOPE}`))) place(directory, path, `${report}${ENVELOPE}`)
  }
  const vouched = options.vouch ? vouch(path, reports, commit, options) : []
  return { path, commit, policy: policy.path, notes: [...policy.notes, ...vouched] }
}

/**
 * @typedef {object} Repository
 * @property {string} prefix of the reader's folder below the root, empty or with a slash at the end
 * @property {string} objects
 * @property {string} format `sha1` or `sha256`
 */

/**
 * @param {string} directory
 * @returns {Repository | undefined}
 */
function repositoryOf(directory) {
  try {
    const [prefix = '', format = ''] = git(directory, 'rev-parse', '--show-prefix', '--show-object-format').split('\n')
    const [objects = ''] = git(directory, 'rev-parse', '--path-format=absolute', '--git-path', 'objects').split('\n')
    return { prefix, format, objects }
  } catch {
    return undefined
  }
}

/**
 * @param {string} directory
 * @param {Repository | undefined} repository
 * @param {string} [given]
 */
function commitOf(directory, repository, given) {
  if (repository === undefined) {
    if (given !== undefined && /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(given)) return given
    throw new MistakeError([
      `${directory} is no git repository, so the commit cannot be looked up. Give --commit with all 40 hex digits.`,
    ])
  }
  try {
    return git(directory, 'rev-parse', '--verify', '--quiet', '--end-of-options', `${given ?? 'HEAD'}^{commit}`).trim()
  } catch {
    const what = given === undefined ? 'HEAD has no commit yet' : `--commit: ${given} is no commit of this repository`
    throw new MistakeError([`${what}. \`git log\` shows what there is; a shallow clone may lack it.`])
  }
}

/**
 * @param {string} directory
 * @param {string} target
 * @param {OwnFiles} options
 * @returns {{ readonly path: string, readonly notes: readonly string[] }}
 */
function placePolicy(directory, target, { kinds, policy }) {
  if (kinds !== undefined) {
    const text = `version: 1\npreset: starter\ndefaults: 2026.11\nsecurity-gate:\n  require: [${kinds.join(', ')}]\n`
    write(join(target, POLICY), text)
    return {
      path: POLICY,
      notes: [`Only ${kinds.join(', ')} is judged, by a temporary policy: ${join(target, POLICY)}`],
    }
  }
  const inside = policy === undefined ? POLICY : relative(directory, policy).split(sep).join('/')
  const outside = inside.startsWith('../') || isAbsolute(inside)
  const path = outside ? `policy/${basename(inside)}` : inside
  const source = policy ?? join(directory, POLICY)
  if (!existsSync(source)) {
    return { path, notes: [`There is no ${POLICY} here: judged by preset starter, which only observes (exit 0).`] }
  }
  mkdirSync(dirname(join(target, path)), { recursive: true })
  copyFileSync(source, join(target, path))
  for (const file of namedBy(readFileSync(source, 'utf8')).flatMap((pattern) => filesLike(directory, pattern))) {
    place(directory, target, file)
  }
  return { path, notes: [`Policy: ${source}`] }
}

/**
 * The files of the reader that a policy points at. A policy that cannot be read names none; the gate says what is wrong.
 * @param {string} text
 * @returns {readonly string[]}
 */
function namedBy(text) {
  const fallback = ['.github/security-exceptions.yml']
  try {
    const section = parse(text)?.['security-gate'] ?? {}
    const vex = Array.isArray(section.vex) ? section.vex : []
    return [section.exceptions ?? fallback[0], ...vex].filter(
      (name) => typeof name === 'string' && !name.includes('..'),
    )
  } catch {
    return fallback
  }
}

/**
 * Bytes and time as they are. A link stays a link to where it leads: what it leads to is the gate's to judge.
 * @param {string} directory
 * @param {string} target
 * @param {string} name
 */
function place(directory, target, name) {
  const source = join(directory, name)
  const copy = join(target, name)
  const found = lstatSync(source)
  mkdirSync(dirname(copy), { recursive: true })
  if (lstatSync(copy, { throwIfNoEntry: false }) !== undefined) return
  if (found.isSymbolicLink()) {
    symlinkSync(existsSync(source) ? realpathSync(source) : source, copy)
  } else if (found.isFile()) {
    copyFileSync(source, copy)
    utimesSync(copy, found.atime, found.mtime)
  } else {
    // A pipe or a device cannot be copied; an empty folder in its place is no report either.
    mkdirSync(copy)
  }
}

/**
 * @param {string} workspace
 * @param {readonly string[]} reports
 * @param {string} commit
 * @param {OwnFiles} options
 * @returns {readonly string[]} what was vouched for
 */
function vouch(workspace, reports, commit, options) {
  return [...new Set(reports)].flatMap((report) => {
    const file = join(workspace, report)
    if (report.endsWith(ENVELOPE) || !lstatSync(file).isFile()) return []
    if (existsSync(`${file}${ENVELOPE}`)) return [`${report} has an envelope of its own, which stays.`]
    const finishedAt = lstatSync(file).mtime.toISOString()
    const envelope = {
      schema: 'urn:production-gates:envelope:v1',
      kinds: kindsOf(report, options),
      tool: 'vouched for by hand',
      commit,
      sha256: createHash('sha256').update(readFileSync(file)).digest('hex'),
      finishedAt,
    }
    write(`${file}${ENVELOPE}`, `${JSON.stringify(envelope, null, 2)}\n`)
    return [`commit vouched for by you: ${report} is a scan of ${commit.slice(0, 7)} that finished at ${finishedAt}`]
  })
}

/**
 * What the reader says the scan was; an envelope needs a kind. What it really shows is read from its content.
 * @param {string} report
 * @param {OwnFiles} options
 */
function kindsOf(report, { reports, kinds = ['sast', 'sca', 'secret'] }) {
  const named = ENVELOPE_KINDS.find((kind) => reports.includes(`${kind}=${report}`))
  return named === undefined ? kinds : [named]
}

/**
 * @param {string} file
 * @param {string} text
 */
function write(file, text) {
  mkdirSync(dirname(file), { recursive: true })
  writeFileSync(file, text)
}

/**
 * @param {string} directory
 * @param {string[]} args
 */
function git(directory, ...args) {
  // Of a hook's or an editor's git environment nothing is taken over: the folder says which repository is meant.
  const env = Object.entries(process.env).filter(([name]) => !name.toUpperCase().startsWith('GIT_'))
  return execFileSync('git', args, {
    cwd: directory,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...Object.fromEntries(env), GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1' },
  })
}
