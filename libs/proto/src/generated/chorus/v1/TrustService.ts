// Original file: libs/proto/chorus/v1/trust_service.proto

import type * as grpc from '@grpc/grpc-js'
import type { MethodDefinition } from '@grpc/proto-loader'
import type { DescribeLoginRequest as _chorus_v1_DescribeLoginRequest, DescribeLoginRequest__Output as _chorus_v1_DescribeLoginRequest__Output } from '../../chorus/v1/DescribeLoginRequest.ts';
import type { DescribeLoginResponse as _chorus_v1_DescribeLoginResponse, DescribeLoginResponse__Output as _chorus_v1_DescribeLoginResponse__Output } from '../../chorus/v1/DescribeLoginResponse.ts';
import type { JoinRequest as _chorus_v1_JoinRequest, JoinRequest__Output as _chorus_v1_JoinRequest__Output } from '../../chorus/v1/JoinRequest.ts';
import type { JoinResponse as _chorus_v1_JoinResponse, JoinResponse__Output as _chorus_v1_JoinResponse__Output } from '../../chorus/v1/JoinResponse.ts';
import type { JoinWithIdTokenRequest as _chorus_v1_JoinWithIdTokenRequest, JoinWithIdTokenRequest__Output as _chorus_v1_JoinWithIdTokenRequest__Output } from '../../chorus/v1/JoinWithIdTokenRequest.ts';
import type { JoinWithIdTokenResponse as _chorus_v1_JoinWithIdTokenResponse, JoinWithIdTokenResponse__Output as _chorus_v1_JoinWithIdTokenResponse__Output } from '../../chorus/v1/JoinWithIdTokenResponse.ts';
import type { RenewRequest as _chorus_v1_RenewRequest, RenewRequest__Output as _chorus_v1_RenewRequest__Output } from '../../chorus/v1/RenewRequest.ts';
import type { RenewResponse as _chorus_v1_RenewResponse, RenewResponse__Output as _chorus_v1_RenewResponse__Output } from '../../chorus/v1/RenewResponse.ts';

/**
 * How somebody comes to be known to a coordinator that asks for certificates.
 */
export interface TrustServiceClient extends grpc.Client {
  /**
   * How people log in who have an account elsewhere; FAILED_PRECONDITION where there is no such way.
   */
  DescribeLogin(argument: _chorus_v1_DescribeLoginRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_DescribeLoginResponse__Output>): grpc.ClientUnaryCall;
  DescribeLogin(argument: _chorus_v1_DescribeLoginRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_chorus_v1_DescribeLoginResponse__Output>): grpc.ClientUnaryCall;
  DescribeLogin(argument: _chorus_v1_DescribeLoginRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_DescribeLoginResponse__Output>): grpc.ClientUnaryCall;
  DescribeLogin(argument: _chorus_v1_DescribeLoginRequest, callback: grpc.requestCallback<_chorus_v1_DescribeLoginResponse__Output>): grpc.ClientUnaryCall;
  /**
   * How people log in who have an account elsewhere; FAILED_PRECONDITION where there is no such way.
   */
  describeLogin(argument: _chorus_v1_DescribeLoginRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_DescribeLoginResponse__Output>): grpc.ClientUnaryCall;
  describeLogin(argument: _chorus_v1_DescribeLoginRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_chorus_v1_DescribeLoginResponse__Output>): grpc.ClientUnaryCall;
  describeLogin(argument: _chorus_v1_DescribeLoginRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_DescribeLoginResponse__Output>): grpc.ClientUnaryCall;
  describeLogin(argument: _chorus_v1_DescribeLoginRequest, callback: grpc.requestCallback<_chorus_v1_DescribeLoginResponse__Output>): grpc.ClientUnaryCall;
  
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
   * Lets somebody in whom an issuer of identities knows (OpenID Connect). The connection is as that of Join.
   */
  JoinWithIdToken(argument: _chorus_v1_JoinWithIdTokenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_JoinWithIdTokenResponse__Output>): grpc.ClientUnaryCall;
  JoinWithIdToken(argument: _chorus_v1_JoinWithIdTokenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_chorus_v1_JoinWithIdTokenResponse__Output>): grpc.ClientUnaryCall;
  JoinWithIdToken(argument: _chorus_v1_JoinWithIdTokenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_JoinWithIdTokenResponse__Output>): grpc.ClientUnaryCall;
  JoinWithIdToken(argument: _chorus_v1_JoinWithIdTokenRequest, callback: grpc.requestCallback<_chorus_v1_JoinWithIdTokenResponse__Output>): grpc.ClientUnaryCall;
  /**
   * Lets somebody in whom an issuer of identities knows (OpenID Connect). The connection is as that of Join.
   */
  joinWithIdToken(argument: _chorus_v1_JoinWithIdTokenRequest, metadata: grpc.Metadata, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_JoinWithIdTokenResponse__Output>): grpc.ClientUnaryCall;
  joinWithIdToken(argument: _chorus_v1_JoinWithIdTokenRequest, metadata: grpc.Metadata, callback: grpc.requestCallback<_chorus_v1_JoinWithIdTokenResponse__Output>): grpc.ClientUnaryCall;
  joinWithIdToken(argument: _chorus_v1_JoinWithIdTokenRequest, options: grpc.CallOptions, callback: grpc.requestCallback<_chorus_v1_JoinWithIdTokenResponse__Output>): grpc.ClientUnaryCall;
  joinWithIdToken(argument: _chorus_v1_JoinWithIdTokenRequest, callback: grpc.requestCallback<_chorus_v1_JoinWithIdTokenResponse__Output>): grpc.ClientUnaryCall;
  
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
   * How people log in who have an account elsewhere; FAILED_PRECONDITION where there is no such way.
   */
  DescribeLogin: grpc.handleUnaryCall<_chorus_v1_DescribeLoginRequest__Output, _chorus_v1_DescribeLoginResponse>;
  
  /**
   * Lets somebody in who shows a token. The connection is TLS, and the coordinator's certificate was checked against the token.
   */
  Join: grpc.handleUnaryCall<_chorus_v1_JoinRequest__Output, _chorus_v1_JoinResponse>;
  
  /**
   * Lets somebody in whom an issuer of identities knows (OpenID Connect). The connection is as that of Join.
   */
  JoinWithIdToken: grpc.handleUnaryCall<_chorus_v1_JoinWithIdTokenRequest__Output, _chorus_v1_JoinWithIdTokenResponse>;
  
  /**
   * Another certificate for somebody whose own ends soon.
   */
  Renew: grpc.handleUnaryCall<_chorus_v1_RenewRequest__Output, _chorus_v1_RenewResponse>;
  
}

export interface TrustServiceDefinition extends grpc.ServiceDefinition {
  DescribeLogin: MethodDefinition<_chorus_v1_DescribeLoginRequest, _chorus_v1_DescribeLoginResponse, _chorus_v1_DescribeLoginRequest__Output, _chorus_v1_DescribeLoginResponse__Output>
  Join: MethodDefinition<_chorus_v1_JoinRequest, _chorus_v1_JoinResponse, _chorus_v1_JoinRequest__Output, _chorus_v1_JoinResponse__Output>
  JoinWithIdToken: MethodDefinition<_chorus_v1_JoinWithIdTokenRequest, _chorus_v1_JoinWithIdTokenResponse, _chorus_v1_JoinWithIdTokenRequest__Output, _chorus_v1_JoinWithIdTokenResponse__Output>
  Renew: MethodDefinition<_chorus_v1_RenewRequest, _chorus_v1_RenewResponse, _chorus_v1_RenewRequest__Output, _chorus_v1_RenewResponse__Output>
}
