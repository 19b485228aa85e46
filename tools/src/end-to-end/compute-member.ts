// Computes a member of a run again and prints the SHA-256 of its predictions:
// node compute-member.ts <specification, as run.json has it> <dataset's file> [<checkpoint's file>]
import { chooseSamples, limitSamples, readDatasetFile } from '@chorus/data';
import { memberRecipe, predict, startBackend, trainMember } from '@chorus/model';
import { memberSpecificationSchema } from '@chorus/run-config';
import { memberRows } from '@chorus/run-config/member-rows';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const [text, datasetPath, checkpointPath] = process.argv.slice(2);
const specification = memberSpecificationSchema.parse(JSON.parse(text!));
const { dataset, execution, prediction } = specification;
const samples = await readDatasetFile(datasetPath!, dataset.sha256);
const { train, test, classes } = samples;
const { threads, compile, backend } = execution;
await startBackend({ threads, allowCpu: true, ...(backend && { requested: backend }) });
const rows = memberRows(train.labels, classes, dataset, specification);
const recipe = memberRecipe(specification, samples, chooseSamples(train, rows.train));
const chosenOf = (held: Uint32Array) => (held.length > 0 ? chooseSamples(train, held) : undefined);
const model = await trainMember({
  ...recipe,
  validation: samples.validation ?? chosenOf(rows.validation),
  resumeFrom: checkpointPath === undefined ? undefined : readFileSync(checkpointPath),
});
const { scaling } = recipe.config;
const tested = limitSamples(test, dataset.testLimit);
const predictions = await predict(model, tested, scaling, compile, prediction.views);
console.log(createHash('sha256').update(predictions).digest('hex'));
