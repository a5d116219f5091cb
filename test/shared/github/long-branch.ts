import { writeCommit } from '../../fake-github/git/objects.ts'
import type { RepositoryHandle } from '../../fake-github/repository-handle.ts'

/** A branch of many commits without what a push each would cost: one process a commit. */
export function longBranch(app: RepositoryHandle, name: string, count: number): string {
  const person = { name: 'ada', email: 'ada@example.com', date: '2026-11-20T12:00:00Z' }
  let sha = app.tip()
  for (let i = 0; i < count; i++) {
    const files = { 'counter.txt': `${i}\n` }
    sha = writeCommit(app.repository.bare, {
      parents: [sha],
      files,
      message: `${i}`,
      author: person,
      committer: person,
    })
  }
  return app.branch(name, sha)
}
