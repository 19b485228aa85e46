import type { Reporter, TestModule } from 'vitest/node';

/**
 * Names every skipped test with its reason, and ends the run with one plain line:
 * `N passed, N failed` (`, N skipped`).
 *
 * Failed counts whatever keeps the run from being a success: tests, suites and files whose set-up
 * failed, errors outside of any test, tests that were never run, and a run without any test.
 */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (state: string) => tests.filter((test) => test.result().state === state);
    const skipped = inState('skipped');
    for (const test of skipped) {
      const result = test.result();
      const reason = (result.state === 'skipped' && result.note) || 'marked as skipped';
      process.stdout.write(`skipped: ${test.fullName} (${reason})\n`);
    }
    const suites = modules.flatMap((module) => [module, ...module.children.allSuites()]);
    const failed =
      inState('failed').length +
      inState('pending').length +
      suites.filter((suite) => suite.errors().length > 0).length +
      unhandledErrors.length +
      (tests.length === 0 && suites.length === 0 ? 1 : 0);
    const skips = skipped.length > 0 ? `, ${skipped.length} skipped` : '';
    process.stdout.write(`${inState('passed').length} passed, ${failed} failed${skips}\n`);
  }
}
