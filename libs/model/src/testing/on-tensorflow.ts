import { beforeEach, describe, type TestContext } from 'vitest';
import { addonPath } from '../backends/tensorflow/tensorflow-addon.ts';

const MISSING = 'the TensorFlow addon is not set up: run `npx nx run tools:setup-tensorflow`';

/**
 * Skips a test where TensorFlow is not set up, with the reason; with CHORUS_REQUIRE_TENSORFLOW=1, as
 * `npm run verify` sets it, it fails there, since most of what trains would go untested.
 */
export function needTensorFlow(context: TestContext): void {
  if (addonPath() !== undefined) return;
  if (process.env['CHORUS_REQUIRE_TENSORFLOW'] === '1') {
    throw new Error(`${MISSING}, or set CHORUS_REQUIRE_TENSORFLOW=0 to go without`);
  }
  context.skip(MISSING);
}

/** Tests that compute with TensorFlow's addon. */
export function describeOnTensorFlow(tests: () => void): void {
  describe('on TensorFlow', () => {
    beforeEach(needTensorFlow);
    tests();
  });
}
