// Original file: libs/proto/chorus/v1/run_service.proto

import type { ValidationResult as _chorus_v1_ValidationResult, ValidationResult__Output as _chorus_v1_ValidationResult__Output } from '../../chorus/v1/ValidationResult.ts';

export interface MemberDone {
  'member'?: (number);
  'attempt'?: (number);
  /**
   * The mean cross-entropy, in nats, and the accuracy, 0 to 1, on the test images. Both are absent when the
   * run has a validation set: the test set is sealed until such a run has ended; and in a run that only predicts.
   */
  'testLoss'?: (number | string);
  'testAccuracy'?: (number | string);
  'predictionsSha256'?: (string);
  /**
   * What it is worth on the validation images; absent when the run has none.
   */
  'validation'?: (_chorus_v1_ValidationResult | null);
  /**
   * The SHA-256 of its model.json and weights.bin; absent in events of older versions, and in a run that only predicts.
   */
  'topologySha256'?: (string);
  'weightsSha256'?: (string);
  /**
   * The time that the test samples took to predict, in seconds; absent in events of older versions.
   */
  'predictSeconds'?: (number | string);
  '_testLoss'?: "testLoss";
  '_testAccuracy'?: "testAccuracy";
  '_topologySha256'?: "topologySha256";
  '_weightsSha256'?: "weightsSha256";
  '_predictSeconds'?: "predictSeconds";
}

export interface MemberDone__Output {
  'member': (number);
  'attempt': (number);
  /**
   * The mean cross-entropy, in nats, and the accuracy, 0 to 1, on the test images. Both are absent when the
   * run has a validation set: the test set is sealed until such a run has ended; and in a run that only predicts.
   */
  'testLoss'?: (number);
  'testAccuracy'?: (number);
  'predictionsSha256': (string);
  /**
   * What it is worth on the validation images; absent when the run has none.
   */
  'validation': (_chorus_v1_ValidationResult__Output | null);
  /**
   * The SHA-256 of its model.json and weights.bin; absent in events of older versions, and in a run that only predicts.
   */
  'topologySha256'?: (string);
  'weightsSha256'?: (string);
  /**
   * The time that the test samples took to predict, in seconds; absent in events of older versions.
   */
  'predictSeconds'?: (number);
  '_testLoss'?: "testLoss";
  '_testAccuracy'?: "testAccuracy";
  '_topologySha256'?: "topologySha256";
  '_weightsSha256'?: "weightsSha256";
  '_predictSeconds'?: "predictSeconds";
}
