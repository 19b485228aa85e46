// Original file: libs/proto/chorus/v1/worker_service.proto

import type { InputKind as _chorus_v1_InputKind, InputKind__Output as _chorus_v1_InputKind__Output } from '../../chorus/v1/InputKind.ts';
import type { Long } from '@grpc/proto-loader';

export interface FetchDatasetRequest {
  'sha256'?: (string);
  /**
   * The bytes that the worker has of the file, its whole header among them, because a fetch was cut off; 0: nothing.
   */
  'offset'?: (number | string | Long);
  /**
   * The SHA-256 of that header, in hexadecimal: the rest is sent only of a file that begins with the same one.
   */
  'headerSha256'?: (string);
  'kind'?: (_chorus_v1_InputKind);
}

export interface FetchDatasetRequest__Output {
  'sha256': (string);
  /**
   * The bytes that the worker has of the file, its whole header among them, because a fetch was cut off; 0: nothing.
   */
  'offset': (number);
  /**
   * The SHA-256 of that header, in hexadecimal: the rest is sent only of a file that begins with the same one.
   */
  'headerSha256': (string);
  'kind': (_chorus_v1_InputKind__Output);
}
