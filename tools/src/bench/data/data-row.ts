import type { Bench, Figures } from '../bench.ts';
import type { Peer } from '../works.ts';
import type { Target } from '../target.ts';

/** Who reads what in a row of the section `data`: one file of this folder is one such work. */
export type DataContenders = Readonly<Record<string, (bench: Bench) => Promise<Figures>>>;

/** A line of the result, about contenders of the same file. */
export interface DataRow<Contender extends string> {
  readonly work: 'data';
  readonly title: string;
  readonly figure: readonly [contender: Contender, figure: string];
  readonly dividedBy?: readonly [contender: Contender, figure: string];
  readonly unit?: string;
  readonly target?: Target;
  readonly peer?: Peer;
}
