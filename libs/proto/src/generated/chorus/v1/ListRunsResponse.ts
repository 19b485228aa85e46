// Original file: libs/proto/chorus/v1/run_service.proto

import type { RunSummary as _chorus_v1_RunSummary, RunSummary__Output as _chorus_v1_RunSummary__Output } from '../../chorus/v1/RunSummary.ts';

export interface ListRunsResponse {
  'runs'?: (_chorus_v1_RunSummary)[];
  /**
   * The page_token of the next page; empty on the last one.
   */
  'nextPageToken'?: (string);
}

export interface ListRunsResponse__Output {
  'runs': (_chorus_v1_RunSummary__Output)[];
  /**
   * The page_token of the next page; empty on the last one.
   */
  'nextPageToken': (string);
}
