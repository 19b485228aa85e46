import { closeSync, fsyncSync, openSync, writeSync } from 'node:fs';

/** What one measurement gave. */
export interface Figure {
  readonly step: string;
  /** What was looked at, with the unit, as in `Chorus, compiled: images per second`. */
  readonly what: string;
  readonly state: 'measured' | 'not measured' | 'failed';
  readonly value?: number | string | boolean | readonly number[];
  /** Why it was not measured, or failed. */
  readonly reason?: string;
}

/** What is true of all figures of a check. */
export interface Conditions {
  /** Where it ran: `cpu` says that nothing was learnt of a GPU. */
  readonly device: 'gpu' | 'cpu';
  /** Whether sizes are tiny, to try the check itself. */
  readonly smoke: boolean;
}

/** A file of figures, each on the disk before the next is measured; also told on standard output. */
export class FigureFile {
  readonly #file: number;
  readonly #conditions: Conditions;

  /** @param path what is there stays, and is added to */
  constructor(path: string, conditions: Conditions) {
    this.#file = openSync(path, 'a');
    this.#conditions = conditions;
  }

  measured(step: string, what: string, value: NonNullable<Figure['value']>): void {
    this.#add({ step, what, state: 'measured', value });
  }

  notMeasured(step: string, what: string, reason: string): void {
    this.#add({ step, what, state: 'not measured', reason });
  }

  failed(step: string, what: string, reason: string): void {
    this.#add({ step, what, state: 'failed', reason });
  }

  close(): void {
    closeSync(this.#file);
  }

  #add(figure: Figure): void {
    const line = { timeMs: Date.now(), ...this.#conditions, ...figure };
    writeSync(this.#file, `${JSON.stringify(line)}\n`);
    fsyncSync(this.#file);
    process.stdout.write(`${describeFigure(figure, this.#conditions)}\n`);
  }
}

/** A figure as a line: `epoch  Chorus, compiled: seconds  1.234  (on the CPU)`. */
export function describeFigure(figure: Figure, { device, smoke }: Conditions): string {
  const { step, what, state, value, reason } = figure;
  const remarks = [device === 'cpu' && 'on the CPU', smoke && 'smoke'].filter(Boolean).join(', ');
  const result = state === 'measured' ? String(value) : `${state}: ${reason}`;
  return `${step.padEnd(11)}  ${what}  ${result}${remarks && `  (${remarks})`}`;
}
