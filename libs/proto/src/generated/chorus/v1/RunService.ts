// Original file: libs/proto/chorus/v1/run_service.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { CancelRunRequest as _chorus_v1_CancelRunRequest, CancelRunRequest__Output as _chorus_v1_CancelRunRequest__Output } from '../../chorus/v1/CancelRunRequest.ts';
import type { CancelRunResponse as _chorus_v1_CancelRunResponse, CancelRunResponse__Output as _chorus_v1_CancelRunResponse__Output } from '../../chorus/v1/CancelRunResponse.ts';
import type { DeleteRunRequest as _chorus_v1_DeleteRunRequest, DeleteRunRequest__Output as _chorus_v1_DeleteRunRequest__Output } from '../../chorus/v1/DeleteRunRequest.ts';
import type { DeleteRunResponse as _chorus_v1_DeleteRunResponse, DeleteRunResponse__Output as _chorus_v1_DeleteRunResponse__Output } from '../../chorus/v1/DeleteRunResponse.ts';
import type { DrainWorkerRequest as _chorus_v1_DrainWorkerRequest, DrainWorkerRequest__Output as _chorus_v1_DrainWorkerRequest__Output } from '../../chorus/v1/DrainWorkerRequest.ts';
import type { DrainWorkerResponse as _chorus_v1_DrainWorkerResponse, DrainWorkerResponse__Output as _chorus_v1_DrainWorkerResponse__Output } from '../../chorus/v1/DrainWorkerResponse.ts';
import type { FetchRunFilesRequest as _chorus_v1_FetchRunFilesRequest, FetchRunFilesRequest__Output as _chorus_v1_FetchRunFilesRequest__Output } from '../../chorus/v1/FetchRunFilesRequest.ts';
import type { HasDatasetRequest as _chorus_v1_HasDatasetRequest, HasDatasetRequest__Output as _chorus_v1_HasDatasetRequest__Output } from '../../chorus/v1/HasDatasetRequest.ts';
import type { HasDatasetResponse as _chorus_v1_HasDatasetResponse, HasDatasetResponse__Output as _chorus_v1_HasDatasetResponse__Output } from '../../chorus/v1/HasDatasetResponse.ts';
import type { ListRunsRequest as _chorus_v1_ListRunsRequest, ListRunsRequest__Output as _chorus_v1_ListRunsRequest__Output } from '../../chorus/v1/ListRunsRequest.ts';
import type { ListRunsResponse as _chorus_v1_ListRunsResponse, ListRunsResponse__Output as _chorus_v1_ListRunsResponse__Output } from '../../chorus/v1/ListRunsResponse.ts';
import type { ListWorkersRequest as _chorus_v1_ListWorkersRequest, ListWorkersRequest__Output as _chorus_v1_ListWorkersRequest__Output } from '../../chorus/v1/ListWorkersRequest.ts';
import type { ListWorkersResponse as _chorus_v1_ListWorkersResponse, ListWorkersResponse__Output as _chorus_v1_ListWorkersResponse__Output } from '../../chorus/v1/ListWorkersResponse.ts';
import type { RunEvent as _chorus_v1_RunEvent, RunEvent__Output as _chorus_v1_RunEvent__Output } from '../../chorus/v1/RunEvent.ts';
import type { RunFileChunk as _chorus_v1_RunFileChunk, RunFileChunk__Output as _chorus_v1_RunFileChunk__Output } from '../../chorus/v1/RunFileChunk.ts';
import type { SubmitRunRequest as _chorus_v1_SubmitRunRequest, SubmitRunRequest__Output as _chorus_v1_SubmitRunRequest__Output } from '../../chorus/v1/SubmitRunRequest.ts';
import type { SubmitRunResponse as _chorus_v1_SubmitRunResponse, SubmitRunResponse__Output as _chorus_v1_SubmitRunResponse__Output } from '../../chorus/v1/SubmitRunResponse.ts';
import type { UploadDatasetRequest as _chorus_v1_UploadDatasetRequest, UploadDatasetRequest__Output as _chorus_v1_UploadDatasetRequest__Output } from '../../chorus/v1/UploadDatasetRequest.ts';
import type { UploadDatasetResponse as _chorus_v1_UploadDatasetResponse, UploadDatasetResponse__Output as _chorus_v1_UploadDatasetResponse__Output } from '../../chorus/v1/UploadDatasetResponse.ts';
import type { WatchRunRequest as _chorus_v1_WatchRunRequest, WatchRunRequest__Output as _chorus_v1_WatchRunRequest__Output } from '../../chorus/v1/WatchRunRequest.ts';

