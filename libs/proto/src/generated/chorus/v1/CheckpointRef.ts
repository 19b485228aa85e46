// Original file: libs/proto/chorus/v1/worker_service.proto


/**
 * Where a member's training may continue.
 */
export interface CheckpointRef {
  /**
   * Finished epochs of the member; 0: it is the last checkpoint of the member before.
   */
  'epoch'?: (number);
  /**
   * SHA-256 of its file, in hexadecimal.
   */
  'sha256'?: (string);
}

/**
 * Where a member's training may continue.
 */
export interface CheckpointRef__Output {
  /**
   * Finished epochs of the member; 0: it is the last checkpoint of the member before.
   */
  'epoch': (number);
  /**
   * SHA-256 of its file, in hexadecimal.
   */
  'sha256': (string);
}
