// Original file: libs/proto/chorus/v1/worker_service.proto

import type { Fold as _chorus_v1_Fold, Fold__Output as _chorus_v1_Fold__Output } from '../../chorus/v1/Fold.ts';

/**
 * Which of the training samples a member is trained on: what is left when it leaves out a fold, of that a share, and
 * of that as many as there are, drawn with replacement.
 */
export interface MemberSamples {
  /**
   * Absent: it leaves out none.
   */
  'fold'?: (_chorus_v1_Fold | null);
  /**
   * Above 0 and below 1; 0: all.
   */
  'share'?: (number | string);
  'bootstrap'?: (boolean);
}

/**
 * Which of the training samples a member is trained on: what is left when it leaves out a fold, of that a share, and
 * of that as many as there are, drawn with replacement.
 */
export interface MemberSamples__Output {
  /**
   * Absent: it leaves out none.
   */
  'fold': (_chorus_v1_Fold__Output | null);
  /**
   * Above 0 and below 1; 0: all.
   */
  'share': (number);
  'bootstrap': (boolean);
}
