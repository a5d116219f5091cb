// @ts-check
import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { MistakeError } from './mistake.mjs'

/** The gate reads 1,000 reports at most. */
const MOST_FILES = 2_000
/** A walk longer than this is over somebody's `node_modules`. */
const MOST_ENTRIES = 1_000_000

/**
 * Files that a pattern of the gate may match, and perhaps more: they are only copied to where the gate looks, and its
 * own matcher decides. So the folders before the first special character, the depth and the end of the name are enough.
 * Linked folders are not entered, `.git` never.
 * @param {string} directory
 * @param {string} pattern relative, `/` between names
 * @returns {readonly string[]} relative, `/` between names, sorted
 * @throws {MistakeError} when it is too many
 */
export function filesLike(directory, pattern) {
  const names = pattern.split('/').filter((name) => name !== '' && name !== '.')
  const special = names.findIndex((name) => /[*?[{]/.test(name))
  const fixed = special === -1 ? names : names.slice(0, special)
  const depth = pattern.includes('**') || /\{[^}]*\//.test(pattern) ? Number.POSITIVE_INFINITY : names.length
  const end = special === -1 ? '' : (/[^*?[\]{}/]*$/.exec(pattern)?.[0] ?? '')
  /** @type {string[]} */
  const found = []
  let entries = 0
  /** @param {readonly string[]} path */
  const visit = (path) => {
    entries += 1
    const file = path.join('/')
    const entry = lstatSync(join(directory, file), { throwIfNoEntry: false })
    if (entry === undefined) return
    if (!entry.isDirectory()) {
      if (file.endsWith(end)) found.push(file)
    } else if (path.length < depth) {
      for (const name of readdirSync(join(directory, file)).sort()) if (name !== '.git') visit([...path, name])
    }
    if (found.length > MOST_FILES || entries > MOST_ENTRIES) throw tooMany(pattern)
  }
  visit(fixed)
  return found
}

/** @param {string} pattern */
const tooMany = (pattern) =>
  new MistakeError([`${pattern} is about more files than can be read. Name the folder that holds the reports.`])
