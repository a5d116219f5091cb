import { describe, expect, test } from 'vitest'
import type { ChecklistFacts } from '../../../../shared/checklist/facts.ts'
import { text } from '../../../../shared/checklist/probes/text.ts'
import { read } from '../../../../shared/evidence/reading.ts'
import { aChange, aPolicy, contextOf, file, person } from '../a-change.ts'

const policy = await aPolicy()
const templates = (...texts: readonly string[]): Partial<ChecklistFacts> => ({
  templates: read(texts.map((one, index) => ({ path: `${index}.md`, text: one }))),
})
const TEMPLATE = '## Rollback plan\n\nSay how to go back.\n\n- [ ] Tested\n\n## Notes\n\nAnything else?\n'

const judge = (settings: Parameters<typeof text.judge>[0], body: string, facts = templates()) =>
  text.judge(settings, contextOf(policy, aChange({ body }), facts))
const section = (body: string, facts = templates(TEMPLATE)) => judge({ section: 'Rollback plan' }, body, facts)

describe('a section', () => {
  test.each([
    ['words of its own', '## Rollback plan\n\nRevert, and deploy again.'],
    ['whatever the case, spacing and depth', '#### ROLLBACK   plan:\n\nRevert.'],
    ['beside the template’s', '## Rollback plan\n\nSay how to go back.\n\nRevert.'],
    ['below a heading in between', '## Rollback plan\n\n### Steps\n\n1. Revert.'],
    ['under the second of two', `${TEMPLATE}\n## Rollback plan\n\nRevert.`],
    ['around a mark', '## Rollback plan\n\nTODO was: revert.'],
  ])('is met by %s', (_, body) => {
    expect(section(body)).toEqual({
      state: 'met',
      looked: expect.stringMatching(/^The description has a section "Rollback plan" \(line \d+\)\.$/),
      lacks: [],
    })
  })

  test.each([
    ['no description', '', 'The description has no heading "Rollback plan".'],
    ['another heading', '## Plan\n\nRevert.', 'The description has no heading "Rollback plan".'],
    ['words without a heading', 'Rollback plan: revert.', 'The description has no heading "Rollback plan".'],
    ['a bare heading', '## Rollback plan', 'Below "Rollback plan" (line 1 of the description) stands nothing.'],
    [
      'headings alone',
      'x\n\n## Rollback plan\n\n### Steps',
      'Below "Rollback plan" (line 3 of the description) stands nothing.',
    ],
    [
      'the untouched template',
      TEMPLATE,
      'Below "Rollback plan" (line 1 of the description) stand only the words of the template.',
    ],
    [
      'the template in another order, and a mark',
      '# Rollback plan\n\n- [x] tested\n- SAY how to go back\n\nAnything else?\n\nn/a',
      'Below "Rollback plan" (line 1 of the description) stand only the words of the template.',
    ],
  ])('is not met by %s', (_, body, detail) => {
    const proof = section(body)
    expect(proof).toMatchObject({ state: 'unmet', looked: detail })
    expect(proof.lacks).toEqual([
      {
        state: 'unmet',
        key: 'section:rollback plan',
        detail,
        remedy:
          'Write it under a heading "Rollback plan" in the description; quotations, code and comments do not count.',
      },
    ])
  })

  test.each([
    'n/a',
    'N/A.',
    '-',
    'TODO',
    'tbd',
    '...',
    '* none',
    '- [ ] TBA',
    '**WIP**',
    '~~Revert.~~',
    '> Revert.',
    '`git`',
    '<!-- Revert. -->',
    '```\ngit revert\n```',
    '![Revert](x.png)',
  ])('is not met by %s alone', (words) => {
    expect(section(`## Rollback plan\n\n${words}`).lacks[0]?.detail).toContain('stands nothing')
  })

  test('whoever edited the description last is named', () => {
    const edits = [
      { at: '2026-11-20T09:00:00Z', by: person('bob') },
      { at: '2026-11-19T09:00:00Z', by: person('ada') },
    ]
    const change = aChange({ body: '# Rollback plan\n\nRevert.', edits })
    expect(text.judge({ section: 'Rollback plan' }, contextOf(policy, change, templates())).looked).toBe(
      'The description has a section "Rollback plan" (line 1); edited last by bob at 2026-11-20T09:00:00Z.',
    )
    const gone = { ...change, edits: [{ at: '2026-11-20T09:00:00Z', by: null }] }
    expect(text.judge({ section: 'Rollback plan' }, contextOf(policy, gone, templates())).looked).toContain(
      'an account that is gone',
    )
  })

  test.each(['absent', 'forbidden', 'partial', 'stale', 'untrusted'] as const)(
    'is unproven while templates are %s, and missing all the same where there is none',
    (state) => {
      const facts: Partial<ChecklistFacts> = { templates: { state, detail: 'git gave nothing.' } }
      expect(section('# Rollback plan\n\nRevert.', facts)).toMatchObject({
        state: 'unproven',
        lacks: [{ state: 'unproven', key: 'section:rollback plan', detail: 'git gave nothing.', source: 'templates' }],
      })
      expect(section('# Rollback plan', facts).state).toBe('unmet')
      expect(section('', facts).state).toBe('unmet')
    },
  )

  test('is unproven where nobody read the templates, and where one cannot be parsed', () => {
    expect(section('# Rollback plan\n\nRevert.', {}).state).toBe('unproven')
    const nested = section('# Rollback plan\n\nRevert.', templates(TEMPLATE, '> '.repeat(1_000)))
    expect(nested).toMatchObject({ state: 'unproven', lacks: [{ source: 'templates' }] })
    expect(nested.looked).toContain('too long or too nested')
  })
})

