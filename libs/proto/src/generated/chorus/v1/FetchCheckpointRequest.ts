// Original file: libs/proto/chorus/v1/worker_service.proto

import type { AttemptRef as _chorus_v1_AttemptRef, AttemptRef__Output as _chorus_v1_AttemptRef__Output } from '../../chorus/v1/AttemptRef.ts';

export interface FetchCheckpointRequest {
  /**
   * C2: only the attempt that was assigned with it gets it.
   */
  'attempt'?: (_chorus_v1_AttemptRef | null);
  'sha256'?: (string);
}

export interface FetchCheckpointRequest__Output {
  /**
   * C2: only the attempt that was assigned with it gets it.
   */
  'attempt': (_chorus_v1_AttemptRef__Output | null);
  'sha256': (string);
}
