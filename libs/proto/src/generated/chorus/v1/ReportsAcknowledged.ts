// Original file: libs/proto/chorus/v1/worker_service.proto

import type { AttemptRef as _chorus_v1_AttemptRef, AttemptRef__Output as _chorus_v1_AttemptRef__Output } from '../../chorus/v1/AttemptRef.ts';
import type { Long } from '@grpc/proto-loader';

export interface ReportsAcknowledged {
  'attempt'?: (_chorus_v1_AttemptRef | null);
  'sequence'?: (number | string | Long);
}

export interface ReportsAcknowledged__Output {
  'attempt': (_chorus_v1_AttemptRef__Output | null);
  'sequence': (number);
}
