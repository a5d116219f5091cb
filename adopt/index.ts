#!/usr/bin/env node
import { appendFileSync, readFileSync, writeFileSync } from 'node:fs'
import { PATIENT } from '../shared/github/transport.ts'
import type { Io } from './io.ts'
import { COMMANDS, main } from './main.ts'

const io: Io = {
  env: process.env,
  now: () => new Date(),
  cwd: process.cwd(),
  pace: PATIENT,
  readText: (path) => readFileSync(path, 'utf8'),
  write: (path, text) => writeFileSync(path, text),
  append: (path, text) => appendFileSync(path, text),
  out: (line) => process.stdout.write(`${line}\n`),
  err: (line) => process.stderr.write(`${line}\n`),
}

// `| head` closes the pipe before the last line: nothing that was read becomes wrong by it.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error
})

process.exitCode = await main(process.argv.slice(2), io, COMMANDS)
