import { accessSync, constants } from 'node:fs'
import { delimiter, join } from 'node:path'
import type { TestContext } from 'vitest'

/**
 * For a test that runs a real tool: where the tool is missing, a laptop says `needs semgrep` beside the skipped test,
 * and CI (REQUIRE_REAL=1, see .ci/run, which installs every tool named in a `needs` call) fails it.
 *
 *     test('reads what Semgrep writes', (context) => {
 *       needs(context, 'semgrep')
 */
export function needs(
  context: Pick<TestContext, 'skip'>,
  tool: string,
  env: Readonly<Record<string, string | undefined>> = process.env,
): void {
  if (onPath(tool, env['PATH'] ?? '')) return
  if (env['REQUIRE_REAL'] === '1') throw new Error(`needs ${tool}, which is not on PATH, and REQUIRE_REAL=1`)
  context.skip(`needs ${tool}`)
}

function onPath(tool: string, path: string): boolean {
  return path.split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, tool), constants.X_OK)
      return folder !== ''
    } catch {
      return false
    }
  })
}
