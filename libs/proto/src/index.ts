export {
  checkAddress,
  checkListenAddress,
  grpcTarget,
  hostOf,
  isLoopback,
  requireLoopback,
  splitAddress,
} from './address.ts';
export { hostIn, isAllowedHost } from './allowed-host.ts';
export { decodePathPart } from './decode-path-part.ts';
export { HTTP_STATUS, listenHttp } from './listen-http.ts';
export { ChorusError, type ErrorCode } from '@chorus/errors';
export { CHUNK_BYTES, chunksOf, writeAll } from './chunks.ts';
export { explainSilence } from './explain-silence.ts';
export { createRunClient, createTrustClient, createWorkerClient } from './client.ts';
export { type CallLimits } from './bound-calls.ts';
export { callerOf } from './refuse-other-roles.ts';
export { refuseUnreadable } from './refuse-unreadable.ts';
export {
  bindServer,
  clientCredentials,
  createServer,
  describeProxy,
  openServer,
  type ClientTrust,
  type ServerTls,
  type ServerTrust,
} from './transport.ts';
export {
  clipText,
  MOST_BYTES_FROM_COORDINATOR,
  MOST_BYTES_TO_COORDINATOR,
} from './message-limits.ts';
export { describeLogin, type LoginDescription } from './describe-login.ts';
export {
  joinCoordinator,
  joinWithIdToken,
  renewCredentials,
  type Joined,
} from './join-coordinator.ts';
export { Outbox } from './outbox.ts';
export { DEFAULT_ADDRESS } from './default-address.ts';
export { packageDefinition, v1 } from './definition.ts';
export { PROTOCOL_VERSION, requireSameProtocol } from './protocol-version.ts';
export { required } from './required.ts';
export { refusalByRole, type RoleRefusal } from './refusal-by-role.ts';
export {
  RPCS,
  rpcNamed,
  SERVICE_NAMES,
  type OrderRpc,
  type QueryRpc,
  type RpcName,
  type UnaryRpc,
} from './rpcs.ts';
export type { AnsweredCall, AnswerListener } from './tell-answered.ts';
export {
  configDigest,
  configOfGroup,
  epochsOf,
  groupNameOf,
  MOST_HEADER_BYTES,
  mostCheckpointBytes,
  weightsBytes,
  decodeRunConfig,
  encodeRunConfig,
  givenFilesOf,
  givenPredictionsOf,
  specifyMember,
  trainedOn,
  validatedOn,
  type MemberSpecification,
  type RunConfig,
  type RunMember,
  type SettledGroup,
  type TrainedDataset,
} from '@chorus/run-config/document';
export { unlessSilent, type Patience } from './unless-silent.ts';
export { decodeRunMember, encodeRunMember } from './wire-run-member.ts';
export { decodeRunEvents, encodeRunEvent, type RunEvent, type RunEventBody } from './run-event.ts';

export type { RunServiceClient, RunServiceHandlers } from './generated/chorus/v1/RunService.ts';
export type { TrustServiceHandlers } from './generated/chorus/v1/TrustService.ts';
export type {
  WorkerServiceClient,
  WorkerServiceHandlers,
} from './generated/chorus/v1/WorkerService.ts';

// Messages as they are read from the wire: every field is there.
export type { Assignment__Output as Assignment } from './generated/chorus/v1/Assignment.ts';
export type { AttemptRef__Output as AttemptRef } from './generated/chorus/v1/AttemptRef.ts';
export type { AttemptReport__Output as AttemptReport } from './generated/chorus/v1/AttemptReport.ts';
export type { AttemptResult__Output as AttemptResult } from './generated/chorus/v1/AttemptResult.ts';
export type { ArtifactHeader__Output as ArtifactHeader } from './generated/chorus/v1/ArtifactHeader.ts';
export type { ArtifactKind__Output as ArtifactKind } from './generated/chorus/v1/ArtifactKind.ts';
export type { InputKind__Output as InputKind } from './generated/chorus/v1/InputKind.ts';
export type { FetchDatasetRequest__Output as FetchDatasetRequest } from './generated/chorus/v1/FetchDatasetRequest.ts';
export type { FetchDatasetResponse__Output as FetchDatasetResponse } from './generated/chorus/v1/FetchDatasetResponse.ts';
export type { UploadArtifactRequest__Output as UploadArtifactRequest } from './generated/chorus/v1/UploadArtifactRequest.ts';
export type { UploadDatasetRequest__Output as UploadDatasetRequest } from './generated/chorus/v1/UploadDatasetRequest.ts';
export type { CheckpointRef__Output as CheckpointRef } from './generated/chorus/v1/CheckpointRef.ts';
export type { CoordinatorMessage__Output as CoordinatorMessage } from './generated/chorus/v1/CoordinatorMessage.ts';
export type { DeleteRunResponse__Output as DeleteRunResponse } from './generated/chorus/v1/DeleteRunResponse.ts';
export type { Device__Output as Device } from './generated/chorus/v1/Device.ts';
export type { EpochResult__Output as EpochResult } from './generated/chorus/v1/EpochResult.ts';
export type { Hello__Output as Hello } from './generated/chorus/v1/Hello.ts';
export type { LogLine__Output as LogLine } from './generated/chorus/v1/LogLine.ts';
export type { Progress__Output as Progress } from './generated/chorus/v1/Progress.ts';
export type { ExpectedGain__Output as ExpectedGain } from './generated/chorus/v1/ExpectedGain.ts';
export type { MemberResult__Output as MemberResult } from './generated/chorus/v1/MemberResult.ts';
export type { RunResult__Output as RunResult } from './generated/chorus/v1/RunResult.ts';
export type { RunSummary__Output as RunSummary } from './generated/chorus/v1/RunSummary.ts';
export type { ValidationResult__Output as ValidationResult } from './generated/chorus/v1/ValidationResult.ts';
export type { WeightHistogram__Output as WeightHistogram } from './generated/chorus/v1/WeightHistogram.ts';
export type { WorkerMessage__Output as WorkerMessage } from './generated/chorus/v1/WorkerMessage.ts';
export type { WorkerSummary__Output as WorkerSummary } from './generated/chorus/v1/WorkerSummary.ts';

// Messages as they are written: fields may be left out.
export type { FetchDatasetResponse as FetchDatasetResponseInput } from './generated/chorus/v1/FetchDatasetResponse.ts';
export type { UploadArtifactRequest as UploadArtifactRequestInput } from './generated/chorus/v1/UploadArtifactRequest.ts';
export type { UploadDatasetRequest as UploadDatasetRequestInput } from './generated/chorus/v1/UploadDatasetRequest.ts';
export type { WorkerMessage as WorkerMessageInput } from './generated/chorus/v1/WorkerMessage.ts';
export type { CoordinatorMessage as CoordinatorMessageInput } from './generated/chorus/v1/CoordinatorMessage.ts';
export type { AttemptReport as AttemptReportInput } from './generated/chorus/v1/AttemptReport.ts';
export { CHORUS_VERSION } from './version.ts';
export type { WorkerDescription } from './worker-description.ts';
