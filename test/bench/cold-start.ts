import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gateCommand, prepareWorkspace } from './gate.ts'
import { type Command, cost, inTurns, type Row } from './measure.ts'
import type { Settings } from './sarif.ts'
import { semgrepSarif } from './sarif-generator.ts'

/** The bundle on three small reports, offline, beside a Node that does nothing. */
export function benchColdStart({ bundle, say }: Pick<Settings, 'bundle' | 'say'>, rounds: number): Row[] {
  const bench = 'cold-start'
  if (!existsSync(bundle)) {
    say(`cold-start: ${bundle} is not there (npm run build)`)
    return []
  }
  const workspace = mkdtempSync(join(tmpdir(), 'production-gates-cold-'))
  prepareWorkspace(workspace, semgrepSarif(1).bytes)
  const commands = new Map<string, Command>([
    ['security-gate', gateCommand(bundle, workspace)],
    ['node -e 0', { argv: [process.execPath, '-e', '0'] }],
  ])
  const wall = inTurns(commands, rounds)
  const rows = [...commands].flatMap(([subject, command]): Row[] => [
    { bench, subject, metric: 'wall', value: wall.get(subject) ?? Number.NaN, unit: 'ms' },
    ...cost(command).map((row) => ({ bench, subject, ...row })),
  ])
  rmSync(workspace, { recursive: true })
  return rows
}
