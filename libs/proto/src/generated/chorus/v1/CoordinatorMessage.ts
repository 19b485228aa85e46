// Original file: libs/proto/chorus/v1/worker_service.proto

import type { Welcome as _chorus_v1_Welcome, Welcome__Output as _chorus_v1_Welcome__Output } from '../../chorus/v1/Welcome.ts';
import type { Assignment as _chorus_v1_Assignment, Assignment__Output as _chorus_v1_Assignment__Output } from '../../chorus/v1/Assignment.ts';
import type { StopAttempt as _chorus_v1_StopAttempt, StopAttempt__Output as _chorus_v1_StopAttempt__Output } from '../../chorus/v1/StopAttempt.ts';
import type { AttemptRef as _chorus_v1_AttemptRef, AttemptRef__Output as _chorus_v1_AttemptRef__Output } from '../../chorus/v1/AttemptRef.ts';

export interface CoordinatorMessage {
  'welcome'?: (_chorus_v1_Welcome | null);
  'assignment'?: (_chorus_v1_Assignment | null);
  'stop'?: (_chorus_v1_StopAttempt | null);
  /**
   * The coordinator has accepted the attempt's result: the slot is free.
   */
  'accepted'?: (_chorus_v1_AttemptRef | null);
  'message'?: "welcome"|"assignment"|"stop"|"accepted";
}

export interface CoordinatorMessage__Output {
  'welcome'?: (_chorus_v1_Welcome__Output | null);
  'assignment'?: (_chorus_v1_Assignment__Output | null);
  'stop'?: (_chorus_v1_StopAttempt__Output | null);
  /**
   * The coordinator has accepted the attempt's result: the slot is free.
   */
  'accepted'?: (_chorus_v1_AttemptRef__Output | null);
  'message'?: "welcome"|"assignment"|"stop"|"accepted";
}
