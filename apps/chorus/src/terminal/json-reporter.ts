import type { RunEvent } from '@chorus/proto';
import type { Report } from '@chorus/run-view';
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
    this.#people.write(`${text}\n`);
  }

  warn(text: string): void {
    this.#people.write(`warning: ${text}\n`);
  }

  summary(_lines: readonly string[], report: Report): void {
    this.#output.write(`${JSON.stringify(report)}\n`);
  }

  close(): void {}
}
