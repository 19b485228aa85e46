import type { DownloadProgress } from '@chorus/data';
import { formatSeconds } from '@chorus/run-view';
import { ProgressBar } from '../terminal/progress-bar.ts';
import type { Reporter } from '../terminal/reporter.ts';

const BYTES_PER_MB = 1_000_000;

/** How far a download is. */
export function showDownload(title: string, reporter: Reporter) {
  const format = `${title} {bar} {percentage} % of {total} MB, {eta_formatted} left`;
  const bar = new ProgressBar(format, reporter);
  return {
    onProgress({ receivedBytes, totalBytes }: DownloadProgress): void {
      const totalMb = Math.round(totalBytes / BYTES_PER_MB);
      const note = `${title} is downloaded (${totalMb} MB, once)`;
      bar.update(Math.round(receivedBytes / BYTES_PER_MB), totalMb, note);
    },
    onRetry(reason: string, waitMs: number): void {
      bar.stop();
      const seconds = formatSeconds(waitMs);
      reporter.warn(`the download of ${title} waits ${seconds} to be taken up again: ${reason}`);
    },
    stop: () => bar.stop(),
  };
}
