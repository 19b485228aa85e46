import { drawableSize } from '@chorus/machine';
import type { RunEvent } from '@chorus/proto';
import type { Report, RunView } from '@chorus/run-view';
import { BoardReporter } from './board-reporter.ts';
import { JsonReporter } from './json-reporter.ts';
import { PlainReporter } from './plain-reporter.ts';

/** Tells the user what happens while a command runs. */
export interface Reporter {
  /** Something happened in the run; `view` has it applied. */
  event(event: RunEvent, view: RunView): void;
  /** What is good to know. */
  note(text: string): void;
  /** What should not be missed. */
  warn(text: string): void;
  /** The run has succeeded: what is shown at the end. */
  summary(lines: readonly string[], report: Report): void;
  /** Nothing comes after it but {@link summary}; harmless when called twice. */
  close(): void;
}

/**
 * With `--json` one event per line; on a terminal that can be drawn on a board; elsewhere plain lines.
 */
export function createReporter(json: boolean, environment: NodeJS.ProcessEnv): Reporter {
  if (json) return new JsonReporter(process.stdout, process.stderr);
  if (drawableSize(process.stdout, environment)) {
    return new BoardReporter(process.stdout, environment);
  }
  return new PlainReporter(process.stdout, process.stderr, environment);
}
