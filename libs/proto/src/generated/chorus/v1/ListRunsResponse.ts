// Original file: libs/proto/chorus/v1/run_service.proto

import type { RunSummary as _chorus_v1_RunSummary, RunSummary__Output as _chorus_v1_RunSummary__Output } from '../../chorus/v1/RunSummary.ts';

export interface ListRunsResponse {
  'runs'?: (_chorus_v1_RunSummary)[];
  /**
   * Empty: this is the last page.
   */
  'nextPageToken'?: (string);
}

export interface ListRunsResponse__Output {
  'runs': (_chorus_v1_RunSummary__Output)[];
  /**
   * Empty: this is the last page.
   */
  'nextPageToken': (string);
}
