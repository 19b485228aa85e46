// Original file: libs/proto/chorus/v1/run_service.proto

import type { RunSubmitted as _chorus_v1_RunSubmitted, RunSubmitted__Output as _chorus_v1_RunSubmitted__Output } from '../../chorus/v1/RunSubmitted.ts';
import type { MemberAssigned as _chorus_v1_MemberAssigned, MemberAssigned__Output as _chorus_v1_MemberAssigned__Output } from '../../chorus/v1/MemberAssigned.ts';
import type { MemberTraining as _chorus_v1_MemberTraining, MemberTraining__Output as _chorus_v1_MemberTraining__Output } from '../../chorus/v1/MemberTraining.ts';
import type { MemberProgress as _chorus_v1_MemberProgress, MemberProgress__Output as _chorus_v1_MemberProgress__Output } from '../../chorus/v1/MemberProgress.ts';
import type { MemberEpoch as _chorus_v1_MemberEpoch, MemberEpoch__Output as _chorus_v1_MemberEpoch__Output } from '../../chorus/v1/MemberEpoch.ts';
import type { MemberPredicting as _chorus_v1_MemberPredicting, MemberPredicting__Output as _chorus_v1_MemberPredicting__Output } from '../../chorus/v1/MemberPredicting.ts';
import type { MemberDone as _chorus_v1_MemberDone, MemberDone__Output as _chorus_v1_MemberDone__Output } from '../../chorus/v1/MemberDone.ts';
import type { AttemptLost as _chorus_v1_AttemptLost, AttemptLost__Output as _chorus_v1_AttemptLost__Output } from '../../chorus/v1/AttemptLost.ts';
import type { MemberLog as _chorus_v1_MemberLog, MemberLog__Output as _chorus_v1_MemberLog__Output } from '../../chorus/v1/MemberLog.ts';
import type { RunFinished as _chorus_v1_RunFinished, RunFinished__Output as _chorus_v1_RunFinished__Output } from '../../chorus/v1/RunFinished.ts';
import type { MemberCheckpoint as _chorus_v1_MemberCheckpoint, MemberCheckpoint__Output as _chorus_v1_MemberCheckpoint__Output } from '../../chorus/v1/MemberCheckpoint.ts';
import type { RunNotice as _chorus_v1_RunNotice, RunNotice__Output as _chorus_v1_RunNotice__Output } from '../../chorus/v1/RunNotice.ts';
import type { MemberAdded as _chorus_v1_MemberAdded, MemberAdded__Output as _chorus_v1_MemberAdded__Output } from '../../chorus/v1/MemberAdded.ts';
import type { EnsembleValidated as _chorus_v1_EnsembleValidated, EnsembleValidated__Output as _chorus_v1_EnsembleValidated__Output } from '../../chorus/v1/EnsembleValidated.ts';
import type { RunStopped as _chorus_v1_RunStopped, RunStopped__Output as _chorus_v1_RunStopped__Output } from '../../chorus/v1/RunStopped.ts';
import type { Long } from '@grpc/proto-loader';

export interface RunEvent {
  /**
   * The event's number, which counts from 1 without gaps; 0 on progress, which is not kept.
   */
  'sequence'?: (number | string | Long);
  /**
   * The time when it happened, in milliseconds of Unix time.
   */
  'timeMs'?: (number | string | Long);
  'runId'?: (string);
  'submitted'?: (_chorus_v1_RunSubmitted | null);
  'assigned'?: (_chorus_v1_MemberAssigned | null);
  'training'?: (_chorus_v1_MemberTraining | null);
  'progress'?: (_chorus_v1_MemberProgress | null);
  'epoch'?: (_chorus_v1_MemberEpoch | null);
  'predicting'?: (_chorus_v1_MemberPredicting | null);
  'done'?: (_chorus_v1_MemberDone | null);
  'lost'?: (_chorus_v1_AttemptLost | null);
  'log'?: (_chorus_v1_MemberLog | null);
  'finished'?: (_chorus_v1_RunFinished | null);
  'checkpoint'?: (_chorus_v1_MemberCheckpoint | null);
  'notice'?: (_chorus_v1_RunNotice | null);
  'added'?: (_chorus_v1_MemberAdded | null);
  'validated'?: (_chorus_v1_EnsembleValidated | null);
  'stopped'?: (_chorus_v1_RunStopped | null);
  /**
   * The SHA-256 of the line before in events.jsonl, in hexadecimal; absent on progress, and in runs of older
   * versions.
   */
  'previous'?: (string);
  '_previous'?: "previous";
  'event'?: "submitted"|"assigned"|"training"|"progress"|"epoch"|"predicting"|"done"|"lost"|"log"|"finished"|"checkpoint"|"notice"|"added"|"validated"|"stopped";
}

export interface RunEvent__Output {
  /**
   * The event's number, which counts from 1 without gaps; 0 on progress, which is not kept.
   */
  'sequence': (number);
  /**
   * The time when it happened, in milliseconds of Unix time.
   */
  'timeMs': (number);
  'runId': (string);
  'submitted'?: (_chorus_v1_RunSubmitted__Output | null);
  'assigned'?: (_chorus_v1_MemberAssigned__Output | null);
  'training'?: (_chorus_v1_MemberTraining__Output | null);
  'progress'?: (_chorus_v1_MemberProgress__Output | null);
  'epoch'?: (_chorus_v1_MemberEpoch__Output | null);
  'predicting'?: (_chorus_v1_MemberPredicting__Output | null);
  'done'?: (_chorus_v1_MemberDone__Output | null);
  'lost'?: (_chorus_v1_AttemptLost__Output | null);
  'log'?: (_chorus_v1_MemberLog__Output | null);
  'finished'?: (_chorus_v1_RunFinished__Output | null);
  'checkpoint'?: (_chorus_v1_MemberCheckpoint__Output | null);
  'notice'?: (_chorus_v1_RunNotice__Output | null);
  'added'?: (_chorus_v1_MemberAdded__Output | null);
  'validated'?: (_chorus_v1_EnsembleValidated__Output | null);
  'stopped'?: (_chorus_v1_RunStopped__Output | null);
  /**
   * The SHA-256 of the line before in events.jsonl, in hexadecimal; absent on progress, and in runs of older
   * versions.
   */
  'previous'?: (string);
  '_previous'?: "previous";
  'event'?: "submitted"|"assigned"|"training"|"progress"|"epoch"|"predicting"|"done"|"lost"|"log"|"finished"|"checkpoint"|"notice"|"added"|"validated"|"stopped";
}
