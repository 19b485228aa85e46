import type { DownloadProgress } from '@chorus/data';
import { drawableSize } from '@chorus/machine';
import { formatSeconds } from '@chorus/run-view';
import { SingleBar, Presets } from 'cli-progress';
import type { Reporter } from '../terminal/reporter.ts';

const BYTES_PER_MB = 1_000_000;

/** How far a download is: a bar on a terminal, elsewhere one line. */
export function showDownload(title: string, reporter: Reporter) {
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
