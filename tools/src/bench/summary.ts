/** Milliseconds per training step: one number per round. */
export interface Contender {
  readonly name: string;
  readonly stepMs: readonly number[];
}

/** The middle one, or the mean of the two in the middle. @throws RangeError if there is none */
export function median(values: readonly number[]): number {
  if (values.length === 0) throw new RangeError('no values, so no median');
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle)]! + sorted[Math.ceil(middle) - 1]!) / 2;
}

/** Median of the ratios within each round, so that a machine that is slower in one round is fair. */
export function medianRatio(contender: Contender, reference: Contender): number {
  return median(contender.stepMs.map((ms, round) => ms / reference.stepMs[round]!));
}

/** A table: per contender its step times, and its ratios to each of the others. */
export function formatTable(contenders: readonly Contender[]): string {
  const header = ['', 'min ms', 'median', 'max', ...contenders.map(({ name }) => `÷ ${name}`)];
  const rows = contenders.map((contender) => [
    contender.name,
    Math.min(...contender.stepMs).toFixed(1),
    median(contender.stepMs).toFixed(1),
    Math.max(...contender.stepMs).toFixed(1),
    ...contenders.map((reference) => medianRatio(contender, reference).toFixed(2)),
  ]);
  const lines = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...lines.map((line) => line[column]!.length)));
  return lines
    .map((line) => {
      const [name = '', ...numbers] = line.map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
      );
      return [name, ...numbers].join('  ');
    })
    .join('\n');
}
