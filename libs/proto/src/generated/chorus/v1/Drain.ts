// Original file: libs/proto/chorus/v1/worker_service.proto


export interface Drain {
}

export interface Drain__Output {
}
