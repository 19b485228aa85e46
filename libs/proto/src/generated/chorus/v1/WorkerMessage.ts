// Original file: libs/proto/chorus/v1/worker_service.proto

import type { Hello as _chorus_v1_Hello, Hello__Output as _chorus_v1_Hello__Output } from '../../chorus/v1/Hello.ts';
import type { Heartbeat as _chorus_v1_Heartbeat, Heartbeat__Output as _chorus_v1_Heartbeat__Output } from '../../chorus/v1/Heartbeat.ts';
import type { AttemptReport as _chorus_v1_AttemptReport, AttemptReport__Output as _chorus_v1_AttemptReport__Output } from '../../chorus/v1/AttemptReport.ts';

export interface WorkerMessage {
  'hello'?: (_chorus_v1_Hello | null);
  'heartbeat'?: (_chorus_v1_Heartbeat | null);
  'report'?: (_chorus_v1_AttemptReport | null);
  'message'?: "hello"|"heartbeat"|"report";
}

export interface WorkerMessage__Output {
  'hello'?: (_chorus_v1_Hello__Output | null);
  'heartbeat'?: (_chorus_v1_Heartbeat__Output | null);
  'report'?: (_chorus_v1_AttemptReport__Output | null);
  'message'?: "hello"|"heartbeat"|"report";
}
