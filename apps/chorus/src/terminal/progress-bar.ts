import { drawableSize } from '@chorus/machine';
import { Presets, SingleBar } from 'cli-progress';
import type { Reporter } from './reporter.ts';

/** How far something is that may take long: a bar on a terminal, elsewhere one line when it begins. */
export class ProgressBar {
  readonly #format: string;
  readonly #reporter: Reporter;
  #bar: SingleBar | undefined;
  #isNoted = false;

  /** @param format cli-progress' words for the bar */
  constructor(format: string, reporter: Reporter) {
    this.#format = format;
    this.#reporter = reporter;
  }

  /** @param note what is told the first time */
  update(done: number, total: number, note: string): void {
    if (!this.#isNoted) this.#reporter.note(note);
    this.#isNoted = true;
    if (!drawableSize(process.stderr, process.env)) return;
    if (!this.#bar) {
      this.#bar = new SingleBar({ format: this.#format, hideCursor: true }, Presets.shades_classic);
      this.#bar.start(total, 0);
    }
    this.#bar.setTotal(total);
    this.#bar.update(done);
  }

  /** Takes the bar away; the next update begins another. */
  stop(): void {
    this.#bar?.stop();
    this.#bar = undefined;
  }
}
