import { defineAction } from '../../shared/run/action.ts'
import { judgeChange } from '../../shared/run/judging.ts'
import { gather } from './gather.ts'
import { inputs } from './inputs.ts'
import { assess } from './judge.ts'
import { present } from './present.ts'

export const dodCheck = defineAction({
  gate: 'dod-check',
  inputs,
  run: (context) =>
    judgeChange(context, {
      gate: 'dod-check',
      gather: (one, { online }) => gather(context, online, one),
      assess,
      present,
    }),
})
