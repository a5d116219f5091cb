import { InputError } from '../shared/verdict/input-error.ts'
import type { Io } from './io.ts'

const TOKENS = ['INPUT_TOKEN', 'GITHUB_TOKEN', 'GH_TOKEN', 'INPUT_POLICY-TOKEN'] as const
/** Shorter ones are no token, and taking them out would only spoil words. */
const SHORTEST = 8

/** Where the token comes from, first one first. An input is meant more than what happens to be in the environment. */
function tokenOf(env: Io['env']): string | undefined {
  for (const name of ['INPUT_TOKEN', 'GITHUB_TOKEN', 'GH_TOKEN'] as const) {
    const value = (env[name] ?? '').trim()
    if (value !== '') return value
  }
  return undefined
}

/** @throws InputError when there is none */
export function requiredToken(env: Io['env'], command: string): string {
  const token = tokenOf(env)
  if (token !== undefined) return token
  throw new InputError(
    `There is no token. Set GITHUB_TOKEN or GH_TOKEN (\`GH_TOKEN=$(gh auth token) npm start -- ${command} ...\`), or the input \`token\`.`,
  )
}

/** An answer of a server, a file name or a mistake of ours may repeat the token: it leaves in no way. */
export function withoutSecrets(io: Io): Io {
  const secrets = TOKENS.map((name) => (io.env[name] ?? '').trim()).filter((value) => value.length >= SHORTEST)
  const clean = (text: string): string => secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
  return {
    ...io,
    write: (path, text) => io.write(path, clean(text)),
    append: (path, text) => io.append(path, clean(text)),
    out: (line) => io.out(clean(line)),
    err: (line) => io.err(clean(line)),
  }
}
