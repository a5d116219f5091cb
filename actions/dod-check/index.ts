import { runAction } from '../../shared/run/action.ts'
import { dodCheck } from './main.ts'

await runAction(dodCheck)
