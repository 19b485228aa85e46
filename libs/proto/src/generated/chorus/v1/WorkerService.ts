// Original file: libs/proto/chorus/v1/worker_service.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { CoordinatorMessage as _chorus_v1_CoordinatorMessage, CoordinatorMessage__Output as _chorus_v1_CoordinatorMessage__Output } from '../../chorus/v1/CoordinatorMessage.ts';
import type { FetchCheckpointRequest as _chorus_v1_FetchCheckpointRequest, FetchCheckpointRequest__Output as _chorus_v1_FetchCheckpointRequest__Output } from '../../chorus/v1/FetchCheckpointRequest.ts';
import type { FetchCheckpointResponse as _chorus_v1_FetchCheckpointResponse, FetchCheckpointResponse__Output as _chorus_v1_FetchCheckpointResponse__Output } from '../../chorus/v1/FetchCheckpointResponse.ts';
import type { FetchDatasetRequest as _chorus_v1_FetchDatasetRequest, FetchDatasetRequest__Output as _chorus_v1_FetchDatasetRequest__Output } from '../../chorus/v1/FetchDatasetRequest.ts';
import type { FetchDatasetResponse as _chorus_v1_FetchDatasetResponse, FetchDatasetResponse__Output as _chorus_v1_FetchDatasetResponse__Output } from '../../chorus/v1/FetchDatasetResponse.ts';
import type { UploadArtifactRequest as _chorus_v1_UploadArtifactRequest, UploadArtifactRequest__Output as _chorus_v1_UploadArtifactRequest__Output } from '../../chorus/v1/UploadArtifactRequest.ts';
import type { UploadArtifactResponse as _chorus_v1_UploadArtifactResponse, UploadArtifactResponse__Output as _chorus_v1_UploadArtifactResponse__Output } from '../../chorus/v1/UploadArtifactResponse.ts';
import type { WorkerMessage as _chorus_v1_WorkerMessage, WorkerMessage__Output as _chorus_v1_WorkerMessage__Output } from '../../chorus/v1/WorkerMessage.ts';

/**
 * What a worker, which dials, and the coordinator say to each other.
 */
