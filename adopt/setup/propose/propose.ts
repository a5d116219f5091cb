import { parseFile } from '../../../shared/policy/parse.ts'
import type { Place, Seen } from '../detect/seen.ts'
import { POLICY_PATH } from '../detect/wanted.ts'
import type { SetupOptions } from '../options.ts'
import type { Suite } from '../suite.ts'
import type { Examples } from '../templates/examples.ts'
import { rulesetJson } from '../templates/ruleset.ts'
import { ownersProposal } from './codeowners.ts'
import { isPlain } from './plain.ts'
import { observeUntil, policyText } from './policy.ts'
import type { Choice, Proposal, ProposedFile } from './proposal.ts'
import { qualityGates, scansOf } from './scans.ts'
import { workflowsFor } from './workflows.ts'

export const RULESET_PATH = '.github/production-gates/ruleset.json'

export interface ProposeCall {
  readonly seen: Seen
  readonly options: Pick<SetupOptions, 'preset' | 'security'>
  readonly suite: Suite | undefined
  readonly defaultBranch: string | undefined
  readonly examples: Examples
  /** ISO 8601 UTC. */
  readonly now: string
}

/** Pure: the same tree on the same day gives the same branch, byte for byte. */
export function propose({ seen, options, suite, defaultBranch, examples, now }: ProposeCall): Proposal {
  const workflows = workflowsFor(seen, scansOf(seen), suite, defaultBranch, examples)
  const owners = ownersProposal(seen, options.security)
  const text = policyText(seen, options, defaultBranch, now, workflows.gated)
  refuseInvalid(text)
  const files: ProposedFile[] = [
    ...(seen.policy === undefined ? [added(POLICY_PATH, text)] : []),
    ...(owners.kind === 'none'
      ? []
      : [
          {
            path: owners.path,
            change: owners.kind,
            content: owners.text,
            mode: seen.codeowners?.entry.mode ?? '100644',
          },
        ]),
    ...workflows.files,
    ...(seen.taken.has(RULESET_PATH) || !workflows.gated
      ? []
      : [added(RULESET_PATH, rulesetJson(examples.ruleset, 'production-gates/security-gate'))]),
  ]
  return {
    files,
    choices: [
      policyChoice(seen, options.preset, now),
      ciChoice(seen),
      ...workflows.choices,
      ownersChoice(owners, options.security),
      ...queueChoice(seen),
      ...(workflows.gated ? [rulesetChoice()] : []),
    ],
    omitted: [
      ...(seen.policy === undefined ? [] : additionsOf(seen)),
      ...(owners.kind === 'none' ? [`No line for code owners: ${owners.why}.`] : []),
      ...workflows.omitted,
      ...(seen.taken.has(RULESET_PATH) ? [`\`${RULESET_PATH}\` is there and was left as it is.`] : []),
      ...seen.unread.slice(0, LISTED).map(({ path, why }) => `\`${path}\`: ${why}.`),
      ...(seen.unread.length > LISTED
        ? [`${seen.unread.length - LISTED} more files were not read, or not wholly.`]
        : []),
      ...oddNames(seen),
      ...notAdded(seen),
    ],
    before: [
      ...workflows.before,
      ...(seen.policy !== undefined && workflows.gated
        ? [
            `\`${POLICY_PATH}\` needs \`trust: { check-runs: token }\` as long as GITHUB_TOKEN writes the check run; without it the gate calls its own check forged.`,
          ]
        : []),
      ...(options.security === undefined
        ? [
            'Nobody owns the gates yet: give `--security @org/team`, or fill in the lines in CODEOWNERS and `roles` in the policy.',
          ]
        : []),
      ...(defaultBranch === undefined
        ? [
            'This clone does not know the default branch (`git remote set-head origin --auto` tells it), so the workflows run for every branch.',
          ]
        : []),
    ],
  }
}

const LISTED = 20
const added = (path: string, content: string): ProposedFile => ({ path, change: 'new', content, mode: '100644' })

/** Our own mistake if it ever happens: a proposal that the gates would refuse is worse than none. */
function refuseInvalid(text: string): void {
  const [problem] = parseFile(text, POLICY_PATH).problems
  if (problem !== undefined)
    throw new Error(`The proposed policy is not valid, line ${problem.line}: ${problem.message}`)
}

function policyChoice({ policy, languages, packages }: Seen, preset: string, now: string): Choice {
  const found =
    languages.length === 0
      ? 'No language was recognised'
      : `Seen: ${languages
          .slice(0, 5)
          .map(({ name, files }) => `${name} (${files} ${files === 1 ? 'file' : 'files'})`)
          .join(', ')}`
  const managers = [...new Set(packages.map(({ manager }) => manager))].join(', ')
  const text =
    policy === undefined
      ? `Preset \`${preset}\`, and the security gate only observes until ${observeUntil(now)}: it judges and shows, and blocks nothing before that day is over. ${found}${managers === '' ? '' : `; packages by ${managers}`}.`
      : 'There is a policy already. It is not touched; what could be added to it stands below.'
  return {
    topic: 'Policy',
    text,
    seen:
      policy === undefined
        ? packages.slice(0, 5).map(({ manifest, lockfile }) => ({ path: lockfile ?? manifest }))
        : [policy],
  }
}

