import { globSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Tests that tell whole stories: a GitHub over real git repositories, started bundles, real tools, long tables. They take
 * minutes, so `npm test` leaves them out and says so; CI and `npm run test:all` run them all.
 */
export const STORIES: readonly string[] = [
  'test/actions/*/{attacks,criteria,events,github,groups,override,publish}/**/*.test.ts',
  'test/actions/*/{bad-input,canary,main,present,pull,approved-entries}.test.ts',
  'test/{adopt,bench,dist,examples,fake-github,faults,real,scan}/**/*.test.ts',
  'test/metadata/{workflows,event-workflows,install-page}.test.ts',
  'test/scripts/{override-states,start,build}.test.ts',
  'test/shared/{git,github,tickets}/**/*.test.ts',
  'test/shared/checklist/read/**/*.test.ts',
  'test/shared/run/{carried,publish,pushers,roster}.test.ts',
  'test/shared/policy/merge.property.test.ts',
]

/** Everything is run where CI asks for it, and whoever names files means those. */
export const isEveryday = (env: Readonly<Record<string, string | undefined>>, args: readonly string[]): boolean =>
  env['REQUIRE_REAL'] === undefined && env['TESTS'] !== 'all' && !args.some((arg) => /(^|\/)test\//.test(arg))

/** vitest's global set-up: what was left out is said behind the count, where nobody overlooks it. */
export default function sayWhatIsLeftOut(): () => void {
  return () => {
    if (!isEveryday(process.env, process.argv)) return
    const root = join(import.meta.dirname, '../..')
    const left = STORIES.flatMap((glob) => globSync(glob, { cwd: root })).length
    process.stdout.write(
      `\n${left} files of stories were left out: they take minutes. \`npm run test:all\` runs every test.\n`,
    )
  }
}
