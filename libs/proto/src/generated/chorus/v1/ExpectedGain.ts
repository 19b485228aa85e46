// Original file: libs/proto/chorus/v1/run_service.proto


/**
 * A gain in accuracy, -1 to 1, with its 95 % interval.
 */
export interface ExpectedGain {
  'expected'?: (number | string);
  'low'?: (number | string);
  'high'?: (number | string);
}

/**
 * A gain in accuracy, -1 to 1, with its 95 % interval.
 */
export interface ExpectedGain__Output {
  'expected': (number);
  'low': (number);
  'high': (number);
}
