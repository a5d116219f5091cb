// @ts-check
import { spawnSync } from 'node:child_process'
import { nodeForActions } from './bundle.mjs'

/** Commands of `dist/adopt`: what comes after the name is theirs to read. */
const COMMANDS = ['backtest', 'doctor', 'roster', 'setup']

/** @param {string} name */
export const existsAsCommand = (name) => COMMANDS.includes(name)

/**
 * In the reader's own folder and environment, where the token is, and on the reader's own terminal.
 * @param {string} bundle
 * @param {readonly string[]} args the command first
 * @param {string} directory
 * @returns {number} its exit code, 3 when it was ended by a signal
 */
export function runAdopt(bundle, args, directory) {
  const { status, error } = spawnSync(nodeForActions(), [bundle, ...args], { cwd: directory, stdio: 'inherit' })
  if (error !== undefined) throw new Error(`${bundle} did not run`, { cause: error })
  return status ?? 3
}
