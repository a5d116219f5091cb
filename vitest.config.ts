import { configDefaults, defineConfig } from 'vitest/config'
import { isEveryday, STORIES } from './test/support/stories.ts'

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: [...configDefaults.exclude, ...(isEveryday(process.env, process.argv) ? STORIES : [])],
    globalSetup: ['test/support/stories.ts'],
    // `test/dist` and `test/real` start processes; on a 2-core machine with a busy neighbour 5 s is not enough.
    testTimeout: 30_000,
    // vitest leaves one processor free, which on two processors is half of them.
    maxWorkers: '100%',
    // No test leaves anything behind in its process (effects are arguments), and a worker takes 0.3 s to start.
    isolate: false,
    // @actions/languageservice imports JSON without an import attribute, which plain Node refuses.
    server: { deps: { inline: [/@actions\/(languageservice|workflow-parser|expressions)/] } },
    coverage: {
      provider: 'v8',
      // With `*.ts` spelled out: v8 coverage would try to parse action.yml as a script.
      include: ['shared/**/*.ts', 'actions/**/*.ts', 'verify/**/*.ts'],
      // An entry point is one statement that only runs in a process of its own (test/dist starts it).
      exclude: ['actions/*/index.ts', 'verify/index.ts'],
      reporter: ['text', 'json-summary'],
      reportsDirectory: 'coverage',
      thresholds: {
        'shared/**': { branches: 95 },
        'actions/*/judge*': { branches: 95 },
        'actions/*/judge/**': { branches: 95 },
      },
    },
  },
})
