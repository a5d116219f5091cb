import * as z from 'zod/mini'
import { key, lazy, need } from '../key.ts'
import { count, duration, gate, LEVELS, number, text, texts, when } from '../values.ts'

/** Proofs move as a whole: a baseline's proof may not be exchanged for another, so everything inside is exact. */
const may = <T extends z.core.SomeType>(schema: T, about: string) => key(schema, { about, direction: 'exact' })
const must = <T extends z.ZodMiniType>(schema: T, about: string) => need(schema, { about, direction: 'exact' })

const comparison = () => z.union([z.string(), z.number(), z.boolean()])

const probe = lazy(() => ({
  workflow: may(
    z.strictObject({
      path: must(text(), 'Path of the workflow file.'),
      within: may(duration(), 'Recency instead of the exact commit.'),
      branch: may(text(), 'Branch of that recent run.'),
      event: may(text(), 'Event it ran on.'),
    }),
    'A workflow succeeded on this commit.',
  ),
  check: may(
    z.strictObject({
      name: must(text(), 'Name of the check.'),
      app: may(z.union([text(), count()]), 'Its App: slug or id.'),
    }),
    'A check run or status of that App is green.',
  ),
  verdict: may(z.strictObject({ gate: must(gate(), 'The gate.') }), 'Another gate passed this commit.'),
  approval: may(
    z.strictObject({
      role: may(text(), 'Role the approver must hold.'),
      count: may(z.int().check(z.minimum(1, 'is less than 1')), 'Distinct people; 1 unless said.'),
    }),
    'People other than the authors approved this head.',
  ),
  owners: may(
    z.strictObject({ paths: may(texts(), 'Globs; absent = every changed path.') }),
    'Each touched domain’s owner approved.',
  ),
  paths: may(
    z.strictObject({
      changed: must(text(), 'Pattern with captures.'),
      requires: must(text(), 'Companion with the same captures.'),
    }),
    'A change came with its companion.',
  ),
  file: may(
    z.strictObject({
      path: must(text(), 'Path or glob.'),
      pointer: may(text(), 'JSON pointer into it.'),
      equals: may(comparison(), 'What must stand there.'),
      contains: may(text(), 'Text it must contain.'),
    }),
    'A file exists, or says something.',
  ),
  code: may(
    z.strictObject({
      query: may(text(), 'tree-sitter query.'),
      pattern: may(text(), 'RE2 pattern.'),
      literal: may(text(), 'Literal text.'),
      language: may(text(), 'Language of the query.'),
      paths: may(texts(), 'Globs it looks at.'),
      expect: may(z.enum(['present', 'absent']), 'Which of the two is right.'),
      scope: may(z.enum(['changed', 'all']), 'Changed hunks or the whole tree.'),
      allow: may(texts(), 'Globs that are left out.'),
      guard: may(text(), 'Function every entry must be wrapped in.'),
    }),
    'Code does, or does not, contain a shape.',
  ),
  text: may(
    z.strictObject({
      section: may(text(), 'Heading that must have text of its own.'),
      task: may(text(), 'Task that must be ticked.'),
      link: may(texts(), 'Globs one link must match.'),
    }),
    'The description says it.',
  ),
  ticket: may(
    z.strictObject({
      projects: may(texts(), 'Projects it may be in.'),
      types: may(texts(), 'Types it may have.'),
      status: may(texts(), 'Status categories it may have.'),
    }),
    'A ticket exists in the right state.',
  ),
  deployment: may(
    z.strictObject({
      environment: must(text(), 'Environment under `environments`.'),
      soak: may(duration(), 'How long it must have run there.'),
      creators: may(texts(), 'Who may have created the deployment.'),
    }),
    'This code ran in an environment.',
  ),
  http: may(
    z.strictObject({
      url: must(text(), 'https address.'),
      status: must(count(), 'Status it must answer.'),
      json: may(z.record(z.string(), comparison()), 'JSON pointers and values.'),
      within: may(duration(), 'Longest it may take.'),
    }),
    'An endpoint answers as documented.',
  ),
  prometheus: may(
    z.strictObject({
      query: must(text(), 'PromQL.'),
      above: may(number(), 'Value must be above.'),
      below: may(number(), 'Value must be below.'),
      fresh: may(duration(), 'Oldest sample.'),
    }),
    'A query holds.',
  ),
  'alert-rule': may(
    z.strictObject({
      files: must(texts(), 'Rule files.'),
      metric: must(text(), 'Metric.'),
      above: may(number(), 'Threshold at most.'),
      for: may(duration(), 'Duration at most.'),
      severity: may(text(), 'Severity label.'),
    }),
    'An alert exists and is strict enough.',
  ),
  configuration: may(
    z.strictObject({
      environment: must(text(), 'GitHub environment.'),
      names: must(texts(), 'Names that must exist.'),
      'rotated-within': may(duration(), 'Oldest allowed.'),
    }),
    'Variables and secrets exist.',
  ),
  attestation: may(
    z.strictObject({ role: must(text(), 'Role that vouches.'), file: may(text(), 'File on the base branch.') }),
    'A person vouches, in a file on the base branch.',
  ),
  backup: may(
    z.strictObject({ stores: may(texts(), 'Stores; absent = all.'), within: may(duration(), 'Oldest statement.') }),
    'Backups were witnessed.',
  ),
  'load-test': may(
    z.strictObject({
      summary: must(text(), 'k6 summary JSON.'),
      scenarios: may(texts(), 'Scenarios that must be in it.'),
      within: may(duration(), 'Oldest run.'),
    }),
    'k6 ran and its thresholds held.',
  ),
  enforcement: may(
    z.strictObject({ branch: may(text(), 'Branch; absent = `enforcement.branch`.') }),
    'The gates are required.',
  ),
  tick: may(z.strictObject({ by: must(texts(), 'Roles that may tick the box.') }), 'A named person ticked the box.'),
}))

const single = lazy(() => z.strictObject(probe()))

export const proof = lazy(() =>
  z.strictObject({
    ...probe(),
    all: may(z.array(single()), 'Every one of these proofs.'),
    any: may(z.array(single()), 'One of these proofs.'),
  }),
)

const PROVES = 'What proves it: one probe, or all/any of several.'

const shared = () => ({
  id: need(z.string().check(z.regex(/^[a-z][a-z0-9-]*$/, 'is not an id: lower-case letters, digits and -')), {
    about: 'Stable: findings carry it.',
    direction: 'exact',
  }),
  when: key(when(), { about: 'When it applies; absent = always.', direction: 'exact', absent: 'nothing' }),
  level: key(z.enum(['warn', 'critical-paths', 'block']), {
    about: 'Blocks unless said.',
    direction: 'min',
    order: LEVELS,
  }),
  owner: key(text(), { about: 'Role named in the remedy.', direction: 'exact' }),
})

/** A criterion the team adds. */
export const criterion = lazy(() =>
  z.strictObject({
    ...shared(),
    proof: need(proof(), { about: PROVES, direction: 'exact' }),
    title: need(text(), { about: 'What must be true, in a sentence.', direction: 'exact' }),
  }),
)

/** A box of the change checklist. */
export const box = lazy(() =>
  z.strictObject({
    ...shared(),
    proof: key(proof(), {
      about: `${PROVES} Absent: a person ticks it in the description.`,
      direction: 'exact',
      absent: 'nothing',
    }),
    text: need(text(), { about: 'The box as the description words it.', direction: 'exact' }),
  }),
)
