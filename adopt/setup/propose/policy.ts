import type { Preset } from '../../../shared/policy/sections/base.ts'
import type { Place, Seen } from '../detect/seen.ts'
import type { SetupOptions } from '../options.ts'
import { isPlain, placeText, quoted } from './plain.ts'
import { qualityGates } from './scans.ts'

const OBSERVE_DAYS = 30
const DAY = 86_400_000
/** Comments that show what was seen stay a page long. */
const SHOWN = 5

/** The last day of observing. */
export const observeUntil = (now: string): string =>
  new Date(Date.parse(now) + OBSERVE_DAYS * DAY).toISOString().slice(0, 10)

/**
 * The text of `.github/production.yml`. Values only where something was seen; the thresholds are the preset's and are
 * not repeated, so that nothing here could loosen one. Every preset but starter judges the criteria that the
 * inventories are for; under starter they stand as comments.
 */
export function policyText(
  seen: Seen,
  options: Pick<SetupOptions, 'preset' | 'security'>,
  defaultBranch: string | undefined,
  now: string,
  gated: boolean,
): string {
  const { preset, security } = options
  return [
    '# What Production means for this repository. The gates read it from the tip of the default branch, never from a',
    '# change. Proposed from what was seen in the repository: each value says where.',
    'version: 1',
    `preset: ${preset} # ${PRESET_NOTES[preset]}`,
    'defaults: 2026.11 # edition of the preset: an update of the gates changes nothing here',
    '',
    '# Everything is judged and shown, and nothing blocks, up to and including this day (90 days at most). Then the gate',
    '# enforces, without anybody doing anything.',
    'rollout:',
    `  security-gate: { observe-until: ${observeUntil(now)} } # nothing was enforced when this was proposed`,
    '',
    ...roleLines(security),
    '',
    ...branchLines(defaultBranch),
    '',
    ...(gated ? [TRUST, ''] : []),
    ...doneLines(seen, preset),
    ...changeLines(seen, preset),
    ...notSeenLines(seen),
  ].join('\n')
}

/** The proposed workflows write their check run with GITHUB_TOKEN: without this the gate would call it forged. */
const TRUST =
  'trust: { check-runs: token } # GITHUB_TOKEN writes the check run, and any workflow could; leave this out once an App does'

const PRESET_NOTES: Readonly<Record<Preset, string>> = {
  starter: 'secrets, critical and high findings a change brings in, CI green, one approval of another person',
  standard: 'all of the Definition of Done; what rests on heuristics warns',
  production: 'every threshold, duration and mechanism of the founding documents',
}

function roleLines(security: string | undefined): string[] {
  const name = security?.slice(1)
  if (name === undefined)
    return [
      '# roles: { security: { teams: [org/team] } } # not given (--security): who approves changes to the gates and exceptions',
    ]
  return [
    'roles:',
    `  security: { ${name.includes('/') ? 'teams' : 'users'}: [${quoted(name)}] } # as given: --security`,
  ]
}

function branchLines(branch: string | undefined): string[] {
  if (branch === undefined || !isPlain(branch))
    return [
      '# enforcement: { branch: main } # this clone does not say which branch is the default one (git remote set-head origin --auto)',
    ]
  return ['enforcement:', `  branch: ${quoted(branch)} # seen in refs/remotes/origin/HEAD`]
}

function doneLines(seen: Seen, preset: Preset): string[] {
  const gates = qualityGates(seen)
  const { openapi, graphql, flags } = seen.inventory
  const files = (places: readonly Place[]) => places.filter(({ path }) => isPlain(path))
  const ci =
    gates.length === 0
      ? [
          '  # ci-green: no workflow that tests pull requests was seen; it waits for .github/workflows/pr-quality-gate.yml',
        ]
      : [
          '  ci-green:',
          '    workflows:',
          ...gates.map(({ path, jobs, events }) => {
            const place = jobs.find(({ tests }) => tests !== undefined)?.tests ?? events.get('pull_request') ?? { path }
            return `      - ${quoted(path)} # seen in ${placeText(place)}`
          }),
        ]
  const api = [...listLines('openapi', files(openapi), '    '), ...listLines('graphql', files(graphql), '    ')]
  const inventories = [
    ...(api.length === 0 ? [] : ['  documented:', ...api]),
    ...(files(flags).length === 0 ? [] : ['  flagged:', ...listLines('flags', files(flags), '    ')]),
  ]
  const below = preset === 'starter' ? asComments(inventories, 'read by preset standard and above') : inventories
  // A key with nothing but comments below it would be empty, which is no valid section.
  const live = gates.length > 0 || (preset !== 'starter' && inventories.length > 0)
  return [live ? 'definition-of-done:' : '# definition-of-done:', ...ci, ...below, '']
}

