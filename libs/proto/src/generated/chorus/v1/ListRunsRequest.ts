// Original file: libs/proto/chorus/v1/run_service.proto


export interface ListRunsRequest {
  /**
   * The next_page_token of the page before; empty for the first page.
   */
  'pageToken'?: (string);
}

export interface ListRunsRequest__Output {
  /**
   * The next_page_token of the page before; empty for the first page.
   */
  'pageToken': (string);
}
