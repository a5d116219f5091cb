import { runDue } from '../../shared/run/run-due.ts'
import { dodCheck } from './main.ts'

await runDue(dodCheck)
