import type { Io } from './io.ts'

const TOKENS = ['INPUT_TOKEN', 'GITHUB_TOKEN', 'GH_TOKEN', 'INPUT_POLICY-TOKEN'] as const
/** Shorter ones are no token, and taking them out would only spoil words. */
const SHORTEST = 8

/** Where the token comes from, first one first. An input is meant more than what happens to be in the environment. */
export function tokenOf(env: Io['env']): string | undefined {
  for (const name of ['INPUT_TOKEN', 'GITHUB_TOKEN', 'GH_TOKEN'] as const) {
    const value = (env[name] ?? '').trim()
    if (value !== '') return value
  }
  return undefined
}

/** An answer of a server, a file name or a mistake of ours may repeat the token: it leaves in no way. */
export function withoutSecrets(io: Io): Io {
  const secrets = TOKENS.map((name) => (io.env[name] ?? '').trim()).filter((value) => value.length >= SHORTEST)
  const clean = (text: string): string => secrets.reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
  return {
    ...io,
    append: (path, text) => io.append(path, clean(text)),
    out: (line) => io.out(clean(line)),
    err: (line) => io.err(clean(line)),
  }
}
