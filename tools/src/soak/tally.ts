/** What is counted of a run. */
export interface Counted {
  /** Names of the faults that it met, in their order. */
  readonly injected: readonly string[];
  /** Members whose result is another one or missing. */
  readonly lost: number;
  /** Undefined: it ended as it would have without them. */
  readonly problem?: string;
}

interface Row {
  injected: number;
  survived: number;
  lost: number;
}

/** How often each fault was injected, and what it did. */
export class Tally {
  readonly #rows: Map<string, Row>;
  readonly #all: Row = { injected: 0, survived: 0, lost: 0 };
  #runs = 0;
  #failedRuns = 0;

  /** @param faults names, in the table's order */
  constructor(faults: readonly string[]) {
    this.#rows = new Map(faults.map((name) => [name, { injected: 0, survived: 0, lost: 0 }]));
  }

  /** A run that ends badly is held against every fault that it met: which one it was is not known. */
  add({ injected, lost, problem }: Counted): void {
    const survived = problem === undefined ? 1 : 0;
    for (const name of injected) {
      const row = this.#rows.get(name)!;
      for (const counts of [row, this.#all]) {
        counts.injected += 1;
        counts.survived += survived;
      }
      row.lost += lost;
    }
    this.#all.lost += lost;
    this.#runs += 1;
    this.#failedRuns += 1 - survived;
  }

  /** Whether a run has ended otherwise than without faults. */
  get hasLoss(): boolean {
    return this.#failedRuns > 0;
  }

  /** A table, a fault in each line; the last line counts each fault and each lost result once. */
  render(): string {
    const runs = `${this.#runs} runs, ${this.#runs - this.#failedRuns} undamaged`;
    const rows = [...this.#rows, [runs, this.#all] as const];
    const lines = rows.map(([name, { injected, survived, lost }]) => [
      name,
      ...[injected, survived, lost].map(String),
    ]);
    return align([['fault', 'injected', 'survived', 'results lost'], ...lines]);
  }
}

/** The first column to the left, the others to the right. */
function align(lines: readonly (readonly string[])[]): string {
  const widths = lines[0]!.map((_, column) =>
    Math.max(...lines.map((line) => line[column]!.length)),
  );
  const text = lines.map((line) =>
    line
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!),
      )
      .join('  '),
  );
  return text.map((line) => `${line}\n`).join('');
}
