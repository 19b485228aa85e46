import type { RunEvent } from '@chorus/proto';
import { type RunView, describeEvent } from '@chorus/run-view';
import { printLines } from './print-lines.ts';
import type { Reporter } from './reporter.ts';
import { styleFor, type Style } from './style.ts';

/** One line per event worth telling: for log files, pipes and CI. Warnings go to standard error. */
export class PlainReporter implements Reporter {
  readonly #output: NodeJS.WriteStream;
  readonly #errors: NodeJS.WriteStream;
  readonly #errorStyle: Style;

  constructor(
    output: NodeJS.WriteStream,
    errors: NodeJS.WriteStream,
    environment: NodeJS.ProcessEnv,
  ) {
    this.#output = output;
    this.#errors = errors;
    this.#errorStyle = styleFor(errors, environment);
  }

  event(event: RunEvent, view: RunView): void {
    const line = describeEvent(event, view);
    if (line?.level === 'warning') this.warn(line.text);
    else if (line) this.note(line.text);
  }

  note(text: string): void {
    printLines([text], this.#output);
  }

  warn(text: string): void {
    printLines([this.#errorStyle('yellow', `warning: ${text}`)], this.#errors);
  }

  summary(lines: readonly string[]): void {
    printLines(lines, this.#output);
  }

  close(): void {}
}
