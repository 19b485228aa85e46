import { ChorusError } from '@chorus/proto';
import { addAbortListener } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import { dial } from './dial.ts';
import { untilThereIsRoom } from './until-there-is-room.ts';

/** What is fetched, and for how long. */
export interface FetchOptions {
  /** The beginnings of the paths that are fetched; default: all. */
  readonly paths?: readonly string[];
  /** Aborted: nothing more comes, and what came is removed. */
  readonly signal?: AbortSignal;
}

/**
 * Brings the folder that a run left on its coordinator to `<outDir>/<runId>`; when it is there
 * already, it is left as it is. It appears only when it is whole.
 *
 * @returns where it is
 * @throws ChorusError when the coordinator does not answer, the disk refuses, or it is aborted
 */
export async function fetchRunFiles(
  address: string,
  runId: string,
  outDir: string,
  { paths = [], signal }: FetchOptions = {},
): Promise<string> {
  const folder = resolve(outDir, runId);
  if (existsSync(folder)) return folder;
  const partial = resolve(outDir, `.${runId}.partial`);
  try {
    await untilThereIsRoom(
      async () => {
        await rm(partial, { recursive: true, force: true });
        await receiveFiles(address, { runId, paths: [...paths] }, partial, signal);
      },
      { signal },
    );
    await rename(partial, folder);
    return folder;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw ChorusError.from(error);
  }
}

async function receiveFiles(
  address: string,
  request: { runId: string; paths: string[] },
  folder: string,
  signal: AbortSignal | undefined,
): Promise<void> {
  const client = await dial(address);
  const call = client.fetchRunFiles(request);
  const listening = signal && addAbortListener(signal, () => call.cancel());
  let currentPath: string | undefined;
  let file: FileHandle | undefined;
  try {
    for await (const { path, data } of call) {
      if (path !== currentPath) {
        await file?.close();
        file = await createFile(folder, path);
        currentPath = path;
      }
      await file!.write(data);
    }
  } finally {
    listening?.[Symbol.dispose]();
    await file?.close();
    client.close();
  }
}

/** The path comes from another machine: it may not lead out of the folder. */
async function createFile(folder: string, path: string): Promise<FileHandle> {
  const absolute = join(folder, path);
  if (!absolute.startsWith(folder + sep)) {
    throw new ChorusError('corrupt', `the coordinator sent a file that leads elsewhere: ${path}`);
  }
  await mkdir(dirname(absolute), { recursive: true });
  return open(absolute, 'w');
}
