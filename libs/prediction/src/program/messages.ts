import type { BackendName } from '@chorus/backend-names';
import type { SampleKind, SampleValues } from '@chorus/data';
import type { MemberSpecification } from '@chorus/proto';

/** A member that a process is to predict with. */
export interface MemberToLoad {
  /** All that its bits depend on; its network's topology is there. */
  readonly specification: MemberSpecification;
  /** Where its model.json lies, with weights.bin beside it. */
  readonly modelPath: string;
}

/** What a process predicts with, from its start to its end. */
export interface PredictorStart {
  /** CPU threads. */
  readonly threads: number;
  readonly backend: BackendName;
  readonly members: readonly MemberToLoad[];
  /** What the members' dataset says of its samples. */
  readonly sample: SampleKind;
  readonly normalisation?:
    { readonly mean: readonly number[]; readonly deviation: readonly number[] } | undefined;
  /** The numbers of samples for which there is a graph; no request has more than the largest. */
  readonly sizes: readonly number[];
}

/** What a process is asked: first `start`, then `predict` as often as is wished; it answers in that order. */
export type PredictorRequest =
  | { readonly type: 'start'; readonly start: PredictorStart }
  /** `values`: [samples, ...shape]. */
  | { readonly type: 'predict'; readonly values: SampleValues };

/** What it answers. */
export type PredictorAnswer =
  /** It has started, on a device whose name is for people. */
  | { readonly type: 'ready'; readonly device: string }
  /** The softmax of each of its members, [samples, classes], in their order. */
  | { readonly type: 'predicted'; readonly predictions: readonly Float32Array[] }
  /** It cannot go on, and ends. `internal`: nobody has foreseen it, and the problem is a stack. */
  | {
      readonly type: 'failed';
      readonly problem: string;
      readonly code: 'unavailable' | 'corrupt' | 'internal';
    };
