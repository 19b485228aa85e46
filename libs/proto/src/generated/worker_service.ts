import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { ArtifactHeader as _chorus_v1_ArtifactHeader, ArtifactHeader__Output as _chorus_v1_ArtifactHeader__Output } from './chorus/v1/ArtifactHeader.ts';
import type { Assignment as _chorus_v1_Assignment, Assignment__Output as _chorus_v1_Assignment__Output } from './chorus/v1/Assignment.ts';
import type { AttemptFailure as _chorus_v1_AttemptFailure, AttemptFailure__Output as _chorus_v1_AttemptFailure__Output } from './chorus/v1/AttemptFailure.ts';
import type { AttemptRef as _chorus_v1_AttemptRef, AttemptRef__Output as _chorus_v1_AttemptRef__Output } from './chorus/v1/AttemptRef.ts';
import type { AttemptReport as _chorus_v1_AttemptReport, AttemptReport__Output as _chorus_v1_AttemptReport__Output } from './chorus/v1/AttemptReport.ts';
import type { AttemptResult as _chorus_v1_AttemptResult, AttemptResult__Output as _chorus_v1_AttemptResult__Output } from './chorus/v1/AttemptResult.ts';
import type { CheckpointRef as _chorus_v1_CheckpointRef, CheckpointRef__Output as _chorus_v1_CheckpointRef__Output } from './chorus/v1/CheckpointRef.ts';
import type { Continuation as _chorus_v1_Continuation, Continuation__Output as _chorus_v1_Continuation__Output } from './chorus/v1/Continuation.ts';
import type { CoordinatorMessage as _chorus_v1_CoordinatorMessage, CoordinatorMessage__Output as _chorus_v1_CoordinatorMessage__Output } from './chorus/v1/CoordinatorMessage.ts';
import type { Device as _chorus_v1_Device, Device__Output as _chorus_v1_Device__Output } from './chorus/v1/Device.ts';
import type { Drain as _chorus_v1_Drain, Drain__Output as _chorus_v1_Drain__Output } from './chorus/v1/Drain.ts';
import type { DrainMe as _chorus_v1_DrainMe, DrainMe__Output as _chorus_v1_DrainMe__Output } from './chorus/v1/DrainMe.ts';
import type { EpochResult as _chorus_v1_EpochResult, EpochResult__Output as _chorus_v1_EpochResult__Output } from './chorus/v1/EpochResult.ts';
import type { FetchCheckpointRequest as _chorus_v1_FetchCheckpointRequest, FetchCheckpointRequest__Output as _chorus_v1_FetchCheckpointRequest__Output } from './chorus/v1/FetchCheckpointRequest.ts';
import type { FetchCheckpointResponse as _chorus_v1_FetchCheckpointResponse, FetchCheckpointResponse__Output as _chorus_v1_FetchCheckpointResponse__Output } from './chorus/v1/FetchCheckpointResponse.ts';
import type { FetchDatasetRequest as _chorus_v1_FetchDatasetRequest, FetchDatasetRequest__Output as _chorus_v1_FetchDatasetRequest__Output } from './chorus/v1/FetchDatasetRequest.ts';
import type { FetchDatasetResponse as _chorus_v1_FetchDatasetResponse, FetchDatasetResponse__Output as _chorus_v1_FetchDatasetResponse__Output } from './chorus/v1/FetchDatasetResponse.ts';
import type { Fold as _chorus_v1_Fold, Fold__Output as _chorus_v1_Fold__Output } from './chorus/v1/Fold.ts';
import type { HandedBack as _chorus_v1_HandedBack, HandedBack__Output as _chorus_v1_HandedBack__Output } from './chorus/v1/HandedBack.ts';
import type { Heartbeat as _chorus_v1_Heartbeat, Heartbeat__Output as _chorus_v1_Heartbeat__Output } from './chorus/v1/Heartbeat.ts';
import type { Hello as _chorus_v1_Hello, Hello__Output as _chorus_v1_Hello__Output } from './chorus/v1/Hello.ts';
import type { Leaving as _chorus_v1_Leaving, Leaving__Output as _chorus_v1_Leaving__Output } from './chorus/v1/Leaving.ts';
import type { LogLine as _chorus_v1_LogLine, LogLine__Output as _chorus_v1_LogLine__Output } from './chorus/v1/LogLine.ts';
import type { MemberSamples as _chorus_v1_MemberSamples, MemberSamples__Output as _chorus_v1_MemberSamples__Output } from './chorus/v1/MemberSamples.ts';
import type { Predicting as _chorus_v1_Predicting, Predicting__Output as _chorus_v1_Predicting__Output } from './chorus/v1/Predicting.ts';
import type { Progress as _chorus_v1_Progress, Progress__Output as _chorus_v1_Progress__Output } from './chorus/v1/Progress.ts';
import type { ReportsAcknowledged as _chorus_v1_ReportsAcknowledged, ReportsAcknowledged__Output as _chorus_v1_ReportsAcknowledged__Output } from './chorus/v1/ReportsAcknowledged.ts';
import type { RunMember as _chorus_v1_RunMember, RunMember__Output as _chorus_v1_RunMember__Output } from './chorus/v1/RunMember.ts';
import type { StopAttempt as _chorus_v1_StopAttempt, StopAttempt__Output as _chorus_v1_StopAttempt__Output } from './chorus/v1/StopAttempt.ts';
import type { TestPart as _chorus_v1_TestPart, TestPart__Output as _chorus_v1_TestPart__Output } from './chorus/v1/TestPart.ts';
import type { TrainingStarted as _chorus_v1_TrainingStarted, TrainingStarted__Output as _chorus_v1_TrainingStarted__Output } from './chorus/v1/TrainingStarted.ts';
import type { UploadArtifactRequest as _chorus_v1_UploadArtifactRequest, UploadArtifactRequest__Output as _chorus_v1_UploadArtifactRequest__Output } from './chorus/v1/UploadArtifactRequest.ts';
import type { UploadArtifactResponse as _chorus_v1_UploadArtifactResponse, UploadArtifactResponse__Output as _chorus_v1_UploadArtifactResponse__Output } from './chorus/v1/UploadArtifactResponse.ts';
import type { ValidationResult as _chorus_v1_ValidationResult, ValidationResult__Output as _chorus_v1_ValidationResult__Output } from './chorus/v1/ValidationResult.ts';
import type { WeightHistogram as _chorus_v1_WeightHistogram, WeightHistogram__Output as _chorus_v1_WeightHistogram__Output } from './chorus/v1/WeightHistogram.ts';
import type { Welcome as _chorus_v1_Welcome, Welcome__Output as _chorus_v1_Welcome__Output } from './chorus/v1/Welcome.ts';
import type { WorkerMessage as _chorus_v1_WorkerMessage, WorkerMessage__Output as _chorus_v1_WorkerMessage__Output } from './chorus/v1/WorkerMessage.ts';
import type { WorkerServiceClient as _chorus_v1_WorkerServiceClient, WorkerServiceDefinition as _chorus_v1_WorkerServiceDefinition } from './chorus/v1/WorkerService.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  chorus: {
    v1: {
      ArtifactHeader: MessageTypeDefinition<_chorus_v1_ArtifactHeader, _chorus_v1_ArtifactHeader__Output>
      ArtifactKind: EnumTypeDefinition
      Assignment: MessageTypeDefinition<_chorus_v1_Assignment, _chorus_v1_Assignment__Output>
      AttemptFailure: MessageTypeDefinition<_chorus_v1_AttemptFailure, _chorus_v1_AttemptFailure__Output>
      AttemptRef: MessageTypeDefinition<_chorus_v1_AttemptRef, _chorus_v1_AttemptRef__Output>
      AttemptReport: MessageTypeDefinition<_chorus_v1_AttemptReport, _chorus_v1_AttemptReport__Output>
      AttemptResult: MessageTypeDefinition<_chorus_v1_AttemptResult, _chorus_v1_AttemptResult__Output>
      CheckpointRef: MessageTypeDefinition<_chorus_v1_CheckpointRef, _chorus_v1_CheckpointRef__Output>
      Continuation: MessageTypeDefinition<_chorus_v1_Continuation, _chorus_v1_Continuation__Output>
      CoordinatorMessage: MessageTypeDefinition<_chorus_v1_CoordinatorMessage, _chorus_v1_CoordinatorMessage__Output>
      Device: MessageTypeDefinition<_chorus_v1_Device, _chorus_v1_Device__Output>
      Drain: MessageTypeDefinition<_chorus_v1_Drain, _chorus_v1_Drain__Output>
      DrainMe: MessageTypeDefinition<_chorus_v1_DrainMe, _chorus_v1_DrainMe__Output>
      EpochResult: MessageTypeDefinition<_chorus_v1_EpochResult, _chorus_v1_EpochResult__Output>
      FetchCheckpointRequest: MessageTypeDefinition<_chorus_v1_FetchCheckpointRequest, _chorus_v1_FetchCheckpointRequest__Output>
      FetchCheckpointResponse: MessageTypeDefinition<_chorus_v1_FetchCheckpointResponse, _chorus_v1_FetchCheckpointResponse__Output>
      FetchDatasetRequest: MessageTypeDefinition<_chorus_v1_FetchDatasetRequest, _chorus_v1_FetchDatasetRequest__Output>
      FetchDatasetResponse: MessageTypeDefinition<_chorus_v1_FetchDatasetResponse, _chorus_v1_FetchDatasetResponse__Output>
      Fold: MessageTypeDefinition<_chorus_v1_Fold, _chorus_v1_Fold__Output>
      HandedBack: MessageTypeDefinition<_chorus_v1_HandedBack, _chorus_v1_HandedBack__Output>
      Heartbeat: MessageTypeDefinition<_chorus_v1_Heartbeat, _chorus_v1_Heartbeat__Output>
      Hello: MessageTypeDefinition<_chorus_v1_Hello, _chorus_v1_Hello__Output>
      InputKind: EnumTypeDefinition
      Leaving: MessageTypeDefinition<_chorus_v1_Leaving, _chorus_v1_Leaving__Output>
      LogLine: MessageTypeDefinition<_chorus_v1_LogLine, _chorus_v1_LogLine__Output>
      MemberSamples: MessageTypeDefinition<_chorus_v1_MemberSamples, _chorus_v1_MemberSamples__Output>
      Predicting: MessageTypeDefinition<_chorus_v1_Predicting, _chorus_v1_Predicting__Output>
      Progress: MessageTypeDefinition<_chorus_v1_Progress, _chorus_v1_Progress__Output>
      ReportsAcknowledged: MessageTypeDefinition<_chorus_v1_ReportsAcknowledged, _chorus_v1_ReportsAcknowledged__Output>
      RunMember: MessageTypeDefinition<_chorus_v1_RunMember, _chorus_v1_RunMember__Output>
      StopAttempt: MessageTypeDefinition<_chorus_v1_StopAttempt, _chorus_v1_StopAttempt__Output>
      TestPart: MessageTypeDefinition<_chorus_v1_TestPart, _chorus_v1_TestPart__Output>
      TrainingStarted: MessageTypeDefinition<_chorus_v1_TrainingStarted, _chorus_v1_TrainingStarted__Output>
      UploadArtifactRequest: MessageTypeDefinition<_chorus_v1_UploadArtifactRequest, _chorus_v1_UploadArtifactRequest__Output>
      UploadArtifactResponse: MessageTypeDefinition<_chorus_v1_UploadArtifactResponse, _chorus_v1_UploadArtifactResponse__Output>
      ValidationResult: MessageTypeDefinition<_chorus_v1_ValidationResult, _chorus_v1_ValidationResult__Output>
      WeightHistogram: MessageTypeDefinition<_chorus_v1_WeightHistogram, _chorus_v1_WeightHistogram__Output>
      Welcome: MessageTypeDefinition<_chorus_v1_Welcome, _chorus_v1_Welcome__Output>
      WorkerMessage: MessageTypeDefinition<_chorus_v1_WorkerMessage, _chorus_v1_WorkerMessage__Output>
      /**
       * What a worker, which dials, and the coordinator say to each other.
       */
      WorkerService: SubtypeConstructor<typeof grpc.Client, _chorus_v1_WorkerServiceClient> & { service: _chorus_v1_WorkerServiceDefinition }
    }
  }
}

