import { harmlessLine } from '@chorus/telemetry';

/** What lines are written to. */
export interface LineStream {
  write(text: string): unknown;
}

/** Writes lines for a person: whatever other machines have put into them, each stays one line and does nothing to the terminal. */
export function printLines(lines: readonly string[], stream: LineStream = process.stdout): void {
  stream.write(lines.map((line) => `${harmlessLine(line)}\n`).join(''));
}

/** Writes a value for programs, as one line of JSON. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value)}\n`);
}
