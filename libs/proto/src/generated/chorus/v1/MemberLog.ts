// Original file: libs/proto/chorus/v1/run_service.proto

import type { LogLine as _chorus_v1_LogLine, LogLine__Output as _chorus_v1_LogLine__Output } from '../../chorus/v1/LogLine.ts';

export interface MemberLog {
  'member'?: (number);
  'attempt'?: (number);
  'line'?: (_chorus_v1_LogLine | null);
}

export interface MemberLog__Output {
  'member': (number);
  'attempt': (number);
  'line': (_chorus_v1_LogLine__Output | null);
}
