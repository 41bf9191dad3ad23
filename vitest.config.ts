import { defineConfig } from 'vitest/config'

/** Code that decides about safety: every branch of it is taken by a test, or the run fails. */
const SAFETY = ['src/core/change/**', 'src/core/prove/**', 'src/core/after/**']

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Tests start kustomize and git; more workers than cores only makes them wait for each other.
    maxWorkers: 2,
    coverage: {
      provider: 'v8',
      include: ['src/**'],
      reporter: ['text-summary'],
      thresholds: Object.fromEntries(SAFETY.map((glob) => [glob, { branches: 100 }])),
    },
  },
})
