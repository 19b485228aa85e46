import type { RunEvent } from '@chorus/proto';
import type { Report } from '@chorus/run-view';
import { printLines } from './print-lines.ts';
import type { Reporter } from './reporter.ts';

/** Events as JSON, one per line, then the report; what is for people goes to the other stream. */
export class JsonReporter implements Reporter {
  readonly #output: NodeJS.WritableStream;
  readonly #people: NodeJS.WritableStream;

  constructor(output: NodeJS.WritableStream, people: NodeJS.WritableStream) {
    this.#output = output;
    this.#people = people;
  }

  event(event: RunEvent): void {
    this.#output.write(`${JSON.stringify(event)}\n`);
  }

  note(text: string): void {
    printLines([text], this.#people);
  }

  warn(text: string): void {
    printLines([`warning: ${text}`], this.#people);
  }

  summary(_lines: readonly string[], report: Report): void {
    this.#output.write(`${JSON.stringify(report)}\n`);
  }

  close(): void {}
}
