import type { OpenProgress } from '@chorus/data';
import { ProgressBar } from '../terminal/progress-bar.ts';
import type { Reporter } from '../terminal/reporter.ts';

/** Work that takes less is not shown. */
const SHOWN_AFTER_MS = 1000;

/** How far a long reading of files is. */
export function showWork(words: string, reporter: Reporter) {
  const begun = Date.now();
  const bar = new ProgressBar('{bar} {percentage} % of {total}, {eta_formatted} left', reporter);
  return {
    onProgress({ done, total }: OpenProgress): void {
      if (Date.now() - begun >= SHOWN_AFTER_MS) bar.update(done, total, words);
    },
    stop: () => bar.stop(),
  };
}
