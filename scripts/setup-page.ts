import { join } from 'node:path'
import { setupCommand } from '../adopt/setup/command.ts'
import { type Repository, repository } from '../test/support/repository.ts'
import { SAMPLES, type Sample } from './setup-samples.ts'

export const SETUP_PAGE = join(import.meta.dirname, '..', 'docs', 'setup.md')

/** The day on which the page pretends to be made: the same text every time. */
const NOW = '2026-11-30T09:00:00Z'
const WHO = { GIT_AUTHOR_NAME: 'Author', GIT_AUTHOR_EMAIL: 'author@example.com', GIT_AUTHOR_DATE: NOW }
const ENV = { ...WHO, GIT_COMMITTER_NAME: 'Author', GIT_COMMITTER_EMAIL: 'author@example.com', GIT_COMMITTER_DATE: NOW }

/** A clone of a sample as a person would have it: `origin` known, and its default branch. */
export async function cloneOf({ files, origin }: Pick<Sample, 'files' | 'origin'>): Promise<Repository> {
  const clone = await repository()
  const head = await clone.commit(files)
  await clone.git('remote', 'add', 'origin', origin)
  await clone.git('update-ref', 'refs/remotes/origin/main', head)
  await clone.git('symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main')
  return clone
}

/** docs/setup.md with what setup really says of the samples between its markers. */
export async function setupPage(page: string): Promise<string> {
  const suite = await cloneOf({
    files: { 'package.json': '{}\n' },
    origin: 'https://github.com/harbour/production-gates',
  })
  try {
    let filled = page
    for (const sample of SAMPLES) filled = between(filled, sample.id, await shown(sample, suite))
    return filled
  } finally {
    await suite.remove()
  }
}

async function shown({ args, ...sample }: Sample, suite: Repository): Promise<string> {
  const clone = await cloneOf(sample)
  try {
    const said: string[] = []
    const io = {
      env: { ...ENV, PATH: process.env['PATH'], HOME: clone.directory },
      now: () => NOW,
      out: (line: string) => said.push(line),
      err: () => undefined,
    }
    await setupCommand(['--directory', clone.directory, ...args], io, suite.directory)
    const policy = await clone.git('show', 'production-gates/setup:.github/production.yml')
    const gate = await clone.git('show', 'production-gates/setup:.github/workflows/security-gate.yml')
    const command = ['npm start -- setup --directory ../app', ...args].join(' ')
    return [
      `\`${command}\``,
      ...fenced('markdown', said.join('\n')),
      'The policy:',
      ...fenced('yaml', policy),
      'The gate:',
      ...fenced('yaml', gate),
    ].join('\n')
  } finally {
    await clone.remove()
  }
}

const fenced = (language: string, text: string): string[] => ['', `\`\`\`\`${language}`, text.trimEnd(), '````', '']

function between(page: string, id: string, body: string): string {
  const [start, end] = [`<!-- ${id}: written by \`npm run generate\` -->\n`, `<!-- /${id} -->`]
  const [from, to] = [page.indexOf(start), page.indexOf(end)]
  if (from === -1 || to === -1) throw new Error(`docs/setup.md has no markers for ${id}`)
  return `${page.slice(0, from + start.length)}${body}\n${page.slice(to)}`
}
