import { defineAction } from '../../shared/run/action.ts'
import { judgeChange } from '../../shared/run/judging.ts'
import { InputError } from '../../shared/verdict/input-error.ts'
import { parseArtifacts } from './gather/artifact-patterns.ts'
import { parsePatterns } from './gather/find-reports.ts'
import { parseParts } from './gather/github/parts.ts'
import { type Asked, type Context, gather } from './gather.ts'
import { inPublic } from './in-public.ts'
import { inputs } from './inputs.ts'
import { assess } from './judge.ts'
import { present } from './present.ts'

export const securityGate = defineAction({
  gate: 'security-gate',
  inputs,
  async run(context) {
    const where = evidenceAsked(context)
    return judgeChange(context, {
      gate: 'security-gate',
      gather: (one, { online }) => gather(context, { ...where, ...one, ...online }),
      assess,
      present,
      inPublic,
    })
  },
})

/** Where the inputs say that evidence is. */
function evidenceAsked({
  inputs: given,
  workspace,
  env,
}: Context): Pick<Asked, 'reports' | 'artifacts' | 'github' | 'roots'> {
  // What a job writes is in its workspace or in the runner's temporary directory.
  const roots = [workspace, ...(env['RUNNER_TEMP'] ? [env['RUNNER_TEMP']] : [])]
  const { reports, artifacts, github } = given
  if (reports.length + artifacts.length + github.length === 0) {
    throw new InputError('None of `reports`, `artifacts` and `github` says where scans are. Give at least one of them.')
  }
  return {
    roots,
    reports: reports.length === 0 ? [] : parsePatterns(reports, roots),
    artifacts: parseArtifacts(artifacts),
    github: parseParts(github),
  }
}
