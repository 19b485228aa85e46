// Original file: libs/proto/chorus/v1/worker_service.proto


/**
 * Where a member begins: at the last checkpoint of another one.
 */
export interface Continuation {
  'member'?: (number);
  /**
   * The epochs that this checkpoint has seen: the order of the images, dropout and checkpoints
   * count them, reports do not.
   */
  'epochs'?: (number);
}

/**
 * Where a member begins: at the last checkpoint of another one.
 */
export interface Continuation__Output {
  'member': (number);
  /**
   * The epochs that this checkpoint has seen: the order of the images, dropout and checkpoints
   * count them, reports do not.
   */
  'epochs': (number);
}
