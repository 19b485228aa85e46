import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { JoinRequest as _chorus_v1_JoinRequest, JoinRequest__Output as _chorus_v1_JoinRequest__Output } from './chorus/v1/JoinRequest.ts';
import type { JoinResponse as _chorus_v1_JoinResponse, JoinResponse__Output as _chorus_v1_JoinResponse__Output } from './chorus/v1/JoinResponse.ts';
import type { RenewRequest as _chorus_v1_RenewRequest, RenewRequest__Output as _chorus_v1_RenewRequest__Output } from './chorus/v1/RenewRequest.ts';
import type { RenewResponse as _chorus_v1_RenewResponse, RenewResponse__Output as _chorus_v1_RenewResponse__Output } from './chorus/v1/RenewResponse.ts';
import type { TrustServiceClient as _chorus_v1_TrustServiceClient, TrustServiceDefinition as _chorus_v1_TrustServiceDefinition } from './chorus/v1/TrustService.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  chorus: {
    v1: {
      JoinRequest: MessageTypeDefinition<_chorus_v1_JoinRequest, _chorus_v1_JoinRequest__Output>
      JoinResponse: MessageTypeDefinition<_chorus_v1_JoinResponse, _chorus_v1_JoinResponse__Output>
      RenewRequest: MessageTypeDefinition<_chorus_v1_RenewRequest, _chorus_v1_RenewRequest__Output>
      RenewResponse: MessageTypeDefinition<_chorus_v1_RenewResponse, _chorus_v1_RenewResponse__Output>
      /**
       * How somebody comes to be known to a coordinator that asks for certificates.
       */
      TrustService: SubtypeConstructor<typeof grpc.Client, _chorus_v1_TrustServiceClient> & { service: _chorus_v1_TrustServiceDefinition }
    }
  }
}

