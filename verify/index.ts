#!/usr/bin/env node
import { randomBytes } from 'node:crypto'
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { sha256 } from '../shared/evidence/digest.ts'
import type { Io } from './io.ts'
import { JUDGES } from './judges.ts'
import { main } from './main.ts'

const io: Io = {
  env: process.env,
  now: () => new Date().toISOString(),
  randomBytes,
  isDirectory: (path) => statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false,
  readFile: (path) => readFileSync(path),
  writeFile: (path, bytes, secret) => writeFileSync(path, bytes, secret ? { mode: 0o600, flag: 'wx' } : {}),
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
  bundleSha256: (gate) => {
    const bundle = join(import.meta.dirname, '..', gate, 'index.js')
    return existsSync(bundle) ? sha256(readFileSync(bundle)) : undefined
  },
}

// `| head` closes the pipe before the last line: the answer is the exit code, and it stands.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

try {
  process.exitCode = main(process.argv.slice(2), io, JUDGES)
} catch (error) {
  console.error(error)
  process.exitCode = 3
}
