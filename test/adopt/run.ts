import { COMMANDS, main } from '../../adopt/main.ts'
import type { FakeGitHub } from '../fake-github/github.ts'
import { UNHURRIED } from '../support/hasty.ts'

export interface Ran {
  readonly code: number
  readonly out: string
  readonly err: string
  readonly summary: string
  /** Every other file that was written, by path. */
  readonly files: ReadonlyMap<string, string>
}

/** A command as a terminal or a runner would start it, against the fake. */
export async function runAdopt(
  github: Pick<FakeGitHub, 'url' | 'graphql' | 'clock'>,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  pace = UNHURRIED,
): Promise<Ran> {
  const [out, err, summary]: [string[], string[], string[]] = [[], [], []]
  const files = new Map<string, string>()
  const code = await main(
    args,
    {
      env: { GITHUB_API_URL: github.url, GITHUB_GRAPHQL_URL: github.graphql, GITHUB_STEP_SUMMARY: '/summary', ...env },
      now: () => github.clock.now(),
      cwd: '/',
      pace,
      readText: () => '',
      write: (path, text) => void files.set(path, text),
      append: (path, text) =>
        void (path === '/summary' ? summary.push(text) : files.set(path, `${files.get(path) ?? ''}${text}`)),
      out: (line) => void out.push(line),
      err: (line) => void err.push(line),
    },
    COMMANDS,
  )
  return { code, out: out.join('\n'), err: err.join('\n'), summary: summary.join(''), files }
}
