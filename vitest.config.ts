import { defineConfig } from 'vitest/config';
import { COMPILE_CACHE } from './libs/command-line/src/launch/launch.js';

export default defineConfig({
  test: {
    include: ['{apps,libs,tools,deploy}/**/*.test.ts'],
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // The issuer of tests recommends to be configured for production.
    onConsoleLog: (line) => !line.startsWith('oidc-provider '),
    // Commands, workers and trainers that tests start take half as long to begin; launch.js sets it for users.
    env: { NODE_COMPILE_CACHE: COMPILE_CACHE },
    // The machines of CI have two cores, and every test that trains uses one of them.
    maxWorkers: 2,
    reporters: ['default', './tools/src/verify/closing-line-reporter.ts'],
  },
});
