import type { RunEvent } from '@chorus/proto';
import type { Report, RunView } from '@chorus/run-view';

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