function ciChoice(seen: Seen): Choice {
  const gates = qualityGates(seen)
  const filtered = gates.filter(({ filtered: some }) => some).map(({ path }) => `\`${path}\``)
  const text =
    gates.length === 0
      ? 'No workflow that tests pull requests was seen, so `ci-green` keeps the preset’s `pr-quality-gate.yml` and waits for it.'
      : `Done needs ${gates.map(({ path }) => `\`${path}\``).join(', ')} green on the head commit; \`dod-check\` asks for it, which this branch does not add.${filtered.length === 0 ? '' : ` ${filtered.join(', ')} looks at some paths only; for changes elsewhere it is not applicable.`}`
  return {
    topic: 'CI',
    text,
    seen: gates.map(
      ({ path, jobs, events }) =>
        jobs.find(({ tests }) => tests !== undefined)?.tests ?? events.get('pull_request') ?? { path },
    ),
  }
}

function ownersChoice(owners: ReturnType<typeof ownersProposal>, security: string | undefined): Choice {
  const text =
    owners.kind === 'none'
      ? `${owners.why}.`
      : `${owners.kind === 'new' ? 'A new' : 'Lines at the end of'} \`${owners.path}\`: ${security === undefined ? 'comments only, because no owner was given' : `changes to \`.github/\`, the code owners and the policy need \`${security}\``}. Whoever can change the gates unseen can pass them.`
  return { topic: 'Code owners', text, seen: owners.kind === 'appended' ? [{ path: owners.path }] : [] }
}

const queueChoice = ({ mergeQueue }: Seen): Choice[] =>
  mergeQueue === undefined
    ? []
    : [
        {
          topic: 'Merge queue',
          text: 'A workflow runs on `merge_group`, so the scans do too, and the gate judges each group when they have ended.',
          seen: [mergeQueue],
        },
      ]

const rulesetChoice = (): Choice => ({
  topic: 'Ruleset',
  text: `\`${RULESET_PATH}\` is only a file until somebody imports it. It is in \`evaluate\`: GitHub then shows what it would have stopped, and stops nothing. Its rules for the default branch: a pull request with a code owner’s approval of the last push, the gate’s check, no deletion, no force push.`,
  seen: [],
})

function additionsOf(seen: Seen): string[] {
  const { openapi, graphql, flags, migrations, runbooks } = seen.inventory
  const could = (key: string, found: readonly Place[]) =>
    found.length === 0
      ? []
      : [
          `\`${key}\` could name ${found
            .slice(0, 5)
            .map(({ path }) => `\`${path}\``)
            .join(', ')}, if it does not yet.`,
        ]
  return [
    `\`${POLICY_PATH}\` is there, so none is proposed and not a line of it is changed.`,
    ...could('definition-of-done.ci-green.workflows', qualityGates(seen)),
    ...could('definition-of-done.documented', [...openapi, ...graphql]),
    ...could('definition-of-done.flagged.flags', flags),
    ...could(
      'change-management.migrations.paths',
      migrations.map(({ glob }) => ({ path: glob })),
    ),
    ...could(
      'change-management.runbooks.paths',
      runbooks.map(({ glob }) => ({ path: glob })),
    ),
  ]
}

/** What was seen under a name that cannot stand in a file of ours. */
function oddNames({ inventory, workflows }: Seen): string[] {
  const { openapi, graphql, flags, migrations, runbooks } = inventory
  const all = [
    ...openapi,
    ...graphql,
    ...flags,
    ...workflows,
    ...[...migrations, ...runbooks].map(({ place }) => place),
  ]
  const odd = all.filter(({ path }) => !isPlain(path)).length
  return odd === 0
    ? []
    : [
        `${odd} ${odd === 1 ? 'file was' : 'files were'} left out of the policy because of unusual characters in the name.`,
      ]
}

/** What other tools are for, and belongs beside the gates all the same. */
function notAdded({ updates, securityPolicy, inventory }: Seen): string[] {
  const infrastructure = inventory.infrastructure.map(({ tool, place }) => `${tool} (\`${place.path}\`)`)
  return [
    ...(updates === undefined ? ['No updates of dependencies (Dependabot, Renovate) were seen; setup adds none.'] : []),
    ...(securityPolicy === undefined
      ? ['No `SECURITY.md` was seen, so nobody is told where to report a hole; setup does not know whom to name.']
      : []),
    ...(infrastructure.length === 0
      ? []
      : [
          `Misconfigurations of ${infrastructure.join(', ')} are judged when a scanner for them reports; none is required, none is added.`,
        ]),
  ]
}
