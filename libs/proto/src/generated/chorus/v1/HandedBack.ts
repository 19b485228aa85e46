// Original file: libs/proto/chorus/v1/worker_service.proto


/**
 * The worker is drained: its trainer has stopped, after its last checkpoint was acknowledged.
 */
export interface HandedBack {
}

/**
 * The worker is drained: its trainer has stopped, after its last checkpoint was acknowledged.
 */
export interface HandedBack__Output {
}
