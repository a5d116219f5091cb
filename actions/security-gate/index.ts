import { runAction } from '../../shared/run/action.ts'
import { securityGate } from './main.ts'

await runAction(securityGate)
