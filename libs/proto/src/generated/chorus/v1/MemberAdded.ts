// Original file: libs/proto/chorus/v1/run_service.proto


/**
 * A backup, whose seed is derived as those of the others are.
 */
export interface MemberAdded {
  'member'?: (number);
  /**
   * The one that lags.
   */
  'lagging'?: (number);
}

/**
 * A backup, whose seed is derived as those of the others are.
 */
export interface MemberAdded__Output {
  'member': (number);
  /**
   * The one that lags.
   */
  'lagging': (number);
}
