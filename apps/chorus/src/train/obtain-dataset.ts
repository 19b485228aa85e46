import {
  DatasetError,
  datasetFilePath,
  DEFAULT_SOURCE,
  FALLBACK_SOURCE,
  sourceNamed,
  writeDatasetFile,
  type Dataset,
  type DownloadProgress,
} from '@chorus/data';
import { drawableSize } from '@chorus/machine';
import type { RunDocument } from '@chorus/run-config';
import { formatSeconds } from '@chorus/run-view';
import { SingleBar, Presets } from 'cli-progress';
import { existsSync } from 'node:fs';
import type { Reporter } from '../terminal/reporter.ts';

const BYTES_PER_MB = 1_000_000;

/** The dataset, and its file in the cache. */
export interface ObtainedDataset {
  readonly dataset: Dataset;
  readonly path: string;
}

/**
 * The dataset that the configuration names; when it names none, CIFAR-10 if it can be had, else `shapes`
 * with a warning. It is in the cache as one file afterwards.
 *
 * @throws DatasetError when a dataset that was named, or lies where the user said, cannot be had
 */
export async function obtainDataset(
  { name, path: dataDir }: RunDocument['dataset'],
  home: string,
  reporter: Reporter,
  signal: AbortSignal,
): Promise<ObtainedDataset> {
  const dataset = await open();
  const path = datasetFilePath(home, dataset.sha256);
  if (!existsSync(path)) await writeDatasetFile(dataset, path);
  return { dataset, path };

  async function open(): Promise<Dataset> {
    const source = name === undefined ? DEFAULT_SOURCE : sourceNamed(name);
    const { title } = source;
    const download = showDownload(title, reporter);
    try {
      const { onProgress, onRetry } = download;
      return await source.open({ dataDir, home, onProgress, onRetry, signal });
    } catch (error) {
      const unavailable = error instanceof DatasetError && error.code === 'unavailable';
      if (name !== undefined || !unavailable) throw error;
      reporter.warn(error.message);
      const { title: other } = FALLBACK_SOURCE;
      reporter.warn(`THE SYNTHETIC DATASET ${other} IS USED INSTEAD OF ${title}`);
      return FALLBACK_SOURCE.open({ home });
    } finally {
      download.stop();
    }
  }
}

/** A bar on a terminal, elsewhere one line. */
function showDownload(title: string, reporter: Reporter) {
  let bar: SingleBar | undefined;
  let noted = false;
  return {
    onProgress({ receivedBytes, totalBytes }: DownloadProgress): void {
      const totalMb = Math.round(totalBytes / BYTES_PER_MB);
      if (!noted) reporter.note(`${title} is downloaded (${totalMb} MB, once)`);
      noted = true;
      if (!drawableSize(process.stderr, process.env)) return;
      bar ??= startBar(title, totalMb);
      bar.update(Math.round(receivedBytes / BYTES_PER_MB));
    },
    onRetry(reason: string, waitMs: number): void {
      bar?.stop();
      bar = undefined;
      const seconds = formatSeconds(waitMs);
      reporter.warn(`the download of ${title} waits ${seconds} to be taken up again: ${reason}`);
    },
    stop: () => bar?.stop(),
  };
}

function startBar(title: string, totalMb: number): SingleBar {
  const format = `${title} {bar} {percentage} % of {total} MB, {eta_formatted} left`;
  const bar = new SingleBar({ format, hideCursor: true }, Presets.shades_classic);
  bar.start(totalMb, 0);
  return bar;
}
