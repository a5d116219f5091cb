import { describe, expect, test } from 'vitest'
import { policyWith, type StoryOptions, tell } from '../story.ts'

const BOX = 'Search index validated'
const boxes = [
  { id: 'index', text: BOX, proof: { tick: { by: ['sre'] } } },
  { id: 'labelled', text: 'Labelled', when: { labels: ['big'] } },
  { id: 'pages', text: 'Pages read', when: { paths: ['docs/**'] }, owner: 'dba' },
]
const withBoxes = (checklist: readonly object[]) => ({
  '.github/production.yml': policyWith({ checklist: true }, { 'change-management': { checklist } }),
})
const story = (body: string, options: StoryOptions = {}) => tell({ base: withBoxes(boxes), body, ...options })

const OPEN = `- [ ] ${BOX}\n`
const DONE = `- [x] ${BOX}\n`

describe('a box with roles', () => {
  test('is ticked by somebody of the role', async () => {
    const one = await story(OPEN)
    one.pull.edit('sue', { body: DONE })
    one.pull.edit('ada', { body: `${DONE}\nAnd more.` })
    const run = await one.judge()
    expect(run.outputs['conclusion']).toBe('pass')
    expect(run.summary).toContain('was ticked by sue')
    expect(one.github.violations).toEqual([])
  })

  test.each([
    ['the author', 'ada'],
    ['somebody else', 'bob'],
  ])('is not by %s', async (_, login) => {
    const one = await story(OPEN)
    one.pull.edit(login, { body: DONE })
    const run = await one.judge()
    expect(run.outputs['conclusion']).toBe('fail')
    expect(run.codes).toEqual(['checklist'])
    expect(run.verdict?.findings[0]).toMatchObject({
      owner: 'sre',
      detail: expect.stringContaining(`${BOX}: The box "${BOX}" was ticked by ${login}`),
    })
  })

  test('is not when it was opened with the tick, whoever edits it later', async () => {
    const one = await story(DONE)
    one.pull.edit('sue', { body: `${DONE}\nLooks fine.` })
    expect((await one.judge()).codes).toEqual(['checklist'])
  })

  test.each([
    ['in a code fence', `\`\`\`\n${DONE}\`\`\``],
    ['in a comment', `<!--\n${DONE}-->`],
    ['in a quotation', `> ${DONE}`],
    ['not there', ''],
  ])('is not %s', async (_, body) => {
    const one = await story('')
    one.pull.edit('sue', { body })
    expect((await one.judge()).codes).toEqual(['checklist'])
  })

  test('is unproven when an edit of it was deleted', async () => {
    const one = await story(OPEN)
    one.pull.edit('sue', { body: DONE })
    one.pull.edit('bob', { body: `${DONE}\nx` })
    one.pull.deleteEdit(1)
    const run = await one.judge()
    expect(run.outputs['conclusion']).toBe('blind')
    expect(run.codes).toEqual(['checklist-unproven'])
  })

  test('a hundred edits are read, and one more leaves it unproven', async () => {
    const one = await story(OPEN)
    one.pull.edit('sue', { body: DONE })
    for (let i = 0; i < 97; i++) one.pull.edit('bob', { body: `${DONE}\n${i}` })
    expect((await one.judge()).codes).toEqual([])
    one.pull.edit('bob', { body: `${DONE}\nx` })
    one.pull.edit('bob', { body: `${DONE}\ny` })
    one.pull.edit('bob', { body: `${DONE}\nz` })
    expect((await one.judge()).codes).toEqual(['checklist-unproven'])
  })
})

test('a box without a proof is ticked by any person, and its owner is named', async () => {
  const change = { 'docs/a.md': 'x' }
  const one = await tell({ base: withBoxes(boxes.slice(2)), change, body: '- [ ] Pages read' })
  const run = await one.judge()
  expect(run.codes).toEqual(['checklist'])
  expect(run.verdict?.findings[0]?.owner).toBe('dba')
  one.pull.edit('ada', { body: '- [x] Pages read' })
  expect((await one.judge()).outputs['conclusion']).toBe('pass')
})

test('`when` is honoured, and a label can only bring a box in', async () => {
  const one = await story(OPEN)
  one.pull.edit('sue', { body: DONE })
  expect((await one.judge()).codes).toEqual([])
  one.pull.label('big', 'ada')
  one.pull.label('small', 'ada')
  expect((await one.judge()).verdict?.findings.map(({ key }) => key)).toEqual([
    'dod-check/checklist:checklist:labelled:task:labelled',
  ])
})

test('a box of level warn holds nothing back', async () => {
  const [index = {}] = boxes
  const one = await tell({ base: withBoxes([{ ...index, level: 'warn' }]) })
  const run = await one.judge()
  expect(run.outputs['conclusion']).toBe('pass')
  expect(run.verdict?.findings).toMatchObject([{ code: 'dod-check/checklist', level: 'warn' }])
})

test('a box proved by evidence asks nobody to tick it', async () => {
  const proof = { approval: { role: 'sre' } }
  const one = await tell({ base: withBoxes([{ id: 'index', text: BOX, proof }]), body: DONE })
  expect((await one.judge()).codes).toEqual(['checklist'])
  one.pull.review('sue', 'APPROVE')
  expect((await one.judge()).codes).toEqual([])
})

test('a criterion of the team is ticked by its title', async () => {
  const criteria = [{ id: 'index', title: BOX, proof: { tick: { by: ['sre'] } } }]
  const one = await tell({ base: { '.github/production.yml': policyWith({ criteria }) }, body: OPEN })
  expect((await one.judge()).codes).toEqual(['criterion'])
  one.pull.edit('sue', { body: DONE })
  expect((await one.judge()).codes).toEqual([])
})
