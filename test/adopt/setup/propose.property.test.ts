import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { parse, stringify } from 'yaml'
import { parseArtifacts } from '../../../actions/security-gate/gather/artifact-patterns.ts'
import { loadPolicy } from '../../../shared/policy/load.ts'
import { problemsOf } from '../../metadata/workflow-rules.ts'
import { fileOf, NOW, proposalFor } from './support.ts'

const odd = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1, maxLength: 12 }),
  fc.constantFrom(
    'a\nb',
    '\u001b[31mred',
    '"',
    "'",
    '#',
    ': ',
    '${{ x }}',
    '$(id)',
    '`',
    '|',
    'AKIAIOSFODNN7EXAMPLE',
    '\u202e',
    '-',
    '..',
  ),
)
const folder = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom('api', 'db', 'db/migrations', 'docs/runbooks', 'flags', 'vendor', 'src') },
  { weight: 1, arbitrary: odd },
)
const name = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      'openapi.yaml',
      'schema.graphql',
      '1_init.sql',
      'a.flagd.json',
      'main.go',
      'package.json',
      'Dockerfile',
      'db.md',
      'main.tf',
    ),
  },
  { weight: 1, arbitrary: odd.map((text) => `${text}.sql`) },
)
const step = fc.constantFrom(
  'run: npm test',
  'run: go test ./...',
  'run: gitleaks dir .',
  'run: semgrep ci',
  'run: npm audit',
  'uses: github/codeql-action/analyze@v4',
  'uses: actions/dependency-review-action@v4',
)
const workflowText = fc
  .tuple(fc.subarray(['push', 'pull_request', 'merge_group']), fc.array(step, { maxLength: 4 }), odd, odd, odd)
  .map(([on, steps, title, job, artifact]) =>
    stringify({
      name: title,
      on,
      jobs: {
        [job]: {
          environment: title,
          steps: [...steps.map((one) => parse(one)), { uses: 'actions/upload-artifact@v6', with: { name: artifact } }],
        },
      },
    }),
  )
const workflowPath = fc
  .oneof(
    fc.constantFrom('ci', 'scan', 'gate', 'tests'),
    odd.map((text) => text.replaceAll('/', '')),
  )
  .map((stem) => `.github/workflows/${stem}.yml`)

const tree = fc
  .tuple(
    fc.array(
      fc.tuple(folder, name).map((parts) => [parts.join('/'), ''] as const),
      { maxLength: 12 },
    ),
    fc.array(fc.tuple(workflowPath, fc.oneof({ weight: 4, arbitrary: workflowText }, { weight: 1, arbitrary: odd })), {
      maxLength: 4,
    }),
    fc.option(fc.string({ maxLength: 80 }), { nil: undefined }),
  )
  .map(([files, workflows, owners]) =>
    Object.fromEntries([...files, ...workflows, ...(owners === undefined ? [] : [['CODEOWNERS', owners]])]),
  )

const given = fc.record({
  preset: fc.constantFrom('starter', 'standard', 'production'),
  security: fc.constantFrom('@harbour/security', '@ann'),
  defaultBranch: fc.oneof(fc.constant('main'), odd),
})

const load = (text: string, baseline: string) => {
  const own = text.replace('version: 1\n', 'version: 1\nextends: harbour/.github//baseline.yml@v1\n')
  const read = async (ref: unknown) => ({
    text: ref === undefined ? own : baseline,
    uri: ref === undefined ? 'own' : 'baseline',
  })
  return loadPolicy({ read, path: 'own', now: new Date(NOW) })
}

/** The preset, and only what a repository must say for itself: which day, which people, which workflow is the gate. */
function baselineOf(text: string): string {
  const written = parse(text)
  const gates = written['definition-of-done']?.['ci-green']
  return stringify({
    version: 1,
    preset: written.preset,
    defaults: '2026.11',
    rollout: written.rollout,
    ...(written.roles && { roles: written.roles }),
    ...(written.trust && { trust: written.trust }),
    ...(gates && { 'definition-of-done': { 'ci-green': gates } }),
  })
}

test('for any tree the policy is valid, and never looser than its preset', async () => {
  await fc.assert(
    fc.asyncProperty(tree, given, async (files, options) => {
      const text = fileOf(proposalFor(files, options), '.github/production.yml')
      const { policy } = await load(text, baselineOf(text))
      const preset = (
        await loadPolicy({
          read: async () => ({ text: `version: 1\npreset: ${options.preset}\n`, uri: 'preset' }),
          path: 'preset',
          now: new Date(NOW),
        })
      ).policy
      expect(policy['security-gate']).toEqual(preset['security-gate'])
      expect(policy.override).toEqual(preset.override)
      // What a gate with GITHUB_TOKEN is: said by the repository, shown as forgeable.
      const gated = parse(text).trust !== undefined
      expect(policy.trust).toEqual(gated ? { ...preset.trust, 'check-runs': 'token' } : preset.trust)
    }),
    { numRuns: 300 },
  )
})

test('a proposal that did loosen its preset would be found', async () => {
  const text = `${fileOf(proposalFor({}), '.github/production.yml')}\nsecurity-gate: { require: [sast] }\n`
  await expect(load(text, baselineOf(text))).rejects.toThrow('a baseline can only be tightened')
})

test('for any tree the workflows keep our rules, and no line of them is the tree’s own', () => {
  return fc.assert(
    fc.property(tree, given, (files, options) => {
      const { files: proposed } = proposalFor(files, options)
      for (const { path, content } of proposed.filter((file) => file.path.startsWith('.github/workflows/'))) {
        expect(problemsOf(content)).toEqual([])
        expect(content).toMatch(/^[\x20-\x7e\n’]*$/)
        expect(files[path]).toBeUndefined()
        const artifacts: string = parse(content).jobs['security-gate']?.steps[0].with.artifacts ?? ''
        parseArtifacts(artifacts.split('\n').filter((line) => line !== ''))
        for (const { steps } of Object.values<{ steps: { run?: string }[] }>(parse(content).jobs))
          expect(steps.every(({ run = '' }) => !run.includes('${{'))).toBe(true)
      }
    }),
    { numRuns: 300 },
  )
})

test('for any tree what stood in CODEOWNERS stays as it was', () => {
  return fc.assert(
    fc.property(tree, given, (files, options) => {
      const before = files['CODEOWNERS']
      const after = proposalFor(files, options).files.find(({ path }) => path === 'CODEOWNERS')?.content
      if (before !== undefined && after !== undefined) expect(after.startsWith(before)).toBe(true)
    }),
  )
})
