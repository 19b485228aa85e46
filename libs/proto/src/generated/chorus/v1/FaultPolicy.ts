// Original file: libs/proto/chorus/v1/run_config.proto


/**
 * What is done about failures. It changes no member's bits.
 */
export interface FaultPolicy {
  /**
   * The run succeeds with this many members or more.
   */
  'minMembers'?: (number);
  /**
   * A member whose trainer has failed this often is given up.
   */
  'maxFailures'?: (number);
  /**
   * A checkpoint after every so many epochs; 0: none.
   */
  'checkpointEvery'?: (number);
  /**
   * Checkpoints that are no longer needed stay in the run's folder.
   */
  'keepCheckpoints'?: (boolean);
  /**
   * A trainer that has finished no batch for this long hangs; the first batch may take longer.
   */
  'stallTimeoutMs'?: (number);
  /**
   * While slots are idle, a member that lags gets a backup with a seed of its own; the first so many
   * members to finish as were asked for count.
   */
  'backups'?: (boolean);
}

/**
 * What is done about failures. It changes no member's bits.
 */
export interface FaultPolicy__Output {
  /**
   * The run succeeds with this many members or more.
   */
  'minMembers': (number);
  /**
   * A member whose trainer has failed this often is given up.
   */
  'maxFailures': (number);
  /**
   * A checkpoint after every so many epochs; 0: none.
   */
  'checkpointEvery': (number);
  /**
   * Checkpoints that are no longer needed stay in the run's folder.
   */
  'keepCheckpoints': (boolean);
  /**
   * A trainer that has finished no batch for this long hangs; the first batch may take longer.
   */
  'stallTimeoutMs': (number);
  /**
   * While slots are idle, a member that lags gets a backup with a seed of its own; the first so many
   * members to finish as were asked for count.
   */
  'backups': (boolean);
}
