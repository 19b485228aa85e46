// Original file: libs/proto/chorus/v1/run_service.proto


export interface DeleteRunResponse {
  /**
   * Why its folder was not removed: it was gone already, or the disk refuses. Empty: it was.
   */
  'folderProblem'?: (string);
}

export interface DeleteRunResponse__Output {
  /**
   * Why its folder was not removed: it was gone already, or the disk refuses. Empty: it was.
   */
  'folderProblem': (string);
}
