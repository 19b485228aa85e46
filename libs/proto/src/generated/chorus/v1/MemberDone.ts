// Original file: libs/proto/chorus/v1/run_service.proto

import type { ValidationResult as _chorus_v1_ValidationResult, ValidationResult__Output as _chorus_v1_ValidationResult__Output } from '../../chorus/v1/ValidationResult.ts';

export interface MemberDone {
  'member'?: (number);
  'attempt'?: (number);
  /**
   * Absent when the run has a validation set: the test set is sealed until the run has ended.
   */
  'testLoss'?: (number | string);
  'testAccuracy'?: (number | string);
  'predictionsSha256'?: (string);
  /**
   * Absent when it has none.
   */
  'validation'?: (_chorus_v1_ValidationResult | null);
  '_testLoss'?: "testLoss";
  '_testAccuracy'?: "testAccuracy";
}

export interface MemberDone__Output {
  'member': (number);
  'attempt': (number);
  /**
   * Absent when the run has a validation set: the test set is sealed until the run has ended.
   */
  'testLoss'?: (number);
  'testAccuracy'?: (number);
  'predictionsSha256': (string);
  /**
   * Absent when it has none.
   */
  'validation': (_chorus_v1_ValidationResult__Output | null);
  '_testLoss'?: "testLoss";
  '_testAccuracy'?: "testAccuracy";
}
