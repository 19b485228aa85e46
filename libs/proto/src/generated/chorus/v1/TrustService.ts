// Original file: libs/proto/chorus/v1/trust_service.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { JoinRequest as _chorus_v1_JoinRequest, JoinRequest__Output as _chorus_v1_JoinRequest__Output } from '../../chorus/v1/JoinRequest.ts';
import type { JoinResponse as _chorus_v1_JoinResponse, JoinResponse__Output as _chorus_v1_JoinResponse__Output } from '../../chorus/v1/JoinResponse.ts';
import type { RenewRequest as _chorus_v1_RenewRequest, RenewRequest__Output as _chorus_v1_RenewRequest__Output } from '../../chorus/v1/RenewRequest.ts';
import type { RenewResponse as _chorus_v1_RenewResponse, RenewResponse__Output as _chorus_v1_RenewResponse__Output } from '../../chorus/v1/RenewResponse.ts';

/**
 * How somebody comes to be known to a coordinator that asks for certificates.
 */
export interface TrustServiceClient extends grpc.Client {
  /**
   * Lets somebody in who shows a token. The connection is TLS, and the coordinator's certificate was checked against the token.
   */
  Join(argument: _chorus_v1_JoinRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_JoinResponse__Output>): grpc.ClientUnaryCall;
  Join(argument: _chorus_v1_JoinRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_chorus_v1_JoinResponse__Output>): grpc.ClientUnaryCall;
  Join(argument: _chorus_v1_JoinRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_JoinResponse__Output>): grpc.ClientUnaryCall;
  Join(argument: _chorus_v1_JoinRequest, callback: grpc.requestCallback<_chorus_v1_JoinResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Lets somebody in who shows a token. The connection is TLS, and the coordinator's certificate was checked against the token.
   */
  join(argument: _chorus_v1_JoinRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_JoinResponse__Output>): grpc.ClientUnaryCall;
  join(argument: _chorus_v1_JoinRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_chorus_v1_JoinResponse__Output>): grpc.ClientUnaryCall;
  join(argument: _chorus_v1_JoinRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_JoinResponse__Output>): grpc.ClientUnaryCall;
  join(argument: _chorus_v1_JoinRequest, callback: grpc.requestCallback<_chorus_v1_JoinResponse__Output>): grpc.ClientUnaryCall;
  
  /**
   * Another certificate for somebody whose own ends soon.
   */
  Renew(argument: _chorus_v1_RenewRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  Renew(argument: _chorus_v1_RenewRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_chorus_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  Renew(argument: _chorus_v1_RenewRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  Renew(argument: _chorus_v1_RenewRequest, callback: grpc.requestCallback<_chorus_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Another certificate for somebody whose own ends soon.
   */
  renew(argument: _chorus_v1_RenewRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  renew(argument: _chorus_v1_RenewRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_chorus_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  renew(argument: _chorus_v1_RenewRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  renew(argument: _chorus_v1_RenewRequest, callback: grpc.requestCallback<_chorus_v1_RenewResponse__Output>): grpc.ClientUnaryCall;
  
}

/**
 * How somebody comes to be known to a coordinator that asks for certificates.
 */
export interface TrustServiceHandlers extends grpc.UntypedServiceImplementation {
  /**
   * Lets somebody in who shows a token. The connection is TLS, and the coordinator's certificate was checked against the token.
   */
  Join: grpc.handleUnaryCall<_chorus_v1_JoinRequest__Output, _chorus_v1_JoinResponse>;
  
  /**
   * Another certificate for somebody whose own ends soon.
   */
  Renew: grpc.handleUnaryCall<_chorus_v1_RenewRequest__Output, _chorus_v1_RenewResponse>;
  
}

export interface TrustServiceDefinition extends grpc.ServiceDefinition {
  Join: MethodDefinition<_chorus_v1_JoinRequest, _chorus_v1_JoinResponse, _chorus_v1_JoinRequest__Output, _chorus_v1_JoinResponse__Output>
  Renew: MethodDefinition<_chorus_v1_RenewRequest, _chorus_v1_RenewResponse, _chorus_v1_RenewRequest__Output, _chorus_v1_RenewResponse__Output>
}
