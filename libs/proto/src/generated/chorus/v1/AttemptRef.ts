// Original file: libs/proto/chorus/v1/worker_service.proto


/**
 * Every message about an attempt carries it; what an older attempt sends is refused.
 */
export interface AttemptRef {
  'runId'?: (string);
  /**
   * Counts from 1.
   */
  'member'?: (number);
  /**
   * Counts from 1.
   */
  'attempt'?: (number);
}

/**
 * Every message about an attempt carries it; what an older attempt sends is refused.
 */
export interface AttemptRef__Output {
  'runId': (string);
  /**
   * Counts from 1.
   */
  'member': (number);
  /**
   * Counts from 1.
   */
  'attempt': (number);
}
