// Original file: libs/proto/chorus/v1/run_service.proto


export interface ListWorkersRequest {
  /**
   * As in ListRunsRequest. Of workers who leave or join meanwhile one may be missing.
   */
  'pageToken'?: (string);
}

export interface ListWorkersRequest__Output {
  /**
   * As in ListRunsRequest. Of workers who leave or join meanwhile one may be missing.
   */
  'pageToken': (string);
}
