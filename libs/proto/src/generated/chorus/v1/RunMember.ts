// Original file: libs/proto/chorus/v1/worker_service.proto

import type { Continuation as _chorus_v1_Continuation, Continuation__Output as _chorus_v1_Continuation__Output } from '../../chorus/v1/Continuation.ts';

/**
 * What a member of a run does not share with the others.
 */
export interface RunMember {
  'seed'?: (number);
  /**
   * The member where it begins, which leaves a checkpoint to resume from; absent when it begins at the start.
   */
  'continues'?: (_chorus_v1_Continuation | null);
}

/**
 * What a member of a run does not share with the others.
 */
export interface RunMember__Output {
  'seed': (number);
  /**
   * The member where it begins, which leaves a checkpoint to resume from; absent when it begins at the start.
   */
  'continues': (_chorus_v1_Continuation__Output | null);
}
