// Original file: libs/proto/chorus/v1/run_service.proto

import type { Progress as _chorus_v1_Progress, Progress__Output as _chorus_v1_Progress__Output } from '../../chorus/v1/Progress.ts';

export interface MemberProgress {
  'member'?: (number);
  'attempt'?: (number);
  'progress'?: (_chorus_v1_Progress | null);
}

export interface MemberProgress__Output {
  'member': (number);
  'attempt': (number);
  'progress': (_chorus_v1_Progress__Output | null);
}
