import { defineConfig, type ViteUserConfig } from 'vitest/config'

const config: ViteUserConfig = defineConfig({
  // `import ... from 'faultline'` in a test means the sources, not a build (see "exports" in package.json).
  resolve: { conditions: ['faultline-source'] },
  ssr: { resolve: { conditions: ['faultline-source'] } },
  test: {
    // Unit tests and properties sit beside the code; whatever crosses folders is in tests/, by kind.
    include: ['{src,tests,bench,scripts}/**/*.{test,fuzz}.ts'],
    exclude: ['**/node_modules/**', 'dist/**', '.cache/**'],
    // Where a job of GitHub runs the tests, runs that they start do not write into its log and summary.
    env: { GITHUB_ACTIONS: '' },
    globalSetup: ['tests/helpers/compiler-service.ts'],
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
