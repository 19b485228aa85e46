// Original file: libs/proto/chorus/v1/run_service.proto


export interface UploadDatasetResponse {
}

export interface UploadDatasetResponse__Output {
}
