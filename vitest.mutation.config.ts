import { defineConfig } from 'vitest/config'

// Only the tests of the mutated rooms themselves: a mutant that nothing but a test of the whole action notices counts
// as survived. It also keeps a run to minutes.
export default defineConfig({
  test: {
    include: [
      'test/shared/{verdict,policy,ownership,checklist,override}/**/*.test.ts',
      'test/actions/security-gate/scanners/**/*.test.ts',
      'test/actions/dod-check/{asked,judge.property}.test.ts',
      'test/actions/dod-check/criteria/**/*.test.ts',
    ],
    // Instrumented code is slower; and what a million results show, ten show too.
    testTimeout: 60_000,
    testNamePattern: /^(?!.*10\^6)/,
    // A mutant that a random policy shows at all, it shows soon; the everyday run tries many more.
    env: { MERGE_RUNS: '6', DONE_RUNS: '60' },
  },
})
