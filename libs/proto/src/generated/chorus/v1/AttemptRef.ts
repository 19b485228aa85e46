// Original file: libs/proto/chorus/v1/worker_service.proto


/**
 * Every message about an attempt carries it; what an older attempt sends is refused.
 */
export interface AttemptRef {
  'runId'?: (string);
  /**
   * The member's number, from 1.
   */
  'member'?: (number);
  /**
   * The attempt's number, from 1.
   */
  'attempt'?: (number);
}

/**
 * Every message about an attempt carries it; what an older attempt sends is refused.
 */
export interface AttemptRef__Output {
  'runId': (string);
  /**
   * The member's number, from 1.
   */
  'member': (number);
  /**
   * The attempt's number, from 1.
   */
  'attempt': (number);
}
