import { expect, test } from 'vitest'
import type { Fault } from '../../../fake-github/faults.ts'
import { HASTY } from '../../../support/hasty.ts'
import { policyWith, tell } from '../story.ts'

const checklist = [{ id: 'index', text: 'Index validated', proof: { tick: { by: ['sre'] } } }]
const base = { '.github/production.yml': policyWith({ checklist: true }, { 'change-management': { checklist } }) }

test.each<[string, Fault, string]>([
  ['401', { kind: 'status', status: 401 }, 'blind'],
  ['403', { kind: 'status', status: 403 }, 'blind'],
  ['404', { kind: 'status', status: 404 }, 'blind'],
  ['502', { kind: 'status', status: 502 }, 'blind'],
  ['errors', { kind: 'graphql-error' }, 'blind'],
  ['half an answer', { kind: 'cut' }, 'blind'],
  ['something else', { kind: 'malformed' }, 'blind'],
  ['no answer', { kind: 'stall' }, 'blind'],
  ['a limit that is used up', { kind: 'primary-limit' }, 'waiting'],
])('a history of the description that is %s lets nobody have ticked it', async (_, fault, conclusion) => {
  const one = await tell({ base, body: '- [ ] Index validated' })
  one.pull.edit('sue', { body: '- [x] Index validated' })
  one.github.faults.on({ route: 'POST /graphql DescriptionEdits', fault })
  const silence = fault.kind === 'stall' ? { machine: { pace: HASTY } } : {}
  const run = await one.judge(silence)
  expect(run.outputs['conclusion']).toBe(conclusion)
  one.github.faults.clear()
  expect((await one.judge()).outputs['conclusion']).toBe('pass')
})
