import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { SHIPPED } from '../../../adopt/setup/templates/examples.ts'
import { folderProblems } from '../../metadata/folder-rules.ts'
import { EXAMPLES, proposalFor, SUITE } from './support.ts'

const root = join(import.meta.dirname, '../../..')

/** What a proposal is when nothing of the repository has to be put in but whose copy, which commit, which branch. */
function asExample(text: string): string {
  return text
    .replaceAll(`harbour/production-gates/`, 'OWNER/production-gates/')
    .replaceAll(`@${SUITE.commit} # v${SUITE.version}`, `@${'0'.repeat(40)} # v0.1.0`)
    .replace('branches: ["main"]', 'branches: [main]')
    .replace('artifacts: |\n            .github', 'artifacts: .github')
    .replace(/workflows: \[(.*)\]/, (_, names: string) => `workflows: [${names.replaceAll('"', '')}]`)
}

const QUEUED = { '.github/workflows/ci.yml': 'on: [pull_request, merge_group]\njobs: {}\n' }

test('what is proposed is what examples/workflows holds, docs/install.md describes and the scenes of shipped.test.ts run', () => {
  const proposed = proposalFor(QUEUED).files.filter(({ path }) => path.startsWith('.github/workflows/'))
  const files = proposed.map(({ path, content }) => [path.replace('.github/', ''), asExample(content)])
  expect(files.map(([path]) => path)).toEqual(['scan', ...SHIPPED].map((name) => `workflows/${name}.yml`))
  for (const [path = '', text] of files) expect(text).toBe(readFileSync(join(root, 'examples', path), 'utf8'))
})

test('what is proposed can stand together: names, artifacts, one version', () => {
  const inputsOf = (name: string): string[] =>
    Object.keys(parse(readFileSync(join(root, 'actions', name, 'action.yml'), 'utf8')).inputs)
  const inputs = { 'security-gate': inputsOf('security-gate'), 'dod-check': inputsOf('dod-check') }
  for (const tree of [{}, QUEUED]) {
    const proposed = proposalFor(tree).files.filter(({ path }) => path.startsWith('.github/workflows/'))
    const files = Object.fromEntries(
      proposed.map(({ path, content }) => [path.replace('.github/workflows/', ''), content]),
    )
    expect(folderProblems({ files, called: {}, inputs })).toEqual([])
  }
})

test('an example that has lost what is filled in is no proposal', () => {
  const workflows = { ...EXAMPLES.workflows, push: EXAMPLES.workflows.push.replace('.github/workflows/scan.yml', 'a') }
  expect(() => proposalFor({}, { examples: { ...EXAMPLES, workflows } })).toThrow('to fill in')
  const ruleset = EXAMPLES.ruleset.replaceAll('security-gate', 'other-gate')
  expect(() => proposalFor({}, { examples: { ...EXAMPLES, ruleset } })).toThrow('does not require')
})
