export { dialler, type Dial } from './dial.ts';
export { fuzz, FUZZ_SEED, type Fuzzed, type FuzzOptions } from './fuzz.ts';
export { junk, mutatedFrames, sendRaw, type SentFrames } from './frames-peer.ts';
export { GrpcPeer, mutatedCalls, type RawAnswer, type RawCall } from './grpc-peer.ts';
export { askRaw, mutatedRequests, type HonestRequest } from './http-peer.ts';
export { mutatedJson } from './mutate-json.ts';
export { mutatedMessages } from './mutate-message.ts';
