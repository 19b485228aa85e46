import type { Bench, Figures } from './bench.ts';
import type { Target } from './target.ts';
import type { Peer, Work } from './works.ts';

/** Who is measured, by name. */
export type Contenders = Readonly<Record<string, (bench: Bench) => Promise<Figures>>>;

/** One line of the result about some contenders: a figure, or its ratio to another one of the same round. */
export interface RowOf<Contender extends string, Section extends Work = Work> {
  readonly work: Section;
  readonly title: string;
  /** A contender, and which of its figures is meant. */
  readonly figure: readonly [contender: Contender, figure: string];
  readonly dividedBy?: readonly [contender: Contender, figure: string];
  /** The unit of a figure that is no ratio. */
  readonly unit?: string;
  /** The figure's target; without one, it is for information. */
  readonly target?: Target;
  /** The peer, which is measured only when it was asked for. */
  readonly peer?: Peer;
}
