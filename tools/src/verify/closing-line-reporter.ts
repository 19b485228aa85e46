import type { Reporter, TestModule } from 'vitest/node';

/**
 * Names every skipped test with its reason, and ends the run with one plain line:
 * `N passed, N failed` (`, N skipped`).
 */
export default class ClosingLineReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const inState = (state: string) => tests.filter((test) => test.result().state === state);
    const brokenModules = modules.filter((module) => module.errors().length > 0);
    const skipped = inState('skipped');
    for (const test of skipped) {
      const result = test.result();
      const reason = (result.state === 'skipped' && result.note) || 'marked as skipped';
      process.stdout.write(`skipped: ${test.fullName} (${reason})\n`);
    }
    const failed = inState('failed').length + brokenModules.length + unhandledErrors.length;
    const skips = skipped.length > 0 ? `, ${skipped.length} skipped` : '';
    process.stdout.write(`${inState('passed').length} passed, ${failed} failed${skips}\n`);
  }
}
