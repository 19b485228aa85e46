import { drawableSize } from '@chorus/machine';
import { BoardReporter } from './board-reporter.ts';
import { JsonReporter } from './json-reporter.ts';
import { PlainReporter } from './plain-reporter.ts';
import type { Reporter } from './reporter.ts';

/**
 * Makes the reporter: one event per line with `--json`; a board on a terminal that can be drawn on; else plain lines.
 */
export function createReporter(json: boolean, environment: NodeJS.ProcessEnv): Reporter {
  if (json) return new JsonReporter(process.stdout, process.stderr);
  if (drawableSize(process.stdout, environment)) {
    return new BoardReporter(process.stdout, environment);
  }
  return new PlainReporter(process.stdout, process.stderr, environment);
}
