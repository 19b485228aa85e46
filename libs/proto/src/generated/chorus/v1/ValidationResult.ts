// Original file: libs/proto/chorus/v1/worker_service.proto


/**
 * What a member is worth on the validation images.
 */
export interface ValidationResult {
  'loss'?: (number | string);
  'accuracy'?: (number | string);
  /**
   * The SHA-256 of the member's predictions, in hexadecimal.
   */
  'predictionsSha256'?: (string);
}

/**
 * What a member is worth on the validation images.
 */
export interface ValidationResult__Output {
  'loss': (number);
  'accuracy': (number);
  /**
   * The SHA-256 of the member's predictions, in hexadecimal.
   */
  'predictionsSha256': (string);
}
