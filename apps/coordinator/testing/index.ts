export { FakeCollector } from '../src/observers/testing/fake-collector.ts';
export {
  Bench,
  CLASSES,
  EVALUATED,
  PERFECT,
  type Submission,
  TEST_SAMPLES,
} from '../src/server/testing/bench.ts';
export { fakePredictions, FakeWorker } from '../src/server/testing/fake-worker.ts';
export { finishRun } from '../src/verify/testing/finish-run.ts';
export { TestTrust } from '../src/server/testing/test-trust.ts';
