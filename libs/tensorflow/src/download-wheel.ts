import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readdir, stat } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import type { Program } from './find-program.ts';
import { WHEEL_PYTHON_VERSION, type PinnedWheel } from './pinned-wheels.ts';
import { runCommand } from './run-command.ts';
import { SetUpError } from './set-up-error.ts';

/** How a wheel is downloaded. */
export interface DownloadOptions {
  readonly pip: Program;
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal | undefined;
  /** Called about three times a second with the bytes that have arrived. */
  readonly onBytes: (bytes: number) => void;
}

const WATCH_INTERVAL_MS = 300;

/**
 * Fetches a wheel with `pip download` into an empty folder, and checks its SHA-256.
 *
 * @returns the wheel's path
 * @throws SetUpError (`download`, `checksum`)
 */
export async function downloadWheel(
  wheel: PinnedWheel,
  folder: string,
  options: DownloadOptions,
): Promise<string> {
  const { pip, signal, onBytes } = options;
  const [file, ...pipArguments] = pip;
  // pip writes the wheel there first, so the folder's growth is the download's progress.
  const temporaryFolder = path.join(folder, 'pip');
  await mkdir(temporaryFolder, { recursive: true });
  const watch = setInterval(() => void folderBytes(folder).then(onBytes), WATCH_INTERVAL_MS);
  try {
    const outcome = await runCommand(file, [...pipArguments, ...downloadArguments(wheel, folder)], {
      env: { ...options.env, TMPDIR: temporaryFolder, PIP_REQUIRE_VIRTUALENV: 'false' },
      signal,
    });
    if (!outcome.ok) {
      throw new SetUpError('download', `pip did not fetch ${wheel.fileName}: ${outcome.reason}`);
    }
  } finally {
    clearInterval(watch);
  }
  const wheelPath = path.join(folder, wheel.fileName);
  await checkSha256(wheelPath, wheel, signal);
  return wheelPath;
}

function downloadArguments(wheel: PinnedWheel, folder: string): string[] {
  // A wheel's file name ends with the platforms that it fits, joined by dots.
  const platformTag = wheel.fileName
    .replace(/\.whl$/, '')
    .split(/[-.]/)
    .at(-1)!;
  return [
    'download',
    `${wheel.project}==${wheel.version}`,
    '--dest',
    folder,
    '--no-deps',
    '--only-binary=:all:',
    '--platform',
    platformTag,
    '--implementation',
    'cp',
    '--python-version',
    WHEEL_PYTHON_VERSION,
    '--no-cache-dir',
    '--no-input',
    '--disable-pip-version-check',
    '--progress-bar',
    'off',
  ];
}

async function checkSha256(
  wheelPath: string,
  wheel: PinnedWheel,
  signal?: AbortSignal,
): Promise<void> {
  const hash = createHash('sha256');
  try {
    await pipeline(createReadStream(wheelPath, { highWaterMark: 1 << 20 }), hash, { signal });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new SetUpError('download', `pip fetched another file than ${wheel.fileName}`);
  }
  const sha256 = hash.digest('hex');
  if (sha256 !== wheel.sha256) {
    throw new SetUpError(
      'checksum',
      `${wheel.fileName} is not the pinned file: SHA-256 ${sha256}, expected ${wheel.sha256}`,
    );
  }
}

/** The bytes of all files below a folder; those that vanish meanwhile do not count. */
async function folderBytes(folder: string): Promise<number> {
  const names = await readdir(folder, { recursive: true }).catch(() => []);
  const sizes = names.map(async (name) => {
    const entry = await stat(path.join(folder, name)).catch(() => undefined);
    return entry?.isFile() ? entry.size : 0;
  });
  return (await Promise.all(sizes)).reduce((total, size) => total + size, 0);
}
