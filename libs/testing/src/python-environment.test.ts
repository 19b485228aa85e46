import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { preparePythonEnvironment } from './python-environment.ts';

// A python3 that logs its calls, makes a virtual environment of one empty file, and whose pip fails
// while the file `offline` exists.
const FAKE_PYTHON = `#!/bin/sh
cd "$(dirname "$0")"
echo "$2" >> calls
case "$2" in
  venv) mkdir -p "$4/bin" && : > "$4/bin/python" ;;
  pip) if [ -e offline ]; then echo 'ERROR: No route to the index' >&2; exit 1; fi ;;
esac
`;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'chorus-python-'));
  vi.stubEnv('CHORUS_HOME', join(folder, 'home'));
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

const installFakePython = async () => {
  await writeFile(join(folder, 'python3'), FAKE_PYTHON, { mode: 0o755 });
  vi.stubEnv('PATH', `${folder}:${process.env['PATH']}`);
};
const calls = () => readFile(join(folder, 'calls'), 'utf8');

test('a machine without Python gets the reason', async () => {
  vi.stubEnv('PATH', join(folder, 'empty'));
  const { python, reason } = await preparePythonEnvironment();
  expect(python).toBeUndefined();
  expect(reason).toContain('spawn python');
});

test.skipIf(process.platform === 'win32')(
  'four that ask at once, and one later, share one environment that is made once',
  async () => {
    await installFakePython();
    const made = await Promise.all([1, 2, 3, 4].map(preparePythonEnvironment));
    made.push(await preparePythonEnvironment());
    const python = expect.stringContaining(join(folder, 'home', 'test-python')) as string;
    expect(made).toEqual(Array.from({ length: 5 }, () => ({ python })));
    expect(new Set(made.map((environment) => environment.python)).size).toBe(1);
    expect(await calls()).toBe('venv\npip\n');
  },
);

test.skipIf(process.platform === 'win32')(
  "a failed installation gives pip's own reason, and the next attempt starts again",
  async () => {
    await installFakePython();
    await writeFile(join(folder, 'offline'), '');
    const { reason } = await preparePythonEnvironment();
    expect(reason).toBe('no Python test environment: ERROR: No route to the index');
    await rm(join(folder, 'offline'));
    expect((await preparePythonEnvironment()).python).toBeDefined();
    expect(await calls()).toBe('venv\npip\nvenv\npip\n');
  },
);
