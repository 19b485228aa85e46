import { ChorusError, unlessSilent } from '@chorus/proto';
import { addAbortListener } from 'node:events';
import { existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ArrivingFolder, asFetchError } from './arriving-folder.ts';
import { dial } from './dial.ts';
import { untilThereIsRoom } from './until-there-is-room.ts';

/** What is fetched, and for how long. */
export interface FetchOptions {
  /** The beginnings of the paths that are fetched; default: all. */
  readonly paths?: readonly string[];
  /** Aborted: nothing more comes, and what came is removed. */
  readonly signal?: AbortSignal | undefined;
  /** How long the coordinator may be silent, in milliseconds. Default: a minute. */
  readonly silenceMs?: number | undefined;
}

/**
 * Brings the folder that a run left on its coordinator to `<outDir>/<runId>`; when it is there
 * already, it is left as it is. It appears only when it is whole, and each file the one that the run's manifest names, if that is
 * fetched, too.
 *
 * @returns where it is
 * @throws ChorusError when the coordinator does not answer or falls silent, sends what no run has, or other files than its manifest
 *   says, the disk refuses or would be full, or it is aborted
 */
export async function fetchRunFiles(
  address: string,
  runId: string,
  outDir: string,
  { paths = [], signal, silenceMs }: FetchOptions = {},
): Promise<string> {
  requireRunId(runId);
  const folder = resolve(outDir, runId);
  if (existsSync(folder)) return folder;
  const partial = resolve(outDir, `.${runId}.partial`);
  try {
    await untilThereIsRoom(
      async () => {
        await rm(partial, { recursive: true, force: true });
        await receiveFiles(address, { runId, paths: [...paths] }, partial, { signal, silenceMs });
      },
      { signal },
    );
    await rename(partial, folder);
    return folder;
  } catch (error) {
    await rm(partial, { recursive: true, force: true });
    throw asFetchError(error);
  }
}

/** It comes from another machine, and becomes the name of a folder. */
function requireRunId(runId: string): void {
  if (/^\w[\w.-]{0,63}$/.test(runId)) return;
  const shown = JSON.stringify(runId.slice(0, 80));
  throw new ChorusError('invalid', `${shown} is not the id of a run`);
}

async function receiveFiles(
  address: string,
  request: { runId: string; paths: string[] },
  folder: string,
  { signal, silenceMs }: FetchOptions,
): Promise<void> {
  const client = await dial(address);
  const call = client.fetchRunFiles(request);
  const listening = signal && addAbortListener(signal, () => call.cancel());
  const arriving = new ArrivingFolder(folder);
  try {
    for await (const { path, data } of unlessSilent(call, { silenceMs })) {
      await arriving.add(path, data);
    }
    await arriving.close();
    arriving.check();
  } finally {
    listening?.[Symbol.dispose]();
    await arriving.close();
    client.close();
  }
}