function changeLines(seen: Seen, preset: Preset): string[] {
  const migrations = seen.inventory.migrations.filter(({ glob }) => isPlain(glob.replaceAll('*', 'x')))
  const runbooks = seen.inventory.runbooks.filter(({ glob }) => isPlain(glob.replaceAll('*', 'x')))
  const rollback = migrations.find((one) => one.rollback !== undefined)?.rollback
  const lines = [
    ...(migrations.length === 0
      ? []
      : [
          '  migrations:',
          '    paths:',
          ...migrations.map(({ glob, place }) => `      - ${quoted(glob)} # seen in ${placeText(place)}`),
          rollback === undefined
            ? '    # rollback: no folder rollback/ was seen; it would say where the down-migration of {timestamp} stands'
            : `    rollback: ${quoted(rollback)}`,
        ]),
    ...(runbooks.length === 0
      ? []
      : [
          '  runbooks:',
          '    paths:',
          ...runbooks.map(({ glob, place }) => `      - ${quoted(glob)} # seen in ${placeText(place)}`),
        ]),
  ]
  if (lines.length === 0) return []
  const section = ['change-management:', ...lines]
  return [...(preset === 'starter' ? asComments(section, 'read by preset standard and above') : section), '']
}

function listLines(key: string, places: readonly Place[], indent: string): string[] {
  return places.length === 0
    ? []
    : [`${indent}${key}:`, ...places.map((place) => `${indent}  - ${quoted(place.path)} # the file was seen`)]
}

const asComments = (lines: readonly string[], why: string): string[] =>
  lines.map((line, index) => `# ${line}${index === 0 ? ` # ${why}` : ''}`)

/** Inventories nobody can guess: whom a failure hurts is not in the tree. */
function notSeenLines(seen: Seen): string[] {
  const { migrations, openapi, graphql, flags, dockerfiles, runbooks } = seen.inventory
  const environments = seen.workflows.flatMap((workflow) => workflow.environments)
  const first = (places: readonly Place[]) => places.slice(0, SHOWN).map(placeText).join(', ')
  const line = (key: string, found: string, enables: string) =>
    `# ${key}: ${found === '' ? 'nothing was seen' : `seen: ${found}`}. ${enables}`
  return [
    '# What stands in no preset, because only you know it. Left out, it is not judged, and the report says so.',
    line(
      'artifacts',
      first(dockerfiles),
      'Say what is deployed and how critical it is: a change then names what it touches.',
    ),
    line(
      'environments',
      first(environments.map(({ place }) => place)),
      'Say which branch goes where: nothing in production may then refer to labs.',
    ),
    '# critical-paths: never guessed. A change to one needs its owners and touches its tests.',
    '# override: { approvers: [...] }: without approvers there is no override at all.',
    ...(openapi.length + graphql.length > 0
      ? []
      : [
          '# definition-of-done.documented: no OpenAPI or GraphQL schema was seen. With one, API changes must be in it.',
        ]),
    ...(flags.length > 0
      ? []
      : [
          '# definition-of-done.flagged: no flag definitions were seen. With them, risky changes must be behind a flag that is off.',
        ]),
    ...(migrations.length > 0
      ? []
      : [
          '# change-management.migrations: no folder migrations/ was seen. With one, each schema change needs a ticket and a way back.',
        ]),
    ...(runbooks.length > 0
      ? []
      : [
          '# change-management.runbooks: no folder runbooks/ was seen. With one, a change to what is operated names its runbook.',
        ]),
    '',
  ]
}
