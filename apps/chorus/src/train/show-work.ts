import type { OpenProgress } from '@chorus/data';
import { drawableSize } from '@chorus/machine';
import { Presets, SingleBar } from 'cli-progress';
import type { Reporter } from '../terminal/reporter.ts';

/** Work that takes less is not shown. */
const SHOWN_AFTER_MS = 1000;

/** How far a long reading of files is: a bar on a terminal, elsewhere one line. */
export function showWork(words: string, reporter: Reporter) {
  const begun = Date.now();
  let bar: SingleBar | undefined;
  let noted = false;
  return {
    onProgress({ done, total }: OpenProgress): void {
      if (Date.now() - begun < SHOWN_AFTER_MS) return;
      if (!noted) reporter.note(words);
      noted = true;
      if (!drawableSize(process.stderr, process.env)) return;
      bar ??= startBar(total);
      bar.setTotal(total);
      bar.update(done);
    },
    stop: () => bar?.stop(),
  };
}

function startBar(total: number): SingleBar {
  const format = '{bar} {percentage} % of {total}, {eta_formatted} left';
  const bar = new SingleBar({ format, hideCursor: true }, Presets.shades_classic);
  bar.start(total, 0);
  return bar;
}
