import { onTestFinished } from 'vitest'
import { type SetupIo, setupCommand } from '../../../adopt/setup/command.ts'
import { detect } from '../../../adopt/setup/detect/detect.ts'
import type { Seen } from '../../../adopt/setup/detect/seen.ts'
import { isRead } from '../../../adopt/setup/detect/wanted.ts'
import type { Proposal } from '../../../adopt/setup/propose/proposal.ts'
import { propose } from '../../../adopt/setup/propose/propose.ts'
import { readExamples } from '../../../adopt/setup/suite.ts'
import type { Examples } from '../../../adopt/setup/templates/examples.ts'
import { cloneOf } from '../../../scripts/setup-page.ts'
import type { Repository } from '../../support/repository.ts'

export const NOW = '2026-11-30T09:00:00Z'
export const SUITE = { owner: 'harbour', name: 'production-gates', commit: 'c'.repeat(40), version: '0.1.0' }

export const EXAMPLES = readExamples()

type Files = Readonly<Record<string, string>>

/** What setup sees in a tree of plain files. */
export function seenIn(files: Files): Seen {
  const entries = Object.keys(files).map((path) => ({
    path,
    mode: '100644',
    type: 'blob' as const,
    oid: '1'.repeat(40),
  }))
  const texts = new Map(Object.entries(files).filter(([path]) => isRead(path)))
  return detect({ entries, texts, unread: [] })
}

export interface ProposedFor {
  readonly preset?: 'starter' | 'standard' | 'production'
  readonly security?: string
  readonly suite?: typeof SUITE | undefined
  readonly defaultBranch?: string | undefined
  readonly examples?: Examples
}

export function proposalFor(files: Files, { preset = 'starter', security, ...rest }: ProposedFor = {}): Proposal {
  const options = { preset, ...(security !== undefined && { security }) }
  return propose({
    seen: seenIn(files),
    options,
    suite: SUITE,
    defaultBranch: 'main',
    examples: EXAMPLES,
    now: NOW,
    ...rest,
  })
}

export const fileOf = ({ files }: Proposal, path: string): string =>
  files.find((file) => file.path === path)?.content ?? ''

export async function clone(files: Files = { 'README.md': '# App\n' }): Promise<Repository> {
  const made = await cloneOf({ files, origin: 'https://github.com/harbour/app.git' })
  onTestFinished(() => made.remove())
  return made
}

export interface Said {
  readonly out: string
  readonly err: string
}

/** Runs the command as a person would; the suite is a clone of its own. */
export async function setup(directory: string, args: readonly string[] = [], env: SetupIo['env'] = {}): Promise<Said> {
  const suite = await cloneOf({ files: { a: 'a' }, origin: 'https://github.com/harbour/production-gates' })
  onTestFinished(() => suite.remove())
  const out: string[] = []
  const err: string[] = []
  const io = {
    env: { PATH: process.env['PATH'], HOME: suite.directory, ...AUTHOR, ...env },
    now: () => NOW,
    out: (line: string) => out.push(line),
    err: (line: string) => err.push(line),
  }
  await setupCommand(['--directory', directory, ...args], io, suite.directory)
  return { out: out.join('\n'), err: err.join('\n') }
}

const AUTHOR = {
  GIT_AUTHOR_NAME: 'Ann',
  GIT_AUTHOR_EMAIL: 'ann@example.com',
  GIT_COMMITTER_NAME: 'Ann',
  GIT_COMMITTER_EMAIL: 'ann@example.com',
}
