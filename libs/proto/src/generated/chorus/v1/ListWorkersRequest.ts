// Original file: libs/proto/chorus/v1/run_service.proto


export interface ListWorkersRequest {
  /**
   * The page's token, as in ListRunsRequest. A worker may be missing if others leave or join meanwhile.
   */
  'pageToken'?: (string);
}

export interface ListWorkersRequest__Output {
  /**
   * The page's token, as in ListRunsRequest. A worker may be missing if others leave or join meanwhile.
   */
  'pageToken': (string);
}
