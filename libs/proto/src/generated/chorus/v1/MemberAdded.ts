// Original file: libs/proto/chorus/v1/run_service.proto


/**
 * A member that was not there when the run was submitted; its seed is derived as those of the others are.
 */
export interface MemberAdded {
  'member'?: (number);
  /**
   * The member that lags, if this one is its backup.
   */
  'backupOf'?: (number);
  '_backupOf'?: "backupOf";
}

/**
 * A member that was not there when the run was submitted; its seed is derived as those of the others are.
 */
export interface MemberAdded__Output {
  'member': (number);
  /**
   * The member that lags, if this one is its backup.
   */
  'backupOf'?: (number);
  '_backupOf'?: "backupOf";
}
