// Original file: libs/proto/chorus/v1/run_service.proto

import type { MemberResult as _chorus_v1_MemberResult, MemberResult__Output as _chorus_v1_MemberResult__Output } from '../../chorus/v1/MemberResult.ts';

/**
 * The figures of the report that lists and views need.
 */
export interface RunResult {
  /**
   * The ensemble's accuracy on the test images, 0 to 1.
   */
  'accuracy'?: (number | string);
  /**
   * The members that the ensemble consists of, in their order.
   */
  'members'?: (_chorus_v1_MemberResult)[];
}

/**
 * The figures of the report that lists and views need.
 */
export interface RunResult__Output {
  /**
   * The ensemble's accuracy on the test images, 0 to 1.
   */
  'accuracy': (number);
  /**
   * The members that the ensemble consists of, in their order.
   */
  'members': (_chorus_v1_MemberResult__Output)[];
}