/**
 * What users ask of the coordinator.
 */
export interface RunServiceClient extends grpc.Client {
  /**
   * Stops the run's trainers and ends it; what its members have finished is kept.
   */
  CancelRun(argument: _chorus_v1_CancelRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_CancelRunResponse__Output>): grpc.ClientUnaryCall;
  CancelRun(argument: _chorus_v1_CancelRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_chorus_v1_CancelRunResponse__Output>): grpc.ClientUnaryCall;
  CancelRun(argument: _chorus_v1_CancelRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_CancelRunResponse__Output>): grpc.ClientUnaryCall;
  CancelRun(argument: _chorus_v1_CancelRunRequest, callback: grpc.requestCallback<_chorus_v1_CancelRunResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Stops the run's trainers and ends it; what its members have finished is kept.
   */
  cancelRun(argument: _chorus_v1_CancelRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_CancelRunResponse__Output>): grpc.ClientUnaryCall;
  cancelRun(argument: _chorus_v1_CancelRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_chorus_v1_CancelRunResponse__Output>): grpc.ClientUnaryCall;
  cancelRun(argument: _chorus_v1_CancelRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_CancelRunResponse__Output>): grpc.ClientUnaryCall;
  cancelRun(argument: _chorus_v1_CancelRunRequest, callback: grpc.requestCallback<_chorus_v1_CancelRunResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Deletes a run that has ended, its folder with it.
   */
  DeleteRun(argument: _chorus_v1_DeleteRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_DeleteRunResponse__Output>): grpc.ClientUnaryCall;
  DeleteRun(argument: _chorus_v1_DeleteRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_chorus_v1_DeleteRunResponse__Output>): grpc.ClientUnaryCall;
  DeleteRun(argument: _chorus_v1_DeleteRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_DeleteRunResponse__Output>): grpc.ClientUnaryCall;
  DeleteRun(argument: _chorus_v1_DeleteRunRequest, callback: grpc.requestCallback<_chorus_v1_DeleteRunResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Deletes a run that has ended, its folder with it.
   */
  deleteRun(argument: _chorus_v1_DeleteRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_DeleteRunResponse__Output>): grpc.ClientUnaryCall;
  deleteRun(argument: _chorus_v1_DeleteRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_chorus_v1_DeleteRunResponse__Output>): grpc.ClientUnaryCall;
  deleteRun(argument: _chorus_v1_DeleteRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_DeleteRunResponse__Output>): grpc.ClientUnaryCall;
  deleteRun(argument: _chorus_v1_DeleteRunRequest, callback: grpc.requestCallback<_chorus_v1_DeleteRunResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * The worker gets no more members, hands back those it has after their epoch, and leaves.
   */
  DrainWorker(argument: _chorus_v1_DrainWorkerRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_DrainWorkerResponse__Output>): grpc.ClientUnaryCall;
  DrainWorker(argument: _chorus_v1_DrainWorkerRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_chorus_v1_DrainWorkerResponse__Output>): grpc.ClientUnaryCall;
  DrainWorker(argument: _chorus_v1_DrainWorkerRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_DrainWorkerResponse__Output>): grpc.ClientUnaryCall;
  DrainWorker(argument: _chorus_v1_DrainWorkerRequest, callback: grpc.requestCallback<_chorus_v1_DrainWorkerResponse__Output>): grpc.ClientUnaryCall;
  /**
   * The worker gets no more members, hands back those it has after their epoch, and leaves.
   */
  drainWorker(argument: _chorus_v1_DrainWorkerRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_DrainWorkerResponse__Output>): grpc.ClientUnaryCall;
  drainWorker(argument: _chorus_v1_DrainWorkerRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_chorus_v1_DrainWorkerResponse__Output>): grpc.ClientUnaryCall;
  drainWorker(argument: _chorus_v1_DrainWorkerRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_DrainWorkerResponse__Output>): grpc.ClientUnaryCall;
  drainWorker(argument: _chorus_v1_DrainWorkerRequest, callback: grpc.requestCallback<_chorus_v1_DrainWorkerResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * The folder that the run left, file by file, in chunks of at most 1 MiB.
   */
  FetchRunFiles(argument: _chorus_v1_FetchRunFilesRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_chorus_v1_RunFileChunk__Output>;
  FetchRunFiles(argument: _chorus_v1_FetchRunFilesRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_chorus_v1_RunFileChunk__Output>;
  /**
   * The folder that the run left, file by file, in chunks of at most 1 MiB.
   */
  fetchRunFiles(argument: _chorus_v1_FetchRunFilesRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_chorus_v1_RunFileChunk__Output>;
  fetchRunFiles(argument: _chorus_v1_FetchRunFilesRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_chorus_v1_RunFileChunk__Output>;
  
  HasDataset(argument: _chorus_v1_HasDatasetRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_HasDatasetResponse__Output>): grpc.ClientUnaryCall;
  HasDataset(argument: _chorus_v1_HasDatasetRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_chorus_v1_HasDatasetResponse__Output>): grpc.ClientUnaryCall;
  HasDataset(argument: _chorus_v1_HasDatasetRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_HasDatasetResponse__Output>): grpc.ClientUnaryCall;
  HasDataset(argument: _chorus_v1_HasDatasetRequest, callback: grpc.requestCallback<_chorus_v1_HasDatasetResponse__Output>): grpc.ClientUnaryCall;
  hasDataset(argument: _chorus_v1_HasDatasetRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_HasDatasetResponse__Output>): grpc.ClientUnaryCall;
  hasDataset(argument: _chorus_v1_HasDatasetRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_chorus_v1_HasDatasetResponse__Output>): grpc.ClientUnaryCall;
  hasDataset(argument: _chorus_v1_HasDatasetRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_HasDatasetResponse__Output>): grpc.ClientUnaryCall;
  hasDataset(argument: _chorus_v1_HasDatasetRequest, callback: grpc.requestCallback<_chorus_v1_HasDatasetResponse__Output>): grpc.ClientUnaryCall;
  
  ListRuns(argument: _chorus_v1_ListRunsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  ListRuns(argument: _chorus_v1_ListRunsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_chorus_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  ListRuns(argument: _chorus_v1_ListRunsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  ListRuns(argument: _chorus_v1_ListRunsRequest, callback: grpc.requestCallback<_chorus_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  listRuns(argument: _chorus_v1_ListRunsRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  listRuns(argument: _chorus_v1_ListRunsRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_chorus_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  listRuns(argument: _chorus_v1_ListRunsRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  listRuns(argument: _chorus_v1_ListRunsRequest, callback: grpc.requestCallback<_chorus_v1_ListRunsResponse__Output>): grpc.ClientUnaryCall;
  
  ListWorkers(argument: _chorus_v1_ListWorkersRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_ListWorkersResponse__Output>): grpc.ClientUnaryCall;
  ListWorkers(argument: _chorus_v1_ListWorkersRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_chorus_v1_ListWorkersResponse__Output>): grpc.ClientUnaryCall;
  ListWorkers(argument: _chorus_v1_ListWorkersRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_ListWorkersResponse__Output>): grpc.ClientUnaryCall;
  ListWorkers(argument: _chorus_v1_ListWorkersRequest, callback: grpc.requestCallback<_chorus_v1_ListWorkersResponse__Output>): grpc.ClientUnaryCall;
  listWorkers(argument: _chorus_v1_ListWorkersRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_ListWorkersResponse__Output>): grpc.ClientUnaryCall;
  listWorkers(argument: _chorus_v1_ListWorkersRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_chorus_v1_ListWorkersResponse__Output>): grpc.ClientUnaryCall;
  listWorkers(argument: _chorus_v1_ListWorkersRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_ListWorkersResponse__Output>): grpc.ClientUnaryCall;
  listWorkers(argument: _chorus_v1_ListWorkersRequest, callback: grpc.requestCallback<_chorus_v1_ListWorkersResponse__Output>): grpc.ClientUnaryCall;
  
  SubmitRun(argument: _chorus_v1_SubmitRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_SubmitRunResponse__Output>): grpc.ClientUnaryCall;
  SubmitRun(argument: _chorus_v1_SubmitRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_chorus_v1_SubmitRunResponse__Output>): grpc.ClientUnaryCall;
  SubmitRun(argument: _chorus_v1_SubmitRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_SubmitRunResponse__Output>): grpc.ClientUnaryCall;
  SubmitRun(argument: _chorus_v1_SubmitRunRequest, callback: grpc.requestCallback<_chorus_v1_SubmitRunResponse__Output>): grpc.ClientUnaryCall;
  submitRun(argument: _chorus_v1_SubmitRunRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_SubmitRunResponse__Output>): grpc.ClientUnaryCall;
  submitRun(argument: _chorus_v1_SubmitRunRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_chorus_v1_SubmitRunResponse__Output>): grpc.ClientUnaryCall;
  submitRun(argument: _chorus_v1_SubmitRunRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_SubmitRunResponse__Output>): grpc.ClientUnaryCall;
  submitRun(argument: _chorus_v1_SubmitRunRequest, callback: grpc.requestCallback<_chorus_v1_SubmitRunResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * A dataset, or weights that training begins with, in chunks of at most 1 MiB; the answer comes when it was checked.
   */
  UploadDataset(metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_UploadDatasetResponse__Output>): grpc.ClientWritableStream<_chorus_v1_UploadDatasetRequest>;
  UploadDataset(metadata: grpc.Metadata, callback: grpc.requestCallback<_chorus_v1_UploadDatasetResponse__Output>): grpc.ClientWritableStream<_chorus_v1_UploadDatasetRequest>;
  UploadDataset(options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_UploadDatasetResponse__Output>): grpc.ClientWritableStream<_chorus_v1_UploadDatasetRequest>;
  UploadDataset(callback: grpc.requestCallback<_chorus_v1_UploadDatasetResponse__Output>): grpc.ClientWritableStream<_chorus_v1_UploadDatasetRequest>;
  /**
   * A dataset, or weights that training begins with, in chunks of at most 1 MiB; the answer comes when it was checked.
   */
  uploadDataset(metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_UploadDatasetResponse__Output>): grpc.ClientWritableStream<_chorus_v1_UploadDatasetRequest>;
  uploadDataset(metadata: grpc.Metadata, callback: grpc.requestCallback<_chorus_v1_UploadDatasetResponse__Output>): grpc.ClientWritableStream<_chorus_v1_UploadDatasetRequest>;
  uploadDataset(options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_UploadDatasetResponse__Output>): grpc.ClientWritableStream<_chorus_v1_UploadDatasetRequest>;
  uploadDataset(callback: grpc.requestCallback<_chorus_v1_UploadDatasetResponse__Output>): grpc.ClientWritableStream<_chorus_v1_UploadDatasetRequest>;
  
  /**
   * The run's events from a sequence number on, in order and without gaps; with follow, until it ends.
   */
  WatchRun(argument: _chorus_v1_WatchRunRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_chorus_v1_RunEvent__Output>;
  WatchRun(argument: _chorus_v1_WatchRunRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_chorus_v1_RunEvent__Output>;
  /**
   * The run's events from a sequence number on, in order and without gaps; with follow, until it ends.
   */
  watchRun(argument: _chorus_v1_WatchRunRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_chorus_v1_RunEvent__Output>;
  watchRun(argument: _chorus_v1_WatchRunRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_chorus_v1_RunEvent__Output>;
  
}

/**
 * What users ask of the coordinator.
 */
export interface RunServiceHandlers extends grpc.UntypedServiceImplementation {
  /**
   * Stops the run's trainers and ends it; what its members have finished is kept.
   */
  CancelRun: grpc.handleUnaryCall<_chorus_v1_CancelRunRequest__Output, _chorus_v1_CancelRunResponse>;
  
  /**
   * Deletes a run that has ended, its folder with it.
   */
  DeleteRun: grpc.handleUnaryCall<_chorus_v1_DeleteRunRequest__Output, _chorus_v1_DeleteRunResponse>;
  
  /**
   * The worker gets no more members, hands back those it has after their epoch, and leaves.
   */
  DrainWorker: grpc.handleUnaryCall<_chorus_v1_DrainWorkerRequest__Output, _chorus_v1_DrainWorkerResponse>;
  
  /**
   * The folder that the run left, file by file, in chunks of at most 1 MiB.
   */
  FetchRunFiles: grpc.handleServerStreamingCall<_chorus_v1_FetchRunFilesRequest__Output, _chorus_v1_RunFileChunk>;
  
  HasDataset: grpc.handleUnaryCall<_chorus_v1_HasDatasetRequest__Output, _chorus_v1_HasDatasetResponse>;
  
  ListRuns: grpc.handleUnaryCall<_chorus_v1_ListRunsRequest__Output, _chorus_v1_ListRunsResponse>;
  
  ListWorkers: grpc.handleUnaryCall<_chorus_v1_ListWorkersRequest__Output, _chorus_v1_ListWorkersResponse>;
  
  SubmitRun: grpc.handleUnaryCall<_chorus_v1_SubmitRunRequest__Output, _chorus_v1_SubmitRunResponse>;
  
  /**
   * A dataset, or weights that training begins with, in chunks of at most 1 MiB; the answer comes when it was checked.
   */
  UploadDataset: grpc.handleClientStreamingCall<_chorus_v1_UploadDatasetRequest__Output, _chorus_v1_UploadDatasetResponse>;
  
  /**
   * The run's events from a sequence number on, in order and without gaps; with follow, until it ends.
   */
  WatchRun: grpc.handleServerStreamingCall<_chorus_v1_WatchRunRequest__Output, _chorus_v1_RunEvent>;
  
}

export interface RunServiceDefinition extends grpc.ServiceDefinition {
  CancelRun: MethodDefinition<_chorus_v1_CancelRunRequest, _chorus_v1_CancelRunResponse, _chorus_v1_CancelRunRequest__Output, _chorus_v1_CancelRunResponse__Output>
  DeleteRun: MethodDefinition<_chorus_v1_DeleteRunRequest, _chorus_v1_DeleteRunResponse, _chorus_v1_DeleteRunRequest__Output, _chorus_v1_DeleteRunResponse__Output>
  DrainWorker: MethodDefinition<_chorus_v1_DrainWorkerRequest, _chorus_v1_DrainWorkerResponse, _chorus_v1_DrainWorkerRequest__Output, _chorus_v1_DrainWorkerResponse__Output>
  FetchRunFiles: MethodDefinition<_chorus_v1_FetchRunFilesRequest, _chorus_v1_RunFileChunk, _chorus_v1_FetchRunFilesRequest__Output, _chorus_v1_RunFileChunk__Output>
  HasDataset: MethodDefinition<_chorus_v1_HasDatasetRequest, _chorus_v1_HasDatasetResponse, _chorus_v1_HasDatasetRequest__Output, _chorus_v1_HasDatasetResponse__Output>
  ListRuns: MethodDefinition<_chorus_v1_ListRunsRequest, _chorus_v1_ListRunsResponse, _chorus_v1_ListRunsRequest__Output, _chorus_v1_ListRunsResponse__Output>
  ListWorkers: MethodDefinition<_chorus_v1_ListWorkersRequest, _chorus_v1_ListWorkersResponse, _chorus_v1_ListWorkersRequest__Output, _chorus_v1_ListWorkersResponse__Output>
  SubmitRun: MethodDefinition<_chorus_v1_SubmitRunRequest, _chorus_v1_SubmitRunResponse, _chorus_v1_SubmitRunRequest__Output, _chorus_v1_SubmitRunResponse__Output>
  UploadDataset: MethodDefinition<_chorus_v1_UploadDatasetRequest, _chorus_v1_UploadDatasetResponse, _chorus_v1_UploadDatasetRequest__Output, _chorus_v1_UploadDatasetResponse__Output>
  WatchRun: MethodDefinition<_chorus_v1_WatchRunRequest, _chorus_v1_RunEvent, _chorus_v1_WatchRunRequest__Output, _chorus_v1_RunEvent__Output>
}
