/**
 * The only file that knows @actions/core. Its index loads the OIDC client and with it undici: 42 ms of every cold start
 * for something no gate uses. `exports` of the package closes the way to single modules by name, so they are taken by
 * path; scripts/build.mjs links build/node_modules for the bundler, and test/shared/run/toolkit.test.ts fails when an
 * update of the package moves them.
 */
import { issueCommand } from '../../node_modules/@actions/core/lib/command.js'
import { prepareKeyValueMessage } from '../../node_modules/@actions/core/lib/file-command.js'

/** Writes one `::name properties::message` line to stdout, encoded as the runner decodes it. */
export type Command = (
  name: string,
  properties: Readonly<Record<string, string | number | undefined>>,
  message: string,
) => void

export const command: Command = (name, properties, message) => {
  const given = Object.entries(properties).filter(([, value]) => value !== undefined)
  issueCommand(name, Object.fromEntries(given), message)
}

/** One `name<<delimiter` block of GITHUB_OUTPUT with a random delimiter: a value cannot set another output. */
export const outputBlock = (name: string, value: string): string => `${prepareKeyValueMessage(name, value)}\n`
