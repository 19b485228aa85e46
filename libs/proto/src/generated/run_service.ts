import type * as grpc from '@grpc/grpc-js';
import type { EnumTypeDefinition, MessageTypeDefinition } from '@grpc/proto-loader';

import type { ArtifactHeader as _chorus_v1_ArtifactHeader, ArtifactHeader__Output as _chorus_v1_ArtifactHeader__Output } from './chorus/v1/ArtifactHeader.ts';
import type { Assignment as _chorus_v1_Assignment, Assignment__Output as _chorus_v1_Assignment__Output } from './chorus/v1/Assignment.ts';
import type { AttemptFailure as _chorus_v1_AttemptFailure, AttemptFailure__Output as _chorus_v1_AttemptFailure__Output } from './chorus/v1/AttemptFailure.ts';
import type { AttemptLost as _chorus_v1_AttemptLost, AttemptLost__Output as _chorus_v1_AttemptLost__Output } from './chorus/v1/AttemptLost.ts';
import type { AttemptRef as _chorus_v1_AttemptRef, AttemptRef__Output as _chorus_v1_AttemptRef__Output } from './chorus/v1/AttemptRef.ts';
import type { AttemptReport as _chorus_v1_AttemptReport, AttemptReport__Output as _chorus_v1_AttemptReport__Output } from './chorus/v1/AttemptReport.ts';
import type { AttemptResult as _chorus_v1_AttemptResult, AttemptResult__Output as _chorus_v1_AttemptResult__Output } from './chorus/v1/AttemptResult.ts';
import type { CancelRunRequest as _chorus_v1_CancelRunRequest, CancelRunRequest__Output as _chorus_v1_CancelRunRequest__Output } from './chorus/v1/CancelRunRequest.ts';
import type { CancelRunResponse as _chorus_v1_CancelRunResponse, CancelRunResponse__Output as _chorus_v1_CancelRunResponse__Output } from './chorus/v1/CancelRunResponse.ts';
import type { CheckpointRef as _chorus_v1_CheckpointRef, CheckpointRef__Output as _chorus_v1_CheckpointRef__Output } from './chorus/v1/CheckpointRef.ts';
import type { Continuation as _chorus_v1_Continuation, Continuation__Output as _chorus_v1_Continuation__Output } from './chorus/v1/Continuation.ts';
import type { CoordinatorMessage as _chorus_v1_CoordinatorMessage, CoordinatorMessage__Output as _chorus_v1_CoordinatorMessage__Output } from './chorus/v1/CoordinatorMessage.ts';
import type { DeleteRunRequest as _chorus_v1_DeleteRunRequest, DeleteRunRequest__Output as _chorus_v1_DeleteRunRequest__Output } from './chorus/v1/DeleteRunRequest.ts';
import type { DeleteRunResponse as _chorus_v1_DeleteRunResponse, DeleteRunResponse__Output as _chorus_v1_DeleteRunResponse__Output } from './chorus/v1/DeleteRunResponse.ts';
import type { Device as _chorus_v1_Device, Device__Output as _chorus_v1_Device__Output } from './chorus/v1/Device.ts';
import type { Drain as _chorus_v1_Drain, Drain__Output as _chorus_v1_Drain__Output } from './chorus/v1/Drain.ts';
import type { DrainMe as _chorus_v1_DrainMe, DrainMe__Output as _chorus_v1_DrainMe__Output } from './chorus/v1/DrainMe.ts';
import type { DrainWorkerRequest as _chorus_v1_DrainWorkerRequest, DrainWorkerRequest__Output as _chorus_v1_DrainWorkerRequest__Output } from './chorus/v1/DrainWorkerRequest.ts';
import type { DrainWorkerResponse as _chorus_v1_DrainWorkerResponse, DrainWorkerResponse__Output as _chorus_v1_DrainWorkerResponse__Output } from './chorus/v1/DrainWorkerResponse.ts';
import type { EnsembleValidated as _chorus_v1_EnsembleValidated, EnsembleValidated__Output as _chorus_v1_EnsembleValidated__Output } from './chorus/v1/EnsembleValidated.ts';
import type { EpochResult as _chorus_v1_EpochResult, EpochResult__Output as _chorus_v1_EpochResult__Output } from './chorus/v1/EpochResult.ts';
import type { ExpectedGain as _chorus_v1_ExpectedGain, ExpectedGain__Output as _chorus_v1_ExpectedGain__Output } from './chorus/v1/ExpectedGain.ts';
import type { FetchCheckpointRequest as _chorus_v1_FetchCheckpointRequest, FetchCheckpointRequest__Output as _chorus_v1_FetchCheckpointRequest__Output } from './chorus/v1/FetchCheckpointRequest.ts';
import type { FetchCheckpointResponse as _chorus_v1_FetchCheckpointResponse, FetchCheckpointResponse__Output as _chorus_v1_FetchCheckpointResponse__Output } from './chorus/v1/FetchCheckpointResponse.ts';
import type { FetchDatasetRequest as _chorus_v1_FetchDatasetRequest, FetchDatasetRequest__Output as _chorus_v1_FetchDatasetRequest__Output } from './chorus/v1/FetchDatasetRequest.ts';
import type { FetchDatasetResponse as _chorus_v1_FetchDatasetResponse, FetchDatasetResponse__Output as _chorus_v1_FetchDatasetResponse__Output } from './chorus/v1/FetchDatasetResponse.ts';
import type { FetchRunFilesRequest as _chorus_v1_FetchRunFilesRequest, FetchRunFilesRequest__Output as _chorus_v1_FetchRunFilesRequest__Output } from './chorus/v1/FetchRunFilesRequest.ts';
import type { Fold as _chorus_v1_Fold, Fold__Output as _chorus_v1_Fold__Output } from './chorus/v1/Fold.ts';
import type { HandedBack as _chorus_v1_HandedBack, HandedBack__Output as _chorus_v1_HandedBack__Output } from './chorus/v1/HandedBack.ts';
import type { HasDatasetRequest as _chorus_v1_HasDatasetRequest, HasDatasetRequest__Output as _chorus_v1_HasDatasetRequest__Output } from './chorus/v1/HasDatasetRequest.ts';
import type { HasDatasetResponse as _chorus_v1_HasDatasetResponse, HasDatasetResponse__Output as _chorus_v1_HasDatasetResponse__Output } from './chorus/v1/HasDatasetResponse.ts';
import type { Heartbeat as _chorus_v1_Heartbeat, Heartbeat__Output as _chorus_v1_Heartbeat__Output } from './chorus/v1/Heartbeat.ts';
import type { Hello as _chorus_v1_Hello, Hello__Output as _chorus_v1_Hello__Output } from './chorus/v1/Hello.ts';
import type { Leaving as _chorus_v1_Leaving, Leaving__Output as _chorus_v1_Leaving__Output } from './chorus/v1/Leaving.ts';
import type { ListRunsRequest as _chorus_v1_ListRunsRequest, ListRunsRequest__Output as _chorus_v1_ListRunsRequest__Output } from './chorus/v1/ListRunsRequest.ts';
import type { ListRunsResponse as _chorus_v1_ListRunsResponse, ListRunsResponse__Output as _chorus_v1_ListRunsResponse__Output } from './chorus/v1/ListRunsResponse.ts';
import type { ListWorkersRequest as _chorus_v1_ListWorkersRequest, ListWorkersRequest__Output as _chorus_v1_ListWorkersRequest__Output } from './chorus/v1/ListWorkersRequest.ts';
import type { ListWorkersResponse as _chorus_v1_ListWorkersResponse, ListWorkersResponse__Output as _chorus_v1_ListWorkersResponse__Output } from './chorus/v1/ListWorkersResponse.ts';
import type { LogLine as _chorus_v1_LogLine, LogLine__Output as _chorus_v1_LogLine__Output } from './chorus/v1/LogLine.ts';
import type { MemberAdded as _chorus_v1_MemberAdded, MemberAdded__Output as _chorus_v1_MemberAdded__Output } from './chorus/v1/MemberAdded.ts';
import type { MemberAssigned as _chorus_v1_MemberAssigned, MemberAssigned__Output as _chorus_v1_MemberAssigned__Output } from './chorus/v1/MemberAssigned.ts';
import type { MemberCheckpoint as _chorus_v1_MemberCheckpoint, MemberCheckpoint__Output as _chorus_v1_MemberCheckpoint__Output } from './chorus/v1/MemberCheckpoint.ts';
import type { MemberDone as _chorus_v1_MemberDone, MemberDone__Output as _chorus_v1_MemberDone__Output } from './chorus/v1/MemberDone.ts';
import type { MemberEpoch as _chorus_v1_MemberEpoch, MemberEpoch__Output as _chorus_v1_MemberEpoch__Output } from './chorus/v1/MemberEpoch.ts';
import type { MemberLog as _chorus_v1_MemberLog, MemberLog__Output as _chorus_v1_MemberLog__Output } from './chorus/v1/MemberLog.ts';
import type { MemberPredicting as _chorus_v1_MemberPredicting, MemberPredicting__Output as _chorus_v1_MemberPredicting__Output } from './chorus/v1/MemberPredicting.ts';
import type { MemberProgress as _chorus_v1_MemberProgress, MemberProgress__Output as _chorus_v1_MemberProgress__Output } from './chorus/v1/MemberProgress.ts';
import type { MemberResult as _chorus_v1_MemberResult, MemberResult__Output as _chorus_v1_MemberResult__Output } from './chorus/v1/MemberResult.ts';
import type { MemberSamples as _chorus_v1_MemberSamples, MemberSamples__Output as _chorus_v1_MemberSamples__Output } from './chorus/v1/MemberSamples.ts';
import type { MemberTraining as _chorus_v1_MemberTraining, MemberTraining__Output as _chorus_v1_MemberTraining__Output } from './chorus/v1/MemberTraining.ts';
import type { Predicting as _chorus_v1_Predicting, Predicting__Output as _chorus_v1_Predicting__Output } from './chorus/v1/Predicting.ts';
import type { Progress as _chorus_v1_Progress, Progress__Output as _chorus_v1_Progress__Output } from './chorus/v1/Progress.ts';
import type { ReportsAcknowledged as _chorus_v1_ReportsAcknowledged, ReportsAcknowledged__Output as _chorus_v1_ReportsAcknowledged__Output } from './chorus/v1/ReportsAcknowledged.ts';
import type { RunEvent as _chorus_v1_RunEvent, RunEvent__Output as _chorus_v1_RunEvent__Output } from './chorus/v1/RunEvent.ts';
import type { RunFileChunk as _chorus_v1_RunFileChunk, RunFileChunk__Output as _chorus_v1_RunFileChunk__Output } from './chorus/v1/RunFileChunk.ts';
import type { RunFinished as _chorus_v1_RunFinished, RunFinished__Output as _chorus_v1_RunFinished__Output } from './chorus/v1/RunFinished.ts';
import type { RunMember as _chorus_v1_RunMember, RunMember__Output as _chorus_v1_RunMember__Output } from './chorus/v1/RunMember.ts';
import type { RunNotice as _chorus_v1_RunNotice, RunNotice__Output as _chorus_v1_RunNotice__Output } from './chorus/v1/RunNotice.ts';
import type { RunResult as _chorus_v1_RunResult, RunResult__Output as _chorus_v1_RunResult__Output } from './chorus/v1/RunResult.ts';
import type { RunServiceClient as _chorus_v1_RunServiceClient, RunServiceDefinition as _chorus_v1_RunServiceDefinition } from './chorus/v1/RunService.ts';
import type { RunStopped as _chorus_v1_RunStopped, RunStopped__Output as _chorus_v1_RunStopped__Output } from './chorus/v1/RunStopped.ts';
import type { RunSubmitted as _chorus_v1_RunSubmitted, RunSubmitted__Output as _chorus_v1_RunSubmitted__Output } from './chorus/v1/RunSubmitted.ts';
import type { RunSummary as _chorus_v1_RunSummary, RunSummary__Output as _chorus_v1_RunSummary__Output } from './chorus/v1/RunSummary.ts';
import type { StopAttempt as _chorus_v1_StopAttempt, StopAttempt__Output as _chorus_v1_StopAttempt__Output } from './chorus/v1/StopAttempt.ts';
import type { SubmitRunRequest as _chorus_v1_SubmitRunRequest, SubmitRunRequest__Output as _chorus_v1_SubmitRunRequest__Output } from './chorus/v1/SubmitRunRequest.ts';
import type { SubmitRunResponse as _chorus_v1_SubmitRunResponse, SubmitRunResponse__Output as _chorus_v1_SubmitRunResponse__Output } from './chorus/v1/SubmitRunResponse.ts';
import type { TestPart as _chorus_v1_TestPart, TestPart__Output as _chorus_v1_TestPart__Output } from './chorus/v1/TestPart.ts';
import type { TrainingStarted as _chorus_v1_TrainingStarted, TrainingStarted__Output as _chorus_v1_TrainingStarted__Output } from './chorus/v1/TrainingStarted.ts';
import type { UploadArtifactRequest as _chorus_v1_UploadArtifactRequest, UploadArtifactRequest__Output as _chorus_v1_UploadArtifactRequest__Output } from './chorus/v1/UploadArtifactRequest.ts';
import type { UploadArtifactResponse as _chorus_v1_UploadArtifactResponse, UploadArtifactResponse__Output as _chorus_v1_UploadArtifactResponse__Output } from './chorus/v1/UploadArtifactResponse.ts';
import type { UploadDatasetRequest as _chorus_v1_UploadDatasetRequest, UploadDatasetRequest__Output as _chorus_v1_UploadDatasetRequest__Output } from './chorus/v1/UploadDatasetRequest.ts';
import type { UploadDatasetResponse as _chorus_v1_UploadDatasetResponse, UploadDatasetResponse__Output as _chorus_v1_UploadDatasetResponse__Output } from './chorus/v1/UploadDatasetResponse.ts';
import type { ValidationResult as _chorus_v1_ValidationResult, ValidationResult__Output as _chorus_v1_ValidationResult__Output } from './chorus/v1/ValidationResult.ts';
import type { WatchRunRequest as _chorus_v1_WatchRunRequest, WatchRunRequest__Output as _chorus_v1_WatchRunRequest__Output } from './chorus/v1/WatchRunRequest.ts';
import type { WeightHistogram as _chorus_v1_WeightHistogram, WeightHistogram__Output as _chorus_v1_WeightHistogram__Output } from './chorus/v1/WeightHistogram.ts';
import type { Welcome as _chorus_v1_Welcome, Welcome__Output as _chorus_v1_Welcome__Output } from './chorus/v1/Welcome.ts';
import type { WorkerMessage as _chorus_v1_WorkerMessage, WorkerMessage__Output as _chorus_v1_WorkerMessage__Output } from './chorus/v1/WorkerMessage.ts';
import type { WorkerServiceClient as _chorus_v1_WorkerServiceClient, WorkerServiceDefinition as _chorus_v1_WorkerServiceDefinition } from './chorus/v1/WorkerService.ts';
import type { WorkerSummary as _chorus_v1_WorkerSummary, WorkerSummary__Output as _chorus_v1_WorkerSummary__Output } from './chorus/v1/WorkerSummary.ts';

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
      AttemptLost: MessageTypeDefinition<_chorus_v1_AttemptLost, _chorus_v1_AttemptLost__Output>
      AttemptRef: MessageTypeDefinition<_chorus_v1_AttemptRef, _chorus_v1_AttemptRef__Output>
      AttemptReport: MessageTypeDefinition<_chorus_v1_AttemptReport, _chorus_v1_AttemptReport__Output>
      AttemptResult: MessageTypeDefinition<_chorus_v1_AttemptResult, _chorus_v1_AttemptResult__Output>
      CancelRunRequest: MessageTypeDefinition<_chorus_v1_CancelRunRequest, _chorus_v1_CancelRunRequest__Output>
      CancelRunResponse: MessageTypeDefinition<_chorus_v1_CancelRunResponse, _chorus_v1_CancelRunResponse__Output>
      CheckpointRef: MessageTypeDefinition<_chorus_v1_CheckpointRef, _chorus_v1_CheckpointRef__Output>
      Continuation: MessageTypeDefinition<_chorus_v1_Continuation, _chorus_v1_Continuation__Output>
      CoordinatorMessage: MessageTypeDefinition<_chorus_v1_CoordinatorMessage, _chorus_v1_CoordinatorMessage__Output>
      DeleteRunRequest: MessageTypeDefinition<_chorus_v1_DeleteRunRequest, _chorus_v1_DeleteRunRequest__Output>
      DeleteRunResponse: MessageTypeDefinition<_chorus_v1_DeleteRunResponse, _chorus_v1_DeleteRunResponse__Output>
      Device: MessageTypeDefinition<_chorus_v1_Device, _chorus_v1_Device__Output>
      Drain: MessageTypeDefinition<_chorus_v1_Drain, _chorus_v1_Drain__Output>
      DrainMe: MessageTypeDefinition<_chorus_v1_DrainMe, _chorus_v1_DrainMe__Output>
      DrainWorkerRequest: MessageTypeDefinition<_chorus_v1_DrainWorkerRequest, _chorus_v1_DrainWorkerRequest__Output>
      DrainWorkerResponse: MessageTypeDefinition<_chorus_v1_DrainWorkerResponse, _chorus_v1_DrainWorkerResponse__Output>
      EnsembleValidated: MessageTypeDefinition<_chorus_v1_EnsembleValidated, _chorus_v1_EnsembleValidated__Output>
      EpochResult: MessageTypeDefinition<_chorus_v1_EpochResult, _chorus_v1_EpochResult__Output>
      ExpectedGain: MessageTypeDefinition<_chorus_v1_ExpectedGain, _chorus_v1_ExpectedGain__Output>
      FetchCheckpointRequest: MessageTypeDefinition<_chorus_v1_FetchCheckpointRequest, _chorus_v1_FetchCheckpointRequest__Output>
      FetchCheckpointResponse: MessageTypeDefinition<_chorus_v1_FetchCheckpointResponse, _chorus_v1_FetchCheckpointResponse__Output>
      FetchDatasetRequest: MessageTypeDefinition<_chorus_v1_FetchDatasetRequest, _chorus_v1_FetchDatasetRequest__Output>
      FetchDatasetResponse: MessageTypeDefinition<_chorus_v1_FetchDatasetResponse, _chorus_v1_FetchDatasetResponse__Output>
      FetchRunFilesRequest: MessageTypeDefinition<_chorus_v1_FetchRunFilesRequest, _chorus_v1_FetchRunFilesRequest__Output>
      Fold: MessageTypeDefinition<_chorus_v1_Fold, _chorus_v1_Fold__Output>
      HandedBack: MessageTypeDefinition<_chorus_v1_HandedBack, _chorus_v1_HandedBack__Output>
      HasDatasetRequest: MessageTypeDefinition<_chorus_v1_HasDatasetRequest, _chorus_v1_HasDatasetRequest__Output>
      HasDatasetResponse: MessageTypeDefinition<_chorus_v1_HasDatasetResponse, _chorus_v1_HasDatasetResponse__Output>
      Heartbeat: MessageTypeDefinition<_chorus_v1_Heartbeat, _chorus_v1_Heartbeat__Output>
      Hello: MessageTypeDefinition<_chorus_v1_Hello, _chorus_v1_Hello__Output>
      InputKind: EnumTypeDefinition
      Leaving: MessageTypeDefinition<_chorus_v1_Leaving, _chorus_v1_Leaving__Output>
      ListRunsRequest: MessageTypeDefinition<_chorus_v1_ListRunsRequest, _chorus_v1_ListRunsRequest__Output>
      ListRunsResponse: MessageTypeDefinition<_chorus_v1_ListRunsResponse, _chorus_v1_ListRunsResponse__Output>
      ListWorkersRequest: MessageTypeDefinition<_chorus_v1_ListWorkersRequest, _chorus_v1_ListWorkersRequest__Output>
      ListWorkersResponse: MessageTypeDefinition<_chorus_v1_ListWorkersResponse, _chorus_v1_ListWorkersResponse__Output>
      LogLine: MessageTypeDefinition<_chorus_v1_LogLine, _chorus_v1_LogLine__Output>
      MemberAdded: MessageTypeDefinition<_chorus_v1_MemberAdded, _chorus_v1_MemberAdded__Output>
      MemberAssigned: MessageTypeDefinition<_chorus_v1_MemberAssigned, _chorus_v1_MemberAssigned__Output>
      MemberCheckpoint: MessageTypeDefinition<_chorus_v1_MemberCheckpoint, _chorus_v1_MemberCheckpoint__Output>
      MemberDone: MessageTypeDefinition<_chorus_v1_MemberDone, _chorus_v1_MemberDone__Output>
      MemberEpoch: MessageTypeDefinition<_chorus_v1_MemberEpoch, _chorus_v1_MemberEpoch__Output>
      MemberLog: MessageTypeDefinition<_chorus_v1_MemberLog, _chorus_v1_MemberLog__Output>
      MemberPredicting: MessageTypeDefinition<_chorus_v1_MemberPredicting, _chorus_v1_MemberPredicting__Output>
      MemberProgress: MessageTypeDefinition<_chorus_v1_MemberProgress, _chorus_v1_MemberProgress__Output>
      MemberResult: MessageTypeDefinition<_chorus_v1_MemberResult, _chorus_v1_MemberResult__Output>
      MemberSamples: MessageTypeDefinition<_chorus_v1_MemberSamples, _chorus_v1_MemberSamples__Output>
      MemberTraining: MessageTypeDefinition<_chorus_v1_MemberTraining, _chorus_v1_MemberTraining__Output>
      Predicting: MessageTypeDefinition<_chorus_v1_Predicting, _chorus_v1_Predicting__Output>
      Progress: MessageTypeDefinition<_chorus_v1_Progress, _chorus_v1_Progress__Output>
      ReportsAcknowledged: MessageTypeDefinition<_chorus_v1_ReportsAcknowledged, _chorus_v1_ReportsAcknowledged__Output>
      RunEvent: MessageTypeDefinition<_chorus_v1_RunEvent, _chorus_v1_RunEvent__Output>
      RunFileChunk: MessageTypeDefinition<_chorus_v1_RunFileChunk, _chorus_v1_RunFileChunk__Output>
      RunFinished: MessageTypeDefinition<_chorus_v1_RunFinished, _chorus_v1_RunFinished__Output>
      RunMember: MessageTypeDefinition<_chorus_v1_RunMember, _chorus_v1_RunMember__Output>
      RunNotice: MessageTypeDefinition<_chorus_v1_RunNotice, _chorus_v1_RunNotice__Output>
      RunResult: MessageTypeDefinition<_chorus_v1_RunResult, _chorus_v1_RunResult__Output>
      /**
       * What users ask of the coordinator.
       */
      RunService: SubtypeConstructor<typeof grpc.Client, _chorus_v1_RunServiceClient> & { service: _chorus_v1_RunServiceDefinition }
      RunStopped: MessageTypeDefinition<_chorus_v1_RunStopped, _chorus_v1_RunStopped__Output>
      RunSubmitted: MessageTypeDefinition<_chorus_v1_RunSubmitted, _chorus_v1_RunSubmitted__Output>
      RunSummary: MessageTypeDefinition<_chorus_v1_RunSummary, _chorus_v1_RunSummary__Output>
      StopAttempt: MessageTypeDefinition<_chorus_v1_StopAttempt, _chorus_v1_StopAttempt__Output>
      SubmitRunRequest: MessageTypeDefinition<_chorus_v1_SubmitRunRequest, _chorus_v1_SubmitRunRequest__Output>
      SubmitRunResponse: MessageTypeDefinition<_chorus_v1_SubmitRunResponse, _chorus_v1_SubmitRunResponse__Output>
      TestPart: MessageTypeDefinition<_chorus_v1_TestPart, _chorus_v1_TestPart__Output>
      TrainingStarted: MessageTypeDefinition<_chorus_v1_TrainingStarted, _chorus_v1_TrainingStarted__Output>
      UploadArtifactRequest: MessageTypeDefinition<_chorus_v1_UploadArtifactRequest, _chorus_v1_UploadArtifactRequest__Output>
      UploadArtifactResponse: MessageTypeDefinition<_chorus_v1_UploadArtifactResponse, _chorus_v1_UploadArtifactResponse__Output>
      UploadDatasetRequest: MessageTypeDefinition<_chorus_v1_UploadDatasetRequest, _chorus_v1_UploadDatasetRequest__Output>
      UploadDatasetResponse: MessageTypeDefinition<_chorus_v1_UploadDatasetResponse, _chorus_v1_UploadDatasetResponse__Output>
      ValidationResult: MessageTypeDefinition<_chorus_v1_ValidationResult, _chorus_v1_ValidationResult__Output>
      WatchRunRequest: MessageTypeDefinition<_chorus_v1_WatchRunRequest, _chorus_v1_WatchRunRequest__Output>
      WeightHistogram: MessageTypeDefinition<_chorus_v1_WeightHistogram, _chorus_v1_WeightHistogram__Output>
      Welcome: MessageTypeDefinition<_chorus_v1_Welcome, _chorus_v1_Welcome__Output>
      WorkerMessage: MessageTypeDefinition<_chorus_v1_WorkerMessage, _chorus_v1_WorkerMessage__Output>
      /**
       * What a worker, which dials, and the coordinator say to each other.
       */
      WorkerService: SubtypeConstructor<typeof grpc.Client, _chorus_v1_WorkerServiceClient> & { service: _chorus_v1_WorkerServiceDefinition }
      WorkerSummary: MessageTypeDefinition<_chorus_v1_WorkerSummary, _chorus_v1_WorkerSummary__Output>
    }
  }
}

