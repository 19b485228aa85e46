// Original file: libs/proto/chorus/v1/worker_service.proto

import type { Hello as _chorus_v1_Hello, Hello__Output as _chorus_v1_Hello__Output } from '../../chorus/v1/Hello.ts';
import type { Heartbeat as _chorus_v1_Heartbeat, Heartbeat__Output as _chorus_v1_Heartbeat__Output } from '../../chorus/v1/Heartbeat.ts';
import type { AttemptReport as _chorus_v1_AttemptReport, AttemptReport__Output as _chorus_v1_AttemptReport__Output } from '../../chorus/v1/AttemptReport.ts';
import type { DrainMe as _chorus_v1_DrainMe, DrainMe__Output as _chorus_v1_DrainMe__Output } from '../../chorus/v1/DrainMe.ts';
import type { Leaving as _chorus_v1_Leaving, Leaving__Output as _chorus_v1_Leaving__Output } from '../../chorus/v1/Leaving.ts';

export interface WorkerMessage {
  'hello'?: (_chorus_v1_Hello | null);
  'heartbeat'?: (_chorus_v1_Heartbeat | null);
  'report'?: (_chorus_v1_AttemptReport | null);
  /**
   * The worker asks to be drained, as if by `chorus drain`.
   */
  'drain'?: (_chorus_v1_DrainMe | null);
  /**
   * The worker ends on purpose: whatever it still held is lost at once.
   */
  'leaving'?: (_chorus_v1_Leaving | null);
  'message'?: "hello"|"heartbeat"|"report"|"drain"|"leaving";
}

export interface WorkerMessage__Output {
  'hello'?: (_chorus_v1_Hello__Output | null);
  'heartbeat'?: (_chorus_v1_Heartbeat__Output | null);
  'report'?: (_chorus_v1_AttemptReport__Output | null);
  /**
   * The worker asks to be drained, as if by `chorus drain`.
   */
  'drain'?: (_chorus_v1_DrainMe__Output | null);
  /**
   * The worker ends on purpose: whatever it still held is lost at once.
   */
  'leaving'?: (_chorus_v1_Leaving__Output | null);
  'message'?: "hello"|"heartbeat"|"report"|"drain"|"leaving";
}
