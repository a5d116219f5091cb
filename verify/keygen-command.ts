import { keyPair } from '../shared/evidence/keys.ts'
import { InputError } from '../shared/verdict/input-error.ts'
import type { Exit, Io } from './io.ts'
import { parse, write } from './options.ts'

export const KEYGEN_USAGE = 'keygen --name NAME [--out FILE]'

/** Prints the public key and writes the private one to a new file that only its owner can read. */
export function keygenCommand(args: readonly string[], io: Io): Exit {
  const options = { name: { type: 'string' }, out: { type: 'string', default: 'production-gates.key' } } as const
  const { values, positionals } = parse(args, options, KEYGEN_USAGE)
  if (values.name === undefined || positionals.length > 0)
    throw new InputError(`Missing: --name. Usage: ${KEYGEN_USAGE}`)
  const { vkey, skey } = keyPair(values.name, io.randomBytes(32))
  write(io, values.out, `${skey}\n`, true)
  io.out(vkey)
  io.err(
    `The private key is in ${values.out}. Put it into the secret that \`signing-key\` reads, then delete the file.`,
  )
  io.err('The line above is public: add it to `trust.keys` in .github/production.yml.')
  return 0
}
