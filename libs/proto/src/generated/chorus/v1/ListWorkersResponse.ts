// Original file: libs/proto/chorus/v1/run_service.proto

import type { WorkerSummary as _chorus_v1_WorkerSummary, WorkerSummary__Output as _chorus_v1_WorkerSummary__Output } from '../../chorus/v1/WorkerSummary.ts';

export interface ListWorkersResponse {
  'workers'?: (_chorus_v1_WorkerSummary)[];
  'nextPageToken'?: (string);
}

export interface ListWorkersResponse__Output {
  'workers': (_chorus_v1_WorkerSummary__Output)[];
  'nextPageToken': (string);
}
