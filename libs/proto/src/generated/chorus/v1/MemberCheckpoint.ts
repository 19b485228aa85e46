// Original file: libs/proto/chorus/v1/run_service.proto


/**
 * The member has a checkpoint: what it has finished up to this epoch is never trained again.
 */
export interface MemberCheckpoint {
  'member'?: (number);
  'attempt'?: (number);
  'epoch'?: (number);
  'sha256'?: (string);
}

/**
 * The member has a checkpoint: what it has finished up to this epoch is never trained again.
 */
export interface MemberCheckpoint__Output {
  'member': (number);
  'attempt': (number);
  'epoch': (number);
  'sha256': (string);
}
