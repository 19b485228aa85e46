export { fuzz, FUZZ_SEED, type Fuzzed, type FuzzOptions } from './fuzz.ts';
export { GrpcPeer, mutatedCalls, type RawAnswer, type RawCall } from './grpc-peer.ts';
export { mutatedMessages } from './mutate-message.ts';
