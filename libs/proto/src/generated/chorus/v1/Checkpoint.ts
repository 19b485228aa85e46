// Original file: libs/proto/chorus/v1/worker_service.proto


/**
 * Where a member's training may continue.
 */
export interface Checkpoint {
  /**
   * Finished epochs, 1 or more.
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
export interface Checkpoint__Output {
  /**
   * Finished epochs, 1 or more.
   */
  'epoch': (number);
  /**
   * SHA-256 of its file, in hexadecimal.
   */
  'sha256': (string);
}
