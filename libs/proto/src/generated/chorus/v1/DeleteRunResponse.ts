// Original file: libs/proto/chorus/v1/run_service.proto


export interface DeleteRunResponse {
  /**
   * The reason why its folder was not removed: it was gone already, or the disk refuses. Empty when it was.
   */
  'folderProblem'?: (string);
}

export interface DeleteRunResponse__Output {
  /**
   * The reason why its folder was not removed: it was gone already, or the disk refuses. Empty when it was.
   */
  'folderProblem': (string);
}
