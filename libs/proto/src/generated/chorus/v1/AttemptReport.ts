// Original file: libs/proto/chorus/v1/worker_service.proto

import type { AttemptRef as _chorus_v1_AttemptRef, AttemptRef__Output as _chorus_v1_AttemptRef__Output } from '../../chorus/v1/AttemptRef.ts';
import type { TrainingStarted as _chorus_v1_TrainingStarted, TrainingStarted__Output as _chorus_v1_TrainingStarted__Output } from '../../chorus/v1/TrainingStarted.ts';
import type { Progress as _chorus_v1_Progress, Progress__Output as _chorus_v1_Progress__Output } from '../../chorus/v1/Progress.ts';
import type { EpochResult as _chorus_v1_EpochResult, EpochResult__Output as _chorus_v1_EpochResult__Output } from '../../chorus/v1/EpochResult.ts';
import type { Predicting as _chorus_v1_Predicting, Predicting__Output as _chorus_v1_Predicting__Output } from '../../chorus/v1/Predicting.ts';
import type { LogLine as _chorus_v1_LogLine, LogLine__Output as _chorus_v1_LogLine__Output } from '../../chorus/v1/LogLine.ts';
import type { AttemptResult as _chorus_v1_AttemptResult, AttemptResult__Output as _chorus_v1_AttemptResult__Output } from '../../chorus/v1/AttemptResult.ts';
import type { AttemptFailure as _chorus_v1_AttemptFailure, AttemptFailure__Output as _chorus_v1_AttemptFailure__Output } from '../../chorus/v1/AttemptFailure.ts';
import type { CheckpointRef as _chorus_v1_CheckpointRef, CheckpointRef__Output as _chorus_v1_CheckpointRef__Output } from '../../chorus/v1/CheckpointRef.ts';
import type { HandedBack as _chorus_v1_HandedBack, HandedBack__Output as _chorus_v1_HandedBack__Output } from '../../chorus/v1/HandedBack.ts';
import type { Long } from '@grpc/proto-loader';

export interface AttemptReport {
  'attempt'?: (_chorus_v1_AttemptRef | null);
  'started'?: (_chorus_v1_TrainingStarted | null);
  'progress'?: (_chorus_v1_Progress | null);
  'epoch'?: (_chorus_v1_EpochResult | null);
  'predicting'?: (_chorus_v1_Predicting | null);
  'log'?: (_chorus_v1_LogLine | null);
  'result'?: (_chorus_v1_AttemptResult | null);
  'failure'?: (_chorus_v1_AttemptFailure | null);
  /**
   * The report's number, which counts from 1 in each attempt without gaps, so that what is sent twice counts once; 0 on
   * progress and log lines, which may be lost.
   */
  'sequence'?: (number | string | Long);
  /**
   * Sent after the checkpoint's file was acknowledged.
   */
  'checkpoint'?: (_chorus_v1_CheckpointRef | null);
  'handedBack'?: (_chorus_v1_HandedBack | null);
  'report'?: "started"|"progress"|"epoch"|"predicting"|"log"|"result"|"failure"|"checkpoint"|"handedBack";
}

export interface AttemptReport__Output {
  'attempt': (_chorus_v1_AttemptRef__Output | null);
  'started'?: (_chorus_v1_TrainingStarted__Output | null);
  'progress'?: (_chorus_v1_Progress__Output | null);
  'epoch'?: (_chorus_v1_EpochResult__Output | null);
  'predicting'?: (_chorus_v1_Predicting__Output | null);
  'log'?: (_chorus_v1_LogLine__Output | null);
  'result'?: (_chorus_v1_AttemptResult__Output | null);
  'failure'?: (_chorus_v1_AttemptFailure__Output | null);
  /**
   * The report's number, which counts from 1 in each attempt without gaps, so that what is sent twice counts once; 0 on
   * progress and log lines, which may be lost.
   */
  'sequence': (number);
  /**
   * Sent after the checkpoint's file was acknowledged.
   */
  'checkpoint'?: (_chorus_v1_CheckpointRef__Output | null);
  'handedBack'?: (_chorus_v1_HandedBack__Output | null);
  'report'?: "started"|"progress"|"epoch"|"predicting"|"log"|"result"|"failure"|"checkpoint"|"handedBack";
}
