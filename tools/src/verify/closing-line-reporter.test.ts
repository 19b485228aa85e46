import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { onTestFinished, test, expect } from 'vitest';
import { startVitest } from 'vitest/node';

/** Runs one test file with the reporter; the last line that it prints, and those on skipped tests. */
async function closingLines(source: string | undefined): Promise<string[]> {
  const root = mkdtempSync(path.join(import.meta.dirname, 'probe-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  if (source !== undefined) writeFileSync(path.join(root, 'probe.test.ts'), source);
  const lines: string[] = [];
  const write = process.stdout.write;
  const exitCode = process.exitCode;
  process.stdout.write = ((text: string) => lines.push(text.trimEnd()) > 0) as typeof write;
  try {
    const reporter = path.join(import.meta.dirname, 'closing-line-reporter.ts');
    const vitest = await startVitest('test', [], {
      root,
      config: false,
      watch: false,
      reporters: [reporter],
    });
    await vitest.close();
  } finally {
    process.stdout.write = write;
    process.exitCode = exitCode;
  }
  return lines;
}

const IMPORT = "import { beforeAll, describe, test } from 'vitest';\n";

test('a skipped test is named with its reason', async () => {
  const source = `${IMPORT} test('a', () => {}); test('b', (c) => c.skip('no data')); test.skip('c', () => {});`;
  expect(await closingLines(source)).toEqual([
    'skipped: b (no data)',
    'skipped: c (marked as skipped)',
    '1 passed, 0 failed, 2 skipped',
  ]);
});

test.each([
  ['a failed test', `test('a', () => { throw new Error(); });`, '0 passed, 1 failed'],
  ['a file that cannot be imported', `throw new Error();`, '0 passed, 1 failed'],
  ['a file without tests', ``, '0 passed, 1 failed'],
  [
    'an error outside of a test',
    `test('a', () => { setTimeout(() => { throw new Error(); }, 0); }); test('b', () => new Promise((r) => setTimeout(r, 50)));`,
    '2 passed, 1 failed',
  ],
  [
    'a failed hook of a group',
    `describe('g', () => { beforeAll(() => { throw new Error(); }); test('a', () => {}); });`,
    '0 passed, 1 failed, 1 skipped',
  ],
])('%s counts as a failure', async (_name, source, closingLine) => {
  expect((await closingLines(IMPORT + source)).at(-1)).toBe(closingLine);
});

test('a run that finds no test file counts as a failure', async () => {
  expect((await closingLines(undefined)).at(-1)).toBe('0 passed, 1 failed');
});
