// Original file: libs/proto/chorus/v1/worker_service.proto


export interface Leaving {
}

export interface Leaving__Output {
}
