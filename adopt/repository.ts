import type { RepositoryName } from '../shared/github/fields.ts'
import type { Io } from './io.ts'

const REPOSITORY = /^[A-Za-z0-9][\w-]{0,99}\/(?!\.{1,2}$)[\w.-]{1,100}$/

export type Named =
  | { readonly name: RepositoryName; readonly problems: readonly [] }
  | { readonly name?: undefined; readonly problems: readonly [string] }

/** The repository of `--repo`; in a workflow, without one, the one that it runs in. */
export function repositoryOf(given: string | undefined, env: Io['env']): Named {
  const text = given ?? env['GITHUB_REPOSITORY'] ?? ''
  if (text === '') return { problems: ['No repository was named: --repo OWNER/NAME.'] }
  if (!REPOSITORY.test(text)) return { problems: ['--repo is no OWNER/NAME.'] }
  const [owner = '', repo = ''] = text.split('/')
  return { name: { owner, repo }, problems: [] }
}
