import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['{apps,libs,tools,deploy}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // The machines of CI have two cores, and every test that trains uses one of them.
    maxWorkers: 2,
    reporters: ['default', './tools/src/verify/closing-line-reporter.ts'],
  },
});
