// Original file: libs/proto/chorus/v1/worker_service.proto

import type { AttemptRef as _chorus_v1_AttemptRef, AttemptRef__Output as _chorus_v1_AttemptRef__Output } from '../../chorus/v1/AttemptRef.ts';
import type { RunConfig as _chorus_v1_RunConfig, RunConfig__Output as _chorus_v1_RunConfig__Output } from '../../chorus/v1/RunConfig.ts';
import type { Checkpoint as _chorus_v1_Checkpoint, Checkpoint__Output as _chorus_v1_Checkpoint__Output } from '../../chorus/v1/Checkpoint.ts';

export interface Assignment {
  'attempt'?: (_chorus_v1_AttemptRef | null);
  'memberSeed'?: (number);
  'config'?: (_chorus_v1_RunConfig | null);
  /**
   * Absent: from the start.
   */
  'resume'?: (_chorus_v1_Checkpoint | null);
}

export interface Assignment__Output {
  'attempt': (_chorus_v1_AttemptRef__Output | null);
  'memberSeed': (number);
  'config': (_chorus_v1_RunConfig__Output | null);
  /**
   * Absent: from the start.
   */
  'resume': (_chorus_v1_Checkpoint__Output | null);
}
