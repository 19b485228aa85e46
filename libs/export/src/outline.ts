import type { SampleKind, SAMPLES_INPUT } from '@chorus/data';
import type { Combination } from '@chorus/ensemble';
import type { SavedModel, Scaling, Views } from '@chorus/model';

/** A column of a table that an ensemble takes, by what it is in training. */
export type ColumnInput =
  | {
      readonly kind: 'number';
      readonly name: string;
      /** What stands for a number that is missing or infinite. */
      readonly fill: number;
    }
  | {
      readonly kind: 'category';
      readonly name: string;
      /** Texts, which are 1, 2, 3 … to the network; any other one is 0. */
      readonly categories: readonly string[];
    };

/** What an ensemble is called with. */
export type EnsembleInput =
  | { readonly kind: 'samples'; readonly name: typeof SAMPLES_INPUT; readonly sample: SampleKind }
  | { readonly kind: 'columns'; readonly columns: readonly ColumnInput[] };

/** A member that is exported. */
export interface MemberOutline {
  /** Its number in the run, from 1. */
  readonly member: number;
  readonly seed: number;
  readonly files: SavedModel;
}

/** What is exported, whatever the format: plain data. */
export interface EnsembleOutline {
  readonly runId: string;
  readonly dataset: string;
  readonly classes: readonly string[];
  readonly input: EnsembleInput;
  readonly scaling: Scaling;
  /** From which views of a picture its members predict it. */
  readonly views: Views;
  readonly members: readonly MemberOutline[];
  readonly combination: Combination;
}
