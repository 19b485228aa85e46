import { createWorkerClient } from '@chorus/proto';
import { expect, onTestFinished, test } from 'vitest';
import { Bench } from './testing/bench.ts';

test('a kind of input that this version does not know is refused, whatever is asked of it', async () => {
  await using bench = await Bench.start();
  const { sha256 } = bench.dataset;
  const unknown = { sha256, kind: 37 as never };
  const problem = 'kind is 37: it must be INPUT_KIND_DATASET or INPUT_KIND_WEIGHTS';
  const asked = bench.ask((client, callback) => client.hasDataset(unknown, callback));
  await expect(asked).rejects.toMatchObject({ code: 'invalid', message: problem });
  const client = createWorkerClient(bench.coordinator.address);
  onTestFinished(() => client.close());
  const fetched = client.fetchDataset(unknown).toArray();
  await expect(fetched).rejects.toThrow(`INVALID_ARGUMENT: ${problem}`);
});
