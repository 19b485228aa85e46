// Original file: libs/proto/chorus/v1/worker_service.proto

import type { AttemptRef as _chorus_v1_AttemptRef, AttemptRef__Output as _chorus_v1_AttemptRef__Output } from '../../chorus/v1/AttemptRef.ts';
import type { RunConfig as _chorus_v1_RunConfig, RunConfig__Output as _chorus_v1_RunConfig__Output } from '../../chorus/v1/RunConfig.ts';

export interface Assignment {
  'attempt'?: (_chorus_v1_AttemptRef | null);
  'memberSeed'?: (number);
  'config'?: (_chorus_v1_RunConfig | null);
}

export interface Assignment__Output {
  'attempt': (_chorus_v1_AttemptRef__Output | null);
  'memberSeed': (number);
  'config': (_chorus_v1_RunConfig__Output | null);
}
