import type { Finding } from '@chorus/data';
import type { Reporter } from '../terminal/reporter.ts';

/** Tells what was found in the user's own files. */
export function tellFindings(findings: readonly Finding[], reporter: Reporter): void {
  for (const { kind, text } of findings) {
    if (kind === 'warning') reporter.warn(text);
    else reporter.note(text);
  }
}
