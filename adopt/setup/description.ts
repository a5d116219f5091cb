import { markdownCode, markdownProse, printable } from '../../shared/report/escape.ts'
import type { Clone } from './clone.ts'
import type { Place } from './detect/seen.ts'
import type { SetupOptions } from './options.ts'
import type { Choice, Proposal } from './propose/proposal.ts'
import { RULESET_PATH } from './propose/propose.ts'

const LINE = 2_000
const DIFF_LINES = 200

/** The one commit's message: what was chosen and why, without Markdown. */
export function commitMessage({ choices, files }: Proposal): string {
  const lines = choices.map(
    ({ topic, text, seen }) =>
      `- ${plain(topic)}: ${plain(text)}${seen.length === 0 ? '' : ` Seen in ${seen.map(shown).join(', ')}.`}`,
  )
  return [
    'Propose production-gates: policy, code owners, workflows',
    '',
    `Proposed from what the repository holds. ${files.length === 1 ? 'One file' : `${files.length} files`}; nothing blocks yet, nothing was pushed.`,
    '',
    ...lines,
    '',
  ].join('\n')
}

/** For whoever reviews the branch: the body of its pull request. */
export function description(
  proposal: Proposal,
  clone: Pick<Clone, 'repository' | 'current' | 'defaultBranch'>,
  options: SetupOptions,
  diff: string,
): string {
  const { files, choices, omitted, before } = proposal
  return [
    '# Hold this repository to a written Definition of Production',
    '',
    'Proposed by `setup` from the files of the repository. Nothing of it was run, nobody was asked over the network, and nothing was pushed.',
    '',
    '## Files',
    '',
    ...(files.length === 0
      ? ['None: everything that would be proposed is there.']
      : [
          '| file | |',
          '|---|---|',
          ...files.map(
            ({ path, change }) =>
              `| ${markdownCode(path, 300)} | ${change === 'new' ? 'new' : 'lines added at the end'} |`,
          ),
        ]),
    '',
    '## Choices',
    '',
    ...choices.map((choice) => `- ${choiceLine(choice)}`),
    '',
    ...listOf('Left out, and why', omitted),
    ...listOf('Before you merge', [...before, ...branchNote(clone)]),
    ...(diff === '' ? [] : ['## What changes in files that are there', '', ...diffLines(diff), '']),
    ...afterwards(
      files.some(({ path }) => path === RULESET_PATH),
      clone.repository,
    ),
    '## How to undo it',
    '',
    `- Before the merge: delete the branch, \`git branch -D ${options.branch}\`. Nothing else was touched.`,
    '- After it: revert the merge. The gate stops with its workflow; a ruleset that was imported is deleted in the settings, or its check would wait for ever.',
    '',
  ].join('\n')
}

const choiceLine = ({ topic, text, seen }: Choice): string =>
  `**${markdownProse(topic, 200)}.** ${markdownProse(text, LINE)}${seen.length === 0 ? '' : ` Seen in ${seen.map((place) => markdownCode(shown(place), 300)).join(', ')}.`}`

const listOf = (title: string, rows: readonly string[]): string[] =>
  rows.length === 0 ? [] : [`## ${title}`, '', ...rows.map((row) => `- ${markdownProse(row, LINE)}`), '']

function branchNote({ current, defaultBranch }: Pick<Clone, 'current' | 'defaultBranch'>): string[] {
  return defaultBranch === undefined || defaultBranch === current
    ? []
    : [`The branch starts at \`${current}\`, which is checked out, and not at the default branch \`${defaultBranch}\`.`]
}

/** Indented, which Markdown shows as it is: no line of the repository can end the block. */
function diffLines(diff: string): string[] {
  const lines = diff.split('\n').filter((line, index, all) => index < all.length - 1 || line !== '')
  const shownLines = lines.slice(0, DIFF_LINES).map((line) => `    ${printable(line, 300)}`.trimEnd())
  return lines.length > DIFF_LINES
    ? [...shownLines, '', `${lines.length - DIFF_LINES} more lines are in the commit.`]
    : shownLines
}

function afterwards(hasRuleset: boolean, repository: Clone['repository']): string[] {
  if (!hasRuleset) return []
  const where = repository === undefined ? 'OWNER/REPOSITORY' : `${repository.owner}/${repository.name}`
  return [
    '## After the merge',
    '',
    'The ruleset watches first and blocks later. `evaluate` is there on GitHub Enterprise; elsewhere put `disabled` into the file. The second command makes it block:',
    '',
    `    gh api --method POST repos/${where}/rulesets --input ${RULESET_PATH}`,
    `    gh api --method PUT repos/${where}/rulesets/ID -f enforcement=active`,
    '',
    'Its check is written by GITHUB_TOKEN, so any workflow of the repository can forge it: it stops mistakes, not an insider. An App of your own (`enforcement.app-id`) stops both.',
    '',
  ]
}

const shown = ({ path, line }: Place): string => printable(line === undefined ? path : `${path}:${line}`, 300)
const plain = (text: string): string => printable(text, LINE).replaceAll('`', '')
