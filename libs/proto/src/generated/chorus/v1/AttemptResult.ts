// Original file: libs/proto/chorus/v1/worker_service.proto


/**
 * Sent after the attempt's files were acknowledged.
 */
export interface AttemptResult {
  'testLoss'?: (number | string);
  'testAccuracy'?: (number | string);
}

/**
 * Sent after the attempt's files were acknowledged.
 */
export interface AttemptResult__Output {
  'testLoss': (number);
  'testAccuracy': (number);
}
