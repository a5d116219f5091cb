import { runDue } from '../../shared/run/run-due.ts'
import { securityGate } from './main.ts'

await runDue(securityGate)
