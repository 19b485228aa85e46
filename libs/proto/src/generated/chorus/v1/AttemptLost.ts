// Original file: libs/proto/chorus/v1/run_service.proto


/**
 * The attempt ended without a result: its worker vanished, or its trainer failed.
 */
export interface AttemptLost {
  'member'?: (number);
  'attempt'?: (number);
  'reason'?: (string);
  /**
   * False: the member is not tried again, and the run fails.
   */
  'retried'?: (boolean);
}

/**
 * The attempt ended without a result: its worker vanished, or its trainer failed.
 */
export interface AttemptLost__Output {
  'member': (number);
  'attempt': (number);
  'reason': (string);
  /**
   * False: the member is not tried again, and the run fails.
   */
  'retried': (boolean);
}
