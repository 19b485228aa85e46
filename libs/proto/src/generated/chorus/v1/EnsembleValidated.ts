// Original file: libs/proto/chorus/v1/run_service.proto

import type { ExpectedGain as _chorus_v1_ExpectedGain, ExpectedGain__Output as _chorus_v1_ExpectedGain__Output } from '../../chorus/v1/ExpectedGain.ts';

/**
 * What the ensemble of the members done so far is worth on the validation images.
 */
export interface EnsembleValidated {
  /**
   * The members done so far, in their order.
   */
  'members'?: (number)[];
  /**
   * The ensemble's accuracy, 0 to 1, with its 95 % interval.
   */
  'accuracy'?: (number | string);
  'accuracyLow'?: (number | string);
  'accuracyHigh'?: (number | string);
  /**
   * What one more member is expected to add; absent for a single member.
   */
  'gain'?: (_chorus_v1_ExpectedGain | null);
}

/**
 * What the ensemble of the members done so far is worth on the validation images.
 */
export interface EnsembleValidated__Output {
  /**
   * The members done so far, in their order.
   */
  'members': (number)[];
  /**
   * The ensemble's accuracy, 0 to 1, with its 95 % interval.
   */
  'accuracy': (number);
  'accuracyLow': (number);
  'accuracyHigh': (number);
  /**
   * What one more member is expected to add; absent for a single member.
   */
  'gain': (_chorus_v1_ExpectedGain__Output | null);
}
