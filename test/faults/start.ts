import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FakeGitHub } from '../fake-github/github.ts'
import type { Happening } from '../fake-github/payloads.ts'
import { runnerEnv } from '../fake-github/runner-env.ts'
import type { GateOptions, GateRun } from '../support/gate.ts'
import type { Ended, Told } from './scenario.ts'

/** What a gate is started by, and what else differs from the documented set-up. */
export interface Start {
  readonly happening: Happening
  readonly token?: string
  readonly inputs?: GateOptions['inputs']
}

/** Exit code of a run without a verdict, and of one whose verdict could not be shown. */
const NO_VERDICT = 3

/** The gate as a runner starts it, with nothing checked out. */
export async function started(
  gate: (where: { readonly directory: string }, options: GateOptions) => Promise<GateRun>,
  github: FakeGitHub,
  { happening, inputs }: Start,
  pace: Parameters<Told['run']>[0],
): Promise<Ended> {
  const directory = mkdtempSync(join(tmpdir(), 'production-gates-faults-'))
  try {
    const temp = join(directory, '.temp')
    mkdirSync(temp)
    const { code, stdout, outputs, verdict } = await gate(
      { directory },
      {
        ...(inputs !== undefined && { inputs }),
        env: { PATH: process.env['PATH'] ?? '', RUNNER_TEMP: temp, ...runnerEnv(github, happening) },
        payload: happening.payload,
        machine: { pace },
      },
    )
    const said = outputs['conclusion'] || undefined
    const isUnshown = code === NO_VERDICT && said === undefined && verdict !== undefined
    return {
      code,
      conclusion: isUnshown ? 'unshown' : conclusionOf(said, verdict?.conclusion),
      said: stdout,
    }
  } finally {
    rmSync(directory, { recursive: true, force: true, maxRetries: 3 })
  }
}

/** Whoever reads one of the two places must not find another answer than who reads the other. */
function conclusionOf(output: string | undefined, file: string | undefined): string {
  if (output === file) return output ?? 'none'
  return output === 'pass' || file === 'pass' ? 'torn' : (output ?? file ?? 'none')
}
