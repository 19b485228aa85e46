// Original file: libs/proto/chorus/v1/worker_service.proto

import type { Welcome as _chorus_v1_Welcome, Welcome__Output as _chorus_v1_Welcome__Output } from '../../chorus/v1/Welcome.ts';
import type { Assignment as _chorus_v1_Assignment, Assignment__Output as _chorus_v1_Assignment__Output } from '../../chorus/v1/Assignment.ts';
import type { StopAttempt as _chorus_v1_StopAttempt, StopAttempt__Output as _chorus_v1_StopAttempt__Output } from '../../chorus/v1/StopAttempt.ts';
import type { AttemptRef as _chorus_v1_AttemptRef, AttemptRef__Output as _chorus_v1_AttemptRef__Output } from '../../chorus/v1/AttemptRef.ts';
import type { ReportsAcknowledged as _chorus_v1_ReportsAcknowledged, ReportsAcknowledged__Output as _chorus_v1_ReportsAcknowledged__Output } from '../../chorus/v1/ReportsAcknowledged.ts';
import type { Drain as _chorus_v1_Drain, Drain__Output as _chorus_v1_Drain__Output } from '../../chorus/v1/Drain.ts';

export interface CoordinatorMessage {
  'welcome'?: (_chorus_v1_Welcome | null);
  'assignment'?: (_chorus_v1_Assignment | null);
  'stop'?: (_chorus_v1_StopAttempt | null);
  /**
   * The coordinator has accepted the attempt's result: the slot is free.
   */
  'accepted'?: (_chorus_v1_AttemptRef | null);
  /**
   * Everything reported about the attempt up to this number is on the coordinator's disk.
   */
  'acknowledged'?: (_chorus_v1_ReportsAcknowledged | null);
  /**
   * No more members come: end the epochs under way, hand their members back, and leave.
   */
  'drain'?: (_chorus_v1_Drain | null);
  'message'?: "welcome"|"assignment"|"stop"|"accepted"|"acknowledged"|"drain";
}

export interface CoordinatorMessage__Output {
  'welcome'?: (_chorus_v1_Welcome__Output | null);
  'assignment'?: (_chorus_v1_Assignment__Output | null);
  'stop'?: (_chorus_v1_StopAttempt__Output | null);
  /**
   * The coordinator has accepted the attempt's result: the slot is free.
   */
  'accepted'?: (_chorus_v1_AttemptRef__Output | null);
  /**
   * Everything reported about the attempt up to this number is on the coordinator's disk.
   */
  'acknowledged'?: (_chorus_v1_ReportsAcknowledged__Output | null);
  /**
   * No more members come: end the epochs under way, hand their members back, and leave.
   */
  'drain'?: (_chorus_v1_Drain__Output | null);
  'message'?: "welcome"|"assignment"|"stop"|"accepted"|"acknowledged"|"drain";
}
