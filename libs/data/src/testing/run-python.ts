import { preparePythonEnvironment } from '@chorus/testing';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TestContext } from 'vitest';

/**
 * Runs a Python program with NumPy, Pillow and PyArrow; the test is skipped where there is no Python.
 *
 * @param program its text, or the file that holds it
 * @returns what it printed
 */
export async function runPython(
  context: TestContext,
  program: string | { readonly file: string },
  ...args: readonly string[]
): Promise<string> {
  const { python, reason } = await preparePythonEnvironment();
  if (python === undefined) return context.skip(reason);
  const first = typeof program === 'string' ? ['-c', program] : [program.file];
  const options = { maxBuffer: 64 * 1024 * 1024 };
  return (await promisify(execFile)(python, [...first, ...args], options)).stdout;
}
