// Original file: libs/proto/chorus/v1/worker_service.proto

import type { ValidationResult as _chorus_v1_ValidationResult, ValidationResult__Output as _chorus_v1_ValidationResult__Output } from '../../chorus/v1/ValidationResult.ts';

/**
 * Sent after the attempt's files were acknowledged.
 */
export interface AttemptResult {
  'testLoss'?: (number | string);
  'testAccuracy'?: (number | string);
  /**
   * The SHA-256 of each uploaded file, in hexadecimal; empty for the model's two files in a run that only predicts.
   */
  'predictionsSha256'?: (string);
  /**
   * Of its model; empty where there is none, but only predictions.
   */
  'topologySha256'?: (string);
  'weightsSha256'?: (string);
  /**
   * What it is worth on the validation images; absent when the run holds none out.
   */
  'validation'?: (_chorus_v1_ValidationResult | null);
  /**
   * The time that the test samples took to predict, in seconds; absent from versions that do not tell it.
   */
  'predictSeconds'?: (number | string);
  '_predictSeconds'?: "predictSeconds";
}

/**
 * Sent after the attempt's files were acknowledged.
 */
export interface AttemptResult__Output {
  'testLoss': (number);
  'testAccuracy': (number);
  /**
   * The SHA-256 of each uploaded file, in hexadecimal; empty for the model's two files in a run that only predicts.
   */
  'predictionsSha256': (string);
  /**
   * Of its model; empty where there is none, but only predictions.
   */
  'topologySha256': (string);
  'weightsSha256': (string);
  /**
   * What it is worth on the validation images; absent when the run holds none out.
   */
  'validation': (_chorus_v1_ValidationResult__Output | null);
  /**
   * The time that the test samples took to predict, in seconds; absent from versions that do not tell it.
   */
  'predictSeconds'?: (number);
  '_predictSeconds'?: "predictSeconds";
}
