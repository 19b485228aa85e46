import { execFile } from 'node:child_process';
import { hash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { lock } from 'proper-lockfile';

const run = promisify(execFile);

/** The time limit of a test that may be the first to need an environment: it downloads up to 300 MB. */
export const PYTHON_SETUP_TIMEOUT_MS = 10 * 60_000;

const LOCK_RETRY_MS = 500;
const LOCK_UPDATE_MS = 5_000;
/** Long, because a busy machine that unpacks 500 MB can hold up the lock's updates for seconds. */
const LOCK_STALE_MS = 60_000;

/** The test-only Python, or why there is none: the test then calls `context.skip(reason)`. */
export type PythonEnvironment =
  | { readonly python: string; readonly reason?: undefined }
  | { readonly python?: undefined; readonly reason: string };

/**
 * A virtual environment with the packages of requirements.txt, in which tests read Chorus's files
 * with NumPy and TensorBoard themselves. It is made once per machine and requirements, below
 * `<CHORUS_HOME>/test-python` (default `~/.cache/chorus/test-python`); test processes that need it at
 * once wait for the one that makes it. Never throws: whatever is missing is the `reason`.
 */
export function preparePythonEnvironment(): Promise<PythonEnvironment> {
  return prepare('requirements.txt');
}

/** The same with Keras, whose figures are the right ones for what Chorus computes: requirements-keras.txt. */
export function prepareKerasEnvironment(): Promise<PythonEnvironment> {
  return prepare('requirements-keras.txt');
}

/** The same with what users load an exported ensemble and ask a served one with: requirements-users.txt. */
export function prepareUsersEnvironment(): Promise<PythonEnvironment> {
  return prepare('requirements-users.txt');
}

/** @param name of the file that lists the packages */
async function prepare(name: string): Promise<PythonEnvironment> {
  const requirementsPath = fileURLToPath(new URL(name, import.meta.url));
  const requirements = await readFile(requirementsPath);
  const digest = hash('sha256', requirements).slice(0, 16);
  const home = process.env['CHORUS_HOME'] ?? join(homedir(), '.cache', 'chorus');
  const folder = join(home, 'test-python', digest);
  try {
    if (!isComplete(folder)) await makeOnce(folder, requirementsPath);
    return { python: pythonOf(folder) };
  } catch (error) {
    return { reason: `no Python test environment: ${lastLine(error)}` };
  }
}

async function makeOnce(folder: string, requirementsPath: string): Promise<void> {
  // Only the lock's holder makes or removes the folder itself: Node's recursive mkdir fails with
  // ENOENT when what it found is removed at that moment.
  await mkdir(dirname(folder), { recursive: true });
  const release = await lock(folder, {
    stale: LOCK_STALE_MS,
    update: LOCK_UPDATE_MS,
    realpath: false, // The lock lies beside the folder, which need not be there.
    retries: {
      retries: PYTHON_SETUP_TIMEOUT_MS / LOCK_RETRY_MS,
      factor: 1,
      minTimeout: LOCK_RETRY_MS,
    },
  });
  try {
    if (!isComplete(folder)) await make(folder, requirementsPath);
  } finally {
    await release();
  }
}

/** An interrupted attempt leaves no stamp, and the next one starts from nothing. */
async function make(folder: string, requirementsPath: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  const python = process.platform === 'win32' ? 'python' : 'python3';
  // Debian leaves out the part of `venv` that installs pip; the machine's own pip does it as well.
  await run(python, ['-m', 'venv', '--without-pip', folder]);
  const pip = ['-m', 'pip', '--python', pythonOf(folder), '--disable-pip-version-check'];
  const limits = ['--quiet', '--no-input', '--only-binary', ':all:', '--retries', '1'];
  await run(python, [...pip, 'install', ...limits, '-r', requirementsPath], {
    timeout: PYTHON_SETUP_TIMEOUT_MS,
  });
  await writeFile(stampOf(folder), '');
}

function isComplete(folder: string): boolean {
  return existsSync(stampOf(folder)) && existsSync(pythonOf(folder));
}

function stampOf(folder: string): string {
  return join(folder, 'complete');
}

function pythonOf(folder: string): string {
  const parts = process.platform === 'win32' ? ['Scripts', 'python.exe'] : ['bin', 'python'];
  return join(folder, ...parts);
}

/** What pip or Python said last, which is where it says what went wrong. */
function lastLine(error: unknown): string {
  const { stderr, message } = error as { stderr?: string; message?: string };
  const lines = (stderr || message || String(error)).trim().split('\n');
  return lines.at(-1)!;
}
