import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { bytesOf } from './bytes-of.ts';
import type { Dataset } from './dataset.ts';
import { liftFingerprint } from './former-fingerprint.ts';
import { openDataset } from './sources.ts';
import { temporaryFolder } from './testing/temporary-folder.ts';

/** The fingerprint of 0.1.0: images and labels, a byte each, of the training set, then of the test set. */
function formerFingerprint({ train, test }: Dataset): string {
  const hash = createHash('sha256');
  for (const { values, labels } of [train, test]) {
    hash.update(bytesOf(values)).update(Uint8Array.from(labels));
  }
  return hash.digest('hex');
}

test.for(['shapes', 'cifar10'])(
  'a former fingerprint of %s is that of today',
  async (name, context) => {
    const dataDir = process.env['CHORUS_DATA_DIR'];
    if (name === 'cifar10' && !dataDir) {
      return context.skip('CHORUS_DATA_DIR is not set: no real CIFAR-10 to read');
    }
    const dataset = await openDataset({ name, dataDir, home: await temporaryFolder() });
    expect(liftFingerprint(formerFingerprint(dataset))).toBe(dataset.sha256);
    expect(liftFingerprint(dataset.sha256)).toBe(dataset.sha256);
  },
);
