// Trains a small dense network on a dataset's file, from memory or by pieces, and prints the median of the epochs' time
// by sample but for the first, and the largest memory of this process: node chorus-pieces.ts <file> <memory | pieces> <epochs> <threads>
import { DatasetFile } from '@chorus/data';
import { cnnTopology } from '@chorus/network';
import { adam, layersNetwork, startBackend, trainMember } from '@chorus/model';
import { median } from '../median.ts';

const PIECE_BYTES = 64 * 1024 * 1024;

const [path = '', from = '', epochs = '', threads = ''] = process.argv.slice(2);
await startBackend({ requested: 'tensorflow', allowCpu: true, threads: Number(threads) });
const file = await DatasetFile.open(path);
const { sample, classes } = file.description;
const labels = await file.labels('train');
const train =
  from === 'memory'
    ? { labels, values: await file.read('train', 0, labels.length) }
    : { labels, values: file.storedValues('train', PIECE_BYTES) };
const seconds: number[] = [];
await trainMember({
  train,
  network: layersNetwork(
    cnnTopology(
      { filters: [], kernelSize: 1, denseUnits: [16], dropout: 0 },
      sample.shape,
      classes.length,
    ),
  ),
  optimizer: adam(0.001),
  seed: 1,
  config: { scaling: { divisor: 255 }, epochs: Number(epochs), batchSize: 100 },
  hooks: { onEpoch: (result) => void seconds.push(result.seconds) },
});
await file.close();
const microsecondsPerSample = (1e6 * median(seconds.slice(1))) / labels.length;
const megabytes = (process.resourceUsage().maxRSS * 1024) / 1e6;
process.stdout.write(`\n${JSON.stringify({ microsecondsPerSample, megabytes })}\n`);
