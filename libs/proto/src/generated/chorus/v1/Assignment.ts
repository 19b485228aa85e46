// Original file: libs/proto/chorus/v1/worker_service.proto

import type { AttemptRef as _chorus_v1_AttemptRef, AttemptRef__Output as _chorus_v1_AttemptRef__Output } from '../../chorus/v1/AttemptRef.ts';
import type { CheckpointRef as _chorus_v1_CheckpointRef, CheckpointRef__Output as _chorus_v1_CheckpointRef__Output } from '../../chorus/v1/CheckpointRef.ts';

export interface Assignment {
  'attempt'?: (_chorus_v1_AttemptRef | null);
  'memberSeed'?: (number);
  /**
   * The run's configuration as it was submitted.
   */
  'config'?: (string);
  /**
   * The checkpoint from which the training continues; absent when it begins from the start.
   */
  'resume'?: (_chorus_v1_CheckpointRef | null);
  /**
   * The epochs of the members that this one goes on from: the order of the images, dropout and
   * checkpoints count them, reports do not. Above 0 there is always a checkpoint to resume from.
   */
  'epochsBefore'?: (number);
  /**
   * Whether another member continues from this one: its last epoch's checkpoint is then uploaded and
   * reported before its result.
   */
  'checkpointAtEnd'?: (boolean);
}

export interface Assignment__Output {
  'attempt': (_chorus_v1_AttemptRef__Output | null);
  'memberSeed': (number);
  /**
   * The run's configuration as it was submitted.
   */
  'config': (string);
  /**
   * The checkpoint from which the training continues; absent when it begins from the start.
   */
  'resume': (_chorus_v1_CheckpointRef__Output | null);
  /**
   * The epochs of the members that this one goes on from: the order of the images, dropout and
   * checkpoints count them, reports do not. Above 0 there is always a checkpoint to resume from.
   */
  'epochsBefore': (number);
  /**
   * Whether another member continues from this one: its last epoch's checkpoint is then uploaded and
   * reported before its result.
   */
  'checkpointAtEnd': (boolean);
}
