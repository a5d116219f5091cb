// @ts-check
import { statSync } from 'node:fs'
import { isAbsolute, relative, resolve, sep } from 'node:path'
import { parseArgs } from 'node:util'

export const HELP = `npm start
    Runs the demo: the shipped security-gate judges two commits of examples/demo, blocks the first, passes the second.
    Then the shipped dod-check judges a release pull request, with everything missing and with everything there.

npm start -- --reports PATTERN [...]
    Judges your own scanner reports. From another folder: npm start --prefix /path/to/production-gates -- --reports ...

  --reports PATTERN  Files that scanners wrote, relative to the folder you are in; quote patterns: 'results/*'.
                     \`kind=PATTERN\` names the kind of a scanner that is not known. May be given more than once.
  --commit SHA       The commit they are about. Default: HEAD of the folder you are in.
  --kinds KINDS      Judge only these: sast, sca, secret, with commas between. Writes a temporary policy for it.
  --policy FILE      The policy to judge by. Default: .github/production.yml; without one, preset starter, observing.
  --vouch            You say that these files are scans of that commit, finished when the files were last written.
                     For a try-out on this machine: in CI the scan step writes an envelope beside each report.
  --help             Shows this.

npm start -- doctor [--repo OWNER/NAME] [--policy PATH] [--json]
    What the gates could see with the token in GITHUB_TOKEN or GH_TOKEN, and whether they are really required.
npm start -- setup [--directory DIR] [--preset starter|standard|production] [--owner ORG] [--security @org/team] ...
    Proposes policy, workflows and CODEOWNERS for a clone, as one commit on a branch of it. Asks nobody, pushes nothing.
npm start -- backtest [--repo OWNER/NAME] [--last 50] [--preset starter|standard|production] [--policy PATH] [--json]
    What each criterion of a preset would have held back among the pull requests that were merged last. Needs a token.
npm start -- roster [--repo OWNER/NAME] [--policy PATH]
    Prints .github/production-roster.yml: who is in the teams that are asked for. Needs a token that may read members.

Exit code: 0 passed (or only observed), 1 blocked, 2 blind: evidence is missing, 3 a mistake in options or policy.`

/** Kinds that a policy can require. */
const KINDS = ['sast', 'sca', 'secret']

const OPTIONS = /** @type {const} */ ({
  reports: { type: 'string', multiple: true },
  commit: { type: 'string' },
  kinds: { type: 'string' },
  policy: { type: 'string' },
  vouch: { type: 'boolean' },
  help: { type: 'boolean' },
})

/**
 * @typedef {object} OwnFiles
 * @property {'own'} mode
 * @property {readonly string[]} reports patterns relative to the reader's folder, `kind=` kept
 * @property {string} [commit] as given
 * @property {readonly string[]} [kinds]
 * @property {string} [policy] absolute
 * @property {boolean} vouch
 *
 * @typedef {{ readonly mode: 'demo' } | { readonly mode: 'help' } | OwnFiles
 *   | { readonly mode: 'refused', readonly problems: readonly string[] }} Options
 */

/**
 * @param {readonly string[]} args
 * @param {string} directory where the reader stands
 * @returns {Options} every problem at once when there is one
 */
