/** A stream as far as it may be a terminal. */
export interface TerminalStream {
  readonly isTTY?: boolean | undefined;
  readonly columns?: number | undefined;
  readonly rows?: number | undefined;
}

/** Below this a line that is drawn again and again would break into several. */
const FEWEST_COLUMNS = 20;
/** Two lines, and the one that the cursor stands on. */
const FEWEST_ROWS = 3;

/**
 * The size of a terminal that can be drawn on; undefined for anything else: a file or pipe, a
 * terminal without cursor movements, CI, one that is too small, or has no size, as `ssh` without a
 * terminal of its own and `script` below cron make them: those say 0.
 *
 * A terminal may be made larger or smaller at any time: ask again before drawing.
 */
export function drawableSize(
  { isTTY, columns = 0, rows = 0 }: TerminalStream,
  environment: NodeJS.ProcessEnv,
): { readonly columns: number; readonly rows: number } | undefined {
  if (!isTTY || environment['TERM'] === 'dumb' || environment['CI']) return undefined;
  return columns < FEWEST_COLUMNS || rows < FEWEST_ROWS ? undefined : { columns, rows };
}

/** How long a line of text may be: the terminal's width, or `otherwise` where there is none to speak of. */
export function lineColumns({ columns = 0 }: TerminalStream, otherwise: number): number {
  return columns < FEWEST_COLUMNS ? otherwise : columns;
}
