// Original file: libs/proto/chorus/v1/worker_service.proto

import type { AttemptRef as _chorus_v1_AttemptRef, AttemptRef__Output as _chorus_v1_AttemptRef__Output } from '../../chorus/v1/AttemptRef.ts';

export interface StopAttempt {
  'attempt'?: (_chorus_v1_AttemptRef | null);
  'reason'?: (string);
}

export interface StopAttempt__Output {
  'attempt': (_chorus_v1_AttemptRef__Output | null);
  'reason': (string);
}
