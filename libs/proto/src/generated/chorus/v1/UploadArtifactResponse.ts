// Original file: libs/proto/chorus/v1/worker_service.proto


export interface UploadArtifactResponse {
}

export interface UploadArtifactResponse__Output {
}
