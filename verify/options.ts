import { type ParseArgsConfig, parseArgs } from 'node:util'
import { InputError } from '../shared/verdict/input-error.ts'
import type { Io } from './io.ts'

type Options = NonNullable<ParseArgsConfig['options']>

/** @throws InputError that names the option and how the command is used */
export function parse<const T extends Options>(args: readonly string[], options: T, usage: string) {
  try {
    return parseArgs({ args: [...args], options, strict: true, allowPositionals: true, tokens: false })
  } catch (error) {
    const why = error instanceof Error ? (error.message.split('\n')[0] ?? '') : ''
    throw new InputError(`${why.slice(0, 300)} Usage: ${usage}`)
  }
}

/** @throws InputError instead of the system's error, with the path */
export function read(io: Io, path: string): Uint8Array {
  try {
    return io.readFile(path)
  } catch (cause) {
    throw new InputError(`${path} cannot be read: ${codeOf(cause)}.`, { cause })
  }
}

/** @throws InputError instead of the system's error, with the path */
export function write(io: Io, path: string, bytes: Uint8Array | string, secret = false): void {
  try {
    io.writeFile(path, bytes, secret)
  } catch (cause) {
    throw new InputError(`${path} cannot be written: ${codeOf(cause)}.`, { cause })
  }
}

const CODES: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  EACCES: 'permission denied',
  EEXIST: 'there is one already, and it is not overwritten',
  EISDIR: 'it is a directory',
  ENOTDIR: 'part of the path is a file',
  ENOSPC: 'the disk is full',
  ERR_FS_FILE_TOO_LARGE: 'it is larger than 2 GiB',
}

function codeOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'an error without a code'
  return CODES[code] ?? code
}

/** @throws InputError */
export function wholeNumber(name: string, text: string): number {
  const value = Number(text)
  if (!/^[1-9][0-9]{0,15}$/.test(text) || !Number.isSafeInteger(value)) {
    throw new InputError(`${name} must be a whole number greater than 0.`)
  }
  return value
}
