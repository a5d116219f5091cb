import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { parseEnvelope } from '../../../shared/evidence/envelope.ts'
import { temporaryDirectory } from '../../support/repository.ts'
import { COMMIT } from './builders.ts'

test('the shell lines of the README write an envelope that is read', async () => {
  const readme = await readFile(join(import.meta.dirname, '../../../actions/security-gate/README.md'), 'utf8')
  const snippet = /```bash\n(.*?)```/s.exec(readme)?.[1]
  if (snippet === undefined) throw new Error('the README has no bash block')
  const directory = await temporaryDirectory()
  await writeFile(join(directory, 'a report.sarif'), '{"version":"2.1.0"}')
  const script = `set -euo pipefail\n${snippet}\nenvelope sast "semgrep 1.182.0" 1 "a report.sarif"\n`
  const env = { PATH: process.env['PATH'], GITHUB_SHA: COMMIT, GITHUB_RUN_ID: '4711' }
  await promisify(execFile)('bash', ['-c', script], { cwd: directory, env })
  const envelope = parseEnvelope(await readFile(join(directory, 'a report.sarif.envelope.json')))
  expect(envelope).toEqual({
    schema: 'urn:production-gates:envelope:v1',
    kinds: ['sast'],
    tool: 'semgrep 1.182.0',
    commit: COMMIT,
    runId: 4711,
    exitCode: 1,
    sha256: createHash('sha256').update('{"version":"2.1.0"}').digest('hex'),
    finishedAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
  })
})
