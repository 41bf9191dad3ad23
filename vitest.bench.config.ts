import { defineConfig } from 'vitest/config'

/** `npm run bench`: one process, one file after the other, because they measure time and memory. */
export default defineConfig({
  test: {
    include: ['bench/**/*.bench.ts'],
    testTimeout: 3_600_000,
    maxWorkers: 1,
    fileParallelism: false,
    disableConsoleIntercept: true,
  },
})