export function readOptions(args, directory) {
  /** @type {string[]} */
  const problems = []
  /** @type {string[]} */
  const reports = []
  /** @type {Record<string, string>} */
  const given = {}
  const { tokens } = parseArgs({
    args: args.map(withoutSwallowing),
    options: OPTIONS,
    strict: false,
    tokens: true,
    allowPositionals: true,
  })
  for (const token of tokens) {
    // A pattern that was not quoted arrives as one word per file.
    if (token.kind === 'positional') reports.push(token.value)
    if (token.kind !== 'option') continue
    if (!Object.hasOwn(OPTIONS, token.name)) {
      problems.push(
        `${token.rawName} is no option. Known are ${Object.keys(OPTIONS)
          .map((name) => `--${name}`)
          .join(', ')}.`,
      )
    } else if (OPTIONS[/** @type {keyof typeof OPTIONS} */ (token.name)].type === 'boolean') {
      if (token.value !== undefined) problems.push(`${token.rawName} takes no value: write it alone.`)
      given[token.name] = 'true'
    } else if (token.value === undefined || token.value.trim() === '') {
      problems.push(`${token.rawName} needs a value: ${EXAMPLES[token.name] ?? ''}.`)
      given[token.name] = ''
    } else if (token.name === 'reports') {
      given['reports'] = 'true'
      reports.push(token.value)
    } else {
      if (given[token.name] !== undefined) problems.push(`${token.rawName} is given more than once.`)
      given[token.name] = token.value
    }
  }
  if (given['help'] !== undefined) return { mode: 'help' }
  if (given['reports'] === undefined) {
    if (reports.length > 0) problems.push(`${reports[0]} belongs to no option. Did you mean --reports '${reports[0]}'?`)
    const lonely = Object.keys(given).map((name) => `--${name}`)
    if (lonely.length > 0) problems.push(`${lonely.join(', ')} needs --reports: the demo takes no options.`)
    return problems.length > 0 ? { mode: 'refused', problems } : { mode: 'demo' }
  }
  const patterns = reports.map((pattern) => insideOf(directory, pattern, problems))
  const kinds = given['kinds'] === undefined ? undefined : kindsOf(given['kinds'], problems)
  const policy = given['policy'] ? resolve(directory, given['policy']) : undefined
  if (policy !== undefined && !isFile(policy)) problems.push(`--policy: there is no file ${given['policy']}.`)
  if (kinds !== undefined && given['policy'] !== undefined) {
    problems.push('--kinds and --policy exclude each other: the policy says what is required (security-gate.require).')
  }
  if (problems.length > 0) return { mode: 'refused', problems }
  return {
    mode: 'own',
    reports: patterns,
    vouch: given['vouch'] !== undefined,
    ...(given['commit'] === undefined ? {} : { commit: given['commit'] }),
    ...(kinds === undefined ? {} : { kinds }),
    ...(policy === undefined ? {} : { policy }),
  }
}

/**
 * parseArgs would take the next option for the value of one that was given without.
 * @param {string} arg
 * @param {number} index
 * @param {readonly string[]} all
 */
function withoutSwallowing(arg, index, all) {
  const option = Object.entries(OPTIONS).find(([name]) => arg === `--${name}`)?.[1]
  return option?.type === 'string' && (all[index + 1] ?? '--').startsWith('--') ? `${arg}=` : arg
}

/** @type {Readonly<Record<string, string>>} */
const EXAMPLES = {
  reports: "--reports 'results/*'",
  commit: '--commit 9a04d1e',
  kinds: '--kinds sast,secret',
  policy: '--policy .github/production.yml',
}

/**
 * The gate reads nothing outside of its workspace, which is this folder.
 * @param {string} directory
 * @param {string} text
 * @param {string[]} problems
 */
function insideOf(directory, text, problems) {
  const [, kind = '', pattern = text] = /^([a-z]+=)(.+)$/.exec(text) ?? []
  const path = isAbsolute(pattern) ? relative(directory, pattern) : pattern
  const names = path.split(sep).join('/').split('/')
  if (isAbsolute(path) || names.includes('..')) {
    problems.push(`--reports: ${pattern} lies outside of ${directory}. Stand in a folder that holds the reports.`)
  }
  return `${kind}${names.filter((name) => name !== '.').join('/')}`
}

/**
 * @param {string} text
 * @param {string[]} problems
 */
function kindsOf(text, problems) {
  const kinds = text.split(',').map((kind) => kind.trim())
  for (const kind of kinds.filter((one) => !KINDS.includes(one))) {
    if (text !== '') problems.push(`--kinds: "${kind}" is not one of ${KINDS.join(', ')}.`)
  }
  return [...new Set(kinds)]
}

/** @param {string} path */
const isFile = (path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true