export interface WorkerServiceClient extends grpc.Client {
  /**
   * A worker's session: it lasts as long as the worker is there. The worker speaks first (Hello).
   */
  Connect(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_chorus_v1_WorkerMessage, _chorus_v1_CoordinatorMessage__Output>;
  Connect(options?: grpc.CallOptions): grpc.ClientDuplexStream<_chorus_v1_WorkerMessage, _chorus_v1_CoordinatorMessage__Output>;
  /**
   * A worker's session: it lasts as long as the worker is there. The worker speaks first (Hello).
   */
  connect(metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientDuplexStream<_chorus_v1_WorkerMessage, _chorus_v1_CoordinatorMessage__Output>;
  connect(options?: grpc.CallOptions): grpc.ClientDuplexStream<_chorus_v1_WorkerMessage, _chorus_v1_CoordinatorMessage__Output>;
  
  /**
   * A checkpoint that an assignment names, in chunks of at most 1 MiB.
   */
  FetchCheckpoint(argument: _chorus_v1_FetchCheckpointRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_chorus_v1_FetchCheckpointResponse__Output>;
  FetchCheckpoint(argument: _chorus_v1_FetchCheckpointRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_chorus_v1_FetchCheckpointResponse__Output>;
  /**
   * A checkpoint that an assignment names, in chunks of at most 1 MiB.
   */
  fetchCheckpoint(argument: _chorus_v1_FetchCheckpointRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_chorus_v1_FetchCheckpointResponse__Output>;
  fetchCheckpoint(argument: _chorus_v1_FetchCheckpointRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_chorus_v1_FetchCheckpointResponse__Output>;
  
  /**
   * The bytes of a dataset, or of weights that training begins with, in chunks of at most 1 MiB. NOT_FOUND when the
   * coordinator lacks them. Only some workers get a file at once: the others wait their turn, and are told so first.
   */
  FetchDataset(argument: _chorus_v1_FetchDatasetRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_chorus_v1_FetchDatasetResponse__Output>;
  FetchDataset(argument: _chorus_v1_FetchDatasetRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_chorus_v1_FetchDatasetResponse__Output>;
  /**
   * The bytes of a dataset, or of weights that training begins with, in chunks of at most 1 MiB. NOT_FOUND when the
   * coordinator lacks them. Only some workers get a file at once: the others wait their turn, and are told so first.
   */
  fetchDataset(argument: _chorus_v1_FetchDatasetRequest, metadata: grpc.Metadata, options?: grpc.CallOptions): grpc.ClientReadableStream<_chorus_v1_FetchDatasetResponse__Output>;
  fetchDataset(argument: _chorus_v1_FetchDatasetRequest, options?: grpc.CallOptions): grpc.ClientReadableStream<_chorus_v1_FetchDatasetResponse__Output>;
  
  /**
   * One file of an attempt: a header, then chunks of at most 1 MiB. The answer comes when the file
   * is whole, checked and synced to disk. FAILED_PRECONDITION when the attempt is not the live one.
   */
  UploadArtifact(metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_UploadArtifactResponse__Output>): grpc.ClientWritableStream<_chorus_v1_UploadArtifactRequest>;
  UploadArtifact(metadata: grpc.Metadata, callback: grpc.requestCallback<_chorus_v1_UploadArtifactResponse__Output>): grpc.ClientWritableStream<_chorus_v1_UploadArtifactRequest>;
  UploadArtifact(options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_UploadArtifactResponse__Output>): grpc.ClientWritableStream<_chorus_v1_UploadArtifactRequest>;
  UploadArtifact(callback: grpc.requestCallback<_chorus_v1_UploadArtifactResponse__Output>): grpc.ClientWritableStream<_chorus_v1_UploadArtifactRequest>;
  /**
   * One file of an attempt: a header, then chunks of at most 1 MiB. The answer comes when the file
   * is whole, checked and synced to disk. FAILED_PRECONDITION when the attempt is not the live one.
   */
  uploadArtifact(metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_UploadArtifactResponse__Output>): grpc.ClientWritableStream<_chorus_v1_UploadArtifactRequest>;
  uploadArtifact(metadata: grpc.Metadata, callback: grpc.requestCallback<_chorus_v1_UploadArtifactResponse__Output>): grpc.ClientWritableStream<_chorus_v1_UploadArtifactRequest>;
  uploadArtifact(options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_UploadArtifactResponse__Output>): grpc.ClientWritableStream<_chorus_v1_UploadArtifactRequest>;
  uploadArtifact(callback: grpc.requestCallback<_chorus_v1_UploadArtifactResponse__Output>): grpc.ClientWritableStream<_chorus_v1_UploadArtifactRequest>;
  
}

/**
 * What a worker, which dials, and the coordinator say to each other.
 */
export interface WorkerServiceHandlers extends grpc.UntypedServiceImplementation {
  /**
   * A worker's session: it lasts as long as the worker is there. The worker speaks first (Hello).
   */
  Connect: grpc.handleBidiStreamingCall<_chorus_v1_WorkerMessage__Output, _chorus_v1_CoordinatorMessage>;
  
  /**
   * A checkpoint that an assignment names, in chunks of at most 1 MiB.
   */
  FetchCheckpoint: grpc.handleServerStreamingCall<_chorus_v1_FetchCheckpointRequest__Output, _chorus_v1_FetchCheckpointResponse>;
  
  /**
   * The bytes of a dataset, or of weights that training begins with, in chunks of at most 1 MiB. NOT_FOUND when the
   * coordinator lacks them. Only some workers get a file at once: the others wait their turn, and are told so first.
   */
  FetchDataset: grpc.handleServerStreamingCall<_chorus_v1_FetchDatasetRequest__Output, _chorus_v1_FetchDatasetResponse>;
  
  /**
   * One file of an attempt: a header, then chunks of at most 1 MiB. The answer comes when the file
   * is whole, checked and synced to disk. FAILED_PRECONDITION when the attempt is not the live one.
   */
  UploadArtifact: grpc.handleClientStreamingCall<_chorus_v1_UploadArtifactRequest__Output, _chorus_v1_UploadArtifactResponse>;
  
}

export interface WorkerServiceDefinition extends grpc.ServiceDefinition {
  Connect: MethodDefinition<_chorus_v1_WorkerMessage, _chorus_v1_CoordinatorMessage, _chorus_v1_WorkerMessage__Output, _chorus_v1_CoordinatorMessage__Output>
  FetchCheckpoint: MethodDefinition<_chorus_v1_FetchCheckpointRequest, _chorus_v1_FetchCheckpointResponse, _chorus_v1_FetchCheckpointRequest__Output, _chorus_v1_FetchCheckpointResponse__Output>
  FetchDataset: MethodDefinition<_chorus_v1_FetchDatasetRequest, _chorus_v1_FetchDatasetResponse, _chorus_v1_FetchDatasetRequest__Output, _chorus_v1_FetchDatasetResponse__Output>
  UploadArtifact: MethodDefinition<_chorus_v1_UploadArtifactRequest, _chorus_v1_UploadArtifactResponse, _chorus_v1_UploadArtifactRequest__Output, _chorus_v1_UploadArtifactResponse__Output>
}
