// Computes a member of a run again and prints the SHA-256 of its predictions:
// node compute-member.ts <specification, as run.json has it> <dataset's file> [<checkpoint's file>]
import { chooseSamples, limitSamples, readDatasetFile } from '@chorus/data';
import { adam, cnn, predict, scalingOf, startBackend, trainMember } from '@chorus/model';
import { memberSpecificationSchema } from '@chorus/run-config';
import { heldOut } from '@chorus/run-config/held-out';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [text, datasetPath, checkpointPath] = process.argv.slice(2);
const specification = memberSpecificationSchema.parse(JSON.parse(text!));
const { seed, continues, dataset, preparation, network, training, execution } = specification;
const samples = await readDatasetFile(datasetPath!, dataset.sha256);
const { train, test, sample, classes } = samples;
const scaling = scalingOf(preparation, samples);
const { threads, compile, backend } = execution;
await startBackend({ threads, allowCpu: true, ...(backend && { requested: backend }) });
const rows = heldOut(train.labels, classes, dataset);
const model = await trainMember({
  train: chooseSamples(train, rows.train),
  network: cnn(network, sample.shape, classes.length),
  optimizer: adam(training.learningRate),
  seed,
  config: { scaling, ...training },
  compile,
  resumeFrom: checkpointPath === undefined ? undefined : readFileSync(checkpointPath),
  epochsBefore: continues?.epochs,
});
const predictions = await predict(model, limitSamples(test, dataset.testLimit), scaling, compile);
console.log(createHash('sha256').update(predictions).digest('hex'));
