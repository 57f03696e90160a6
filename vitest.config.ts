import { defineConfig, type ViteUserConfig } from 'vitest/config'

import { LongFilesFirst } from './tests/helpers/long-files-first.ts'

// Unit tests and properties sit beside the code; whatever crosses folders is in tests/, by kind.
const TESTS = '**/*.{test,fuzz}.ts'
const OTHERS = ['**/node_modules/**', 'dist/**', '.cache/**']
// Where tests change nothing of the process that they run in. A new folder in tests/ is not among them until it is known.
const SHARING =
  '{src,bench,scripts,tests/{attack,attacker,coordinator,differential,evm,fork,helpers,hostile,laws,sound,structure,wasm,world}}'

const config: ViteUserConfig = defineConfig({
  // `import ... from 'faultline'` in a test means the sources, not a build (see "exports" in package.json).
  resolve: { conditions: ['faultline-source'] },
  ssr: { resolve: { conditions: ['faultline-source'] } },
  test: {
    projects: [
      // A process for each file. Those that take longest are among them, and the project that is first in the alphabet begins.
      {
        extends: true,
        test: { name: 'alone', include: [`tests/${TESTS}`], exclude: [...OTHERS, `${SHARING}/**`] },
      },
      // One process after another file: the modules are loaded and compiled once. Half of the processor time was that.
      {
        extends: true,
        test: { name: 'together', include: [`${SHARING}/${TESTS}`], exclude: OTHERS, isolate: false },
      },
    ],
    // Where a job of GitHub runs the tests, runs that they start do not write into its log and summary.
    env: { GITHUB_ACTIONS: '' },
    globalSetup: ['tests/helpers/compiler-service.ts', 'tests/helpers/compile-cache.ts'],
    sequence: { sequencer: LongFilesFirst },
    setupFiles: ['tests/helpers/property-runs.ts'],
    // A limit against hanging, not a measurement: shared machines are slow at times.
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // The default keeps one processor free, which on a machine of two is half of it.
    maxWorkers: '100%',
    reporters: ['default'],
    benchmark: { include: ['{src,bench}/**/*.bench.ts'] },
  },
})

export default config