describe('a box', () => {
  const box = (body: string) => judge({ task: 'Migrations tested in staging' }, body)

  test('is met when it is ticked, whatever surrounds it', () => {
    expect(box('- [x] migrations tested in **staging**.')).toEqual({
      state: 'met',
      looked: 'The box "Migrations tested in staging" is ticked.',
      lacks: [],
    })
  })

  test.each([
    ['open', 'x\n\n- [ ] Migrations tested in staging', '(line 3 of the description) is not ticked.'],
    [
      'twice, one of them open',
      '- [x] Migrations tested in staging\n- [ ] Migrations tested in staging',
      '(line 2 of the description) is not ticked.',
    ],
    ['not there', '- [x] Something else', 'has no box "Migrations tested in staging".'],
    ['in code', '```\n- [x] Migrations tested in staging\n```', 'has no box'],
    ['in a comment', '<!-- \n- [x] Migrations tested in staging\n-->', 'has no box'],
    ['in a quotation', '> - [x] Migrations tested in staging', 'has no box'],
    ['only a part of it', '- [x] Migrations tested in staging? No.', 'has no box'],
  ])('is not met when it is %s', (_, body, detail) => {
    const proof = box(body)
    expect(proof.state).toBe('unmet')
    expect(proof.lacks[0]).toMatchObject({
      key: 'task:migrations tested in staging',
      detail: expect.stringContaining(detail),
    })
    expect(proof.lacks[0]?.remedy).not.toBe('')
  })

  test('one without words is no box of the description', () => {
    expect(judge({ task: '*' }, '- [x] *').state).toBe('unmet')
  })
})

describe('a link', () => {
  const link = (body: string) => judge({ link: ['https://acme.slack.com/archives/*', 'https://news.example/*'] }, body)

  test.each([
    'See https://acme.slack.com/archives/C1/p2.',
    '[announced](https://news.example/1)',
    '<https://news.example/1>',
    '[it][1]\n\n[1]: https://news.example/1',
  ])('is met by %s', (body) => {
    expect(link(body).state).toBe('met')
  })

  test.each([
    '',
    'https://acme.slack.com',
    'https://acme.slack.com@evil.example/archives/C1',
    '`https://acme.slack.com/archives/C1`',
    '> https://acme.slack.com/archives/C1',
    '<!-- https://acme.slack.com/archives/C1 -->',
    '[](https://acme.slack.com/archives/C1)',
    '![x](https://acme.slack.com/archives/C1)',
  ])('is not met by %s', (body) => {
    expect(link(body)).toMatchObject({
      state: 'unmet',
      lacks: [
        {
          key: 'link',
          detail: 'The description has no link like `https://acme.slack.com/archives/*`, `https://news.example/*`.',
        },
      ],
    })
  })
})

test('all that the policy names has to hold, and all that is missing is listed', () => {
  const all = { section: 'Plan', task: 'Tested', link: ['https://a.example/*'] }
  expect(judge(all, '').lacks.map(({ key }) => key)).toEqual(['section:plan', 'task:tested', 'link'])
  expect(judge(all, '# Plan\n\nRevert: https://a.example/x\n\n- [x] Tested').state).toBe('met')
  expect(judge(all, '# Plan\n\nRevert: https://a.example/x').lacks.map(({ key }) => key)).toEqual(['task:tested'])
})

test('a policy that names nothing is not met', () => {
  expect(judge({}, 'x')).toMatchObject({ state: 'unmet', lacks: [{ key: 'text' }] })
})

test.each([
  ['section', { section: 'Plan' }],
  ['task', { task: 'Tested' }],
  ['link', { link: ['https://a.example/*'] }],
] as const)('a description that cannot be parsed has no %s', (_, settings) => {
  const body = `# Plan\n\nhttps://a.example/x\n\n- [x] Tested\n\n${'> '.repeat(1_000)}`
  expect(judge(settings, body)).toMatchObject({ state: 'unmet', looked: expect.stringContaining('too nested') })
})

test('it says nothing without a pull request, and of a dependency bot', () => {
  expect(text.judge({ task: 'x' }, contextOf(policy, undefined)).state).toBe('not-applicable')
  const bot = aChange({ author: person('renovate[bot]', 'app'), files: [file('go.sum')] })
  expect(text.judge({ task: 'x' }, contextOf(policy, bot)).state).toBe('not-applicable')
})

test('templates are read for sections only', () => {
  expect(text.needs({ section: 'x' }, policy)).toEqual({ templates: true })
  expect(text.needs({ task: 'x' }, policy)).toEqual({ templates: false })
})
