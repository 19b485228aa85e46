// Original file: libs/proto/chorus/v1/worker_service.proto

import type { AttemptRef as _chorus_v1_AttemptRef, AttemptRef__Output as _chorus_v1_AttemptRef__Output } from '../../chorus/v1/AttemptRef.ts';
import type { CheckpointRef as _chorus_v1_CheckpointRef, CheckpointRef__Output as _chorus_v1_CheckpointRef__Output } from '../../chorus/v1/CheckpointRef.ts';
import type { RunMember as _chorus_v1_RunMember, RunMember__Output as _chorus_v1_RunMember__Output } from '../../chorus/v1/RunMember.ts';

/**
 * The member's specification is what is its own and what it shares with the run's other members.
 */
export interface Assignment {
  'attempt'?: (_chorus_v1_AttemptRef | null);
  /**
   * The run's configuration as it was submitted.
   */
  'config'?: (string);
  /**
   * The checkpoint from which the training continues; absent when it begins at the start.
   */
  'resume'?: (_chorus_v1_CheckpointRef | null);
  /**
   * Whether another member continues this one: its last epoch's checkpoint is then uploaded and
   * reported before its result.
   */
  'checkpointAtEnd'?: (boolean);
  'member'?: (_chorus_v1_RunMember | null);
}

/**
 * The member's specification is what is its own and what it shares with the run's other members.
 */
export interface Assignment__Output {
  'attempt': (_chorus_v1_AttemptRef__Output | null);
  /**
   * The run's configuration as it was submitted.
   */
  'config': (string);
  /**
   * The checkpoint from which the training continues; absent when it begins at the start.
   */
  'resume': (_chorus_v1_CheckpointRef__Output | null);
  /**
   * Whether another member continues this one: its last epoch's checkpoint is then uploaded and
   * reported before its result.
   */
  'checkpointAtEnd': (boolean);
  'member': (_chorus_v1_RunMember__Output | null);
}
