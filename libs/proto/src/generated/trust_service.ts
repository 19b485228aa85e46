import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { DescribeLoginRequest as _chorus_v1_DescribeLoginRequest, DescribeLoginRequest__Output as _chorus_v1_DescribeLoginRequest__Output } from './chorus/v1/DescribeLoginRequest.ts';
import type { DescribeLoginResponse as _chorus_v1_DescribeLoginResponse, DescribeLoginResponse__Output as _chorus_v1_DescribeLoginResponse__Output } from './chorus/v1/DescribeLoginResponse.ts';
import type { JoinRequest as _chorus_v1_JoinRequest, JoinRequest__Output as _chorus_v1_JoinRequest__Output } from './chorus/v1/JoinRequest.ts';
import type { JoinResponse as _chorus_v1_JoinResponse, JoinResponse__Output as _chorus_v1_JoinResponse__Output } from './chorus/v1/JoinResponse.ts';
import type { JoinWithIdTokenRequest as _chorus_v1_JoinWithIdTokenRequest, JoinWithIdTokenRequest__Output as _chorus_v1_JoinWithIdTokenRequest__Output } from './chorus/v1/JoinWithIdTokenRequest.ts';
import type { JoinWithIdTokenResponse as _chorus_v1_JoinWithIdTokenResponse, JoinWithIdTokenResponse__Output as _chorus_v1_JoinWithIdTokenResponse__Output } from './chorus/v1/JoinWithIdTokenResponse.ts';
import type { RenewRequest as _chorus_v1_RenewRequest, RenewRequest__Output as _chorus_v1_RenewRequest__Output } from './chorus/v1/RenewRequest.ts';
import type { RenewResponse as _chorus_v1_RenewResponse, RenewResponse__Output as _chorus_v1_RenewResponse__Output } from './chorus/v1/RenewResponse.ts';
import type { TrustServiceClient as _chorus_v1_TrustServiceClient, TrustServiceDefinition as _chorus_v1_TrustServiceDefinition } from './chorus/v1/TrustService.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  chorus: {
    v1: {
      DescribeLoginRequest: MessageTypeDefinition<_chorus_v1_DescribeLoginRequest, _chorus_v1_DescribeLoginRequest__Output>
      DescribeLoginResponse: MessageTypeDefinition<_chorus_v1_DescribeLoginResponse, _chorus_v1_DescribeLoginResponse__Output>
      JoinRequest: MessageTypeDefinition<_chorus_v1_JoinRequest, _chorus_v1_JoinRequest__Output>
      JoinResponse: MessageTypeDefinition<_chorus_v1_JoinResponse, _chorus_v1_JoinResponse__Output>
      JoinWithIdTokenRequest: MessageTypeDefinition<_chorus_v1_JoinWithIdTokenRequest, _chorus_v1_JoinWithIdTokenRequest__Output>
      JoinWithIdTokenResponse: MessageTypeDefinition<_chorus_v1_JoinWithIdTokenResponse, _chorus_v1_JoinWithIdTokenResponse__Output>
      RenewRequest: MessageTypeDefinition<_chorus_v1_RenewRequest, _chorus_v1_RenewRequest__Output>
      RenewResponse: MessageTypeDefinition<_chorus_v1_RenewResponse, _chorus_v1_RenewResponse__Output>
      /**
       * How somebody comes to be known to a coordinator that asks for certificates.
       */
      TrustService: SubtypeConstructor<typeof grpc.Client, _chorus_v1_TrustServiceClient> & { service: _chorus_v1_TrustServiceDefinition }
    }
  }
}

