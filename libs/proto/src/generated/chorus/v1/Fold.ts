// Original file: libs/proto/chorus/v1/worker_service.proto


/**
 * The fold that a member leaves out, from 1, and how many there are.
 */
export interface Fold {
  'number'?: (number);
  'of'?: (number);
}

/**
 * The fold that a member leaves out, from 1, and how many there are.
 */
export interface Fold__Output {
  'number': (number);
  'of': (number);
}
