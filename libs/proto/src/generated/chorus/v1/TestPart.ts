// Original file: libs/proto/chorus/v1/worker_service.proto


/**
 * A part of the test samples, from 1, and how many parts there are.
 */
export interface TestPart {
  'number'?: (number);
  'of'?: (number);
}

/**
 * A part of the test samples, from 1, and how many parts there are.
 */
export interface TestPart__Output {
  'number': (number);
  'of': (number);
}
