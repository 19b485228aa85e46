import type * as grpc from '@grpc/grpc-js';
import type { MessageTypeDefinition } from '@grpc/proto-loader';

import type { DatasetRef as _chorus_v1_DatasetRef, DatasetRef__Output as _chorus_v1_DatasetRef__Output } from './chorus/v1/DatasetRef.ts';
import type { FaultPolicy as _chorus_v1_FaultPolicy, FaultPolicy__Output as _chorus_v1_FaultPolicy__Output } from './chorus/v1/FaultPolicy.ts';
import type { ImageShape as _chorus_v1_ImageShape, ImageShape__Output as _chorus_v1_ImageShape__Output } from './chorus/v1/ImageShape.ts';
import type { ModelConfig as _chorus_v1_ModelConfig, ModelConfig__Output as _chorus_v1_ModelConfig__Output } from './chorus/v1/ModelConfig.ts';
import type { RunConfig as _chorus_v1_RunConfig, RunConfig__Output as _chorus_v1_RunConfig__Output } from './chorus/v1/RunConfig.ts';
import type { TrainingConfig as _chorus_v1_TrainingConfig, TrainingConfig__Output as _chorus_v1_TrainingConfig__Output } from './chorus/v1/TrainingConfig.ts';

type SubtypeConstructor<Constructor extends new (...args: any) => any, Subtype> = {
  new(...args: ConstructorParameters<Constructor>): Subtype;
};

export interface ProtoGrpcType {
  chorus: {
    v1: {
      DatasetRef: MessageTypeDefinition<_chorus_v1_DatasetRef, _chorus_v1_DatasetRef__Output>
      FaultPolicy: MessageTypeDefinition<_chorus_v1_FaultPolicy, _chorus_v1_FaultPolicy__Output>
      ImageShape: MessageTypeDefinition<_chorus_v1_ImageShape, _chorus_v1_ImageShape__Output>
      ModelConfig: MessageTypeDefinition<_chorus_v1_ModelConfig, _chorus_v1_ModelConfig__Output>
      RunConfig: MessageTypeDefinition<_chorus_v1_RunConfig, _chorus_v1_RunConfig__Output>
      TrainingConfig: MessageTypeDefinition<_chorus_v1_TrainingConfig, _chorus_v1_TrainingConfig__Output>
    }
  }
}

