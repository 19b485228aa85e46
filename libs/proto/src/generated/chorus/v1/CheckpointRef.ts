// Original file: libs/proto/chorus/v1/worker_service.proto


/**
 * Where a member's training may continue.
 */
export interface CheckpointRef {
  /**
   * The member's finished epochs; 0: it is the last checkpoint of the member that it continues.
   */
  'epoch'?: (number);
  /**
   * The SHA-256 of its file, in hexadecimal.
   */
  'sha256'?: (string);
}

/**
 * Where a member's training may continue.
 */
export interface CheckpointRef__Output {
  /**
   * The member's finished epochs; 0: it is the last checkpoint of the member that it continues.
   */
  'epoch': (number);
  /**
   * The SHA-256 of its file, in hexadecimal.
   */
  'sha256': (string);
}
