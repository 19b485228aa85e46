// Original file: libs/proto/chorus/v1/worker_service.proto


/**
 * Sent after the attempt's files were acknowledged.
 */
export interface AttemptResult {
  'testLoss'?: (number | string);
  'testAccuracy'?: (number | string);
  /**
   * SHA-256 of the uploaded files, in hexadecimal.
   */
  'predictionsSha256'?: (string);
  'topologySha256'?: (string);
  'weightsSha256'?: (string);
}

/**
 * Sent after the attempt's files were acknowledged.
 */
export interface AttemptResult__Output {
  'testLoss': (number);
  'testAccuracy': (number);
  /**
   * SHA-256 of the uploaded files, in hexadecimal.
   */
  'predictionsSha256': (string);
  'topologySha256': (string);
  'weightsSha256': (string);
}
