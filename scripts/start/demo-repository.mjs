// @ts-check
import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync } from 'node:fs'
import { devNull } from 'node:os'
import { join } from 'node:path'

/** @typedef {{ readonly before: string, readonly after: string }} DemoCommits full SHAs */

/**
 * Two commits of the demo project, with the same two SHAs on every machine: bytes, names, dates and modes are fixed,
 * and nothing of the user's git (configuration, templates, hooks, attributes, environment) takes part.
 * @param {string} source folder that holds `before/` (the whole project) and `after/` (the files the mending changes)
 * @param {string} target folder for the repository; must not exist
 * @returns {DemoCommits}
 */
export function buildDemoRepository(source, target) {
  mkdirSync(target, { recursive: true })
  git(target, 'init', '--quiet', '--template=', '--object-format=sha1', '--initial-branch=main')
  cpSync(join(source, 'before'), target, { recursive: true })
  const before = commit(target, 'Berths can be booked, invoices are printed', '2026-11-16T09:00:00Z')
  cpSync(join(source, 'after'), target, { recursive: true })
  const after = commit(target, 'Mend what the security scans found', '2026-11-17T15:30:00Z')
  return { before, after }
}

/**
 * @param {string} repository
 * @param {string} sha
 */
export function checkOut(repository, sha) {
  git(repository, 'checkout', '--quiet', '--detach', sha)
}

/**
 * @param {string} repository
 * @param {string} message
 * @param {string} date
 */
function commit(repository, message, date) {
  git(repository, 'add', '--all', '--force')
  const person = { NAME: 'Harbour', EMAIL: 'harbour@example.invalid', DATE: date }
  const people = Object.entries(person).flatMap(([key, value]) => [
    [`GIT_AUTHOR_${key}`, value],
    [`GIT_COMMITTER_${key}`, value],
  ])
  run(repository, ['commit', '--quiet', '--no-verify', '--message', message], Object.fromEntries(people))
  return git(repository, 'rev-parse', 'HEAD').trim()
}

/**
 * @param {string} directory
 * @param {string[]} args
 */
function git(directory, ...args) {
  return run(directory, args, {})
}

// core.excludesFile and core.attributesFile have defaults under XDG_CONFIG_HOME that GIT_CONFIG_GLOBAL does not switch off.
const FIXED = {
  'core.autocrlf': 'false',
  'core.fileMode': 'false',
  'core.excludesFile': devNull,
  'core.attributesFile': devNull,
  'core.hooksPath': devNull,
  'commit.gpgSign': 'false',
  'advice.detachedHead': 'false',
}

/**
 * @param {string} directory
 * @param {string[]} args
 * @param {Record<string, string>} extra
 */
function run(directory, args, extra) {
  const inherited = Object.entries(process.env).filter(([key]) => !key.toUpperCase().startsWith('GIT_'))
  const settings = Object.entries(FIXED).flatMap(([key, value]) => ['-c', `${key}=${value}`])
  return execFileSync('git', [...settings, ...args], {
    cwd: directory,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
    env: {
      ...Object.fromEntries(inherited),
      GIT_CONFIG_GLOBAL: devNull,
      GIT_CONFIG_NOSYSTEM: '1',
      GIT_ATTR_NOSYSTEM: '1',
      GIT_TERMINAL_PROMPT: '0',
      ...extra,
    },
  })
}
