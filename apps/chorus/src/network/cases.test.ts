import { ChorusError } from '@chorus/proto';
import { resolveConfig } from '@chorus/run-config';
import { decodeWeights } from '@chorus/network/model-file';
import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, expect, test, type TestContext } from 'vitest';
import { settleNetwork, type SettledNetwork } from './settle-network.ts';

const casesDir = process.env['CHORUS_CASES_DIR'];

/** The data that the cases are for. */
const DATA = {
  sample: { shape: [32, 32, 3], type: 'uint8' },
  classes: ['cat', 'dog', 'owl'],
} as const;

/** Conv2D of 3 × 3 × 3 × 4 with biases, Dense of 4 × 3 with biases. */
const PARAMETERS = 112 + 15;
const WEIGHTS = ['conv/kernel', 'conv/bias', 'dense/kernel', 'dense/bias'];

const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
const home = join(folder, 'home');
afterAll(() => rmSync(folder, { recursive: true }));

let made: Promise<unknown> | undefined;

/** The model of a case, which a program makes beside others; the test is skipped where there is none. */
async function caseAt(context: TestContext, name: string): Promise<string> {
  if (casesDir === undefined) return context.skip('CHORUS_CASES_DIR is not set');
  made ??= promisify(execFile)('python3', [join(casesDir, 'models.py'), join(folder, 'models')]);
  await made;
  return join(folder, 'models', name, 'model.json');
}

function settle(modelFile: string, settings: Record<string, string> = {}): Promise<SettledNetwork> {
  const config = resolveConfig({ settings: { modelFile, ...settings } }, {});
  return settleNetwork(config, { ...DATA, classes: [...DATA.classes] }, home);
}

test.for([
  ...['M00-plain', 'M01-keras3-batch-shape', 'M01b-keras3-dtype-policy-only'],
  ...['M02-keras3-weight-prefix', 'M03-functional', 'M03-keras3-inbound-nodes', 'M05-two-shards'],
  'M06-nested-sequential',
])('%s is read, with its weights', async (name, context) => {
  const { network, weightsPath, notes } = await settle(await caseAt(context, name));
  expect([network.parameters, notes]).toEqual([PARAMETERS, []]);
  const weights = decodeWeights(readFileSync(weightsPath!));
  expect(weights.map((weight) => weight.name)).toEqual(WEIGHTS);
  expect(weights.map(({ values }) => values.length)).toEqual([108, 4, 12, 3]);
});

test('all of them have the same weights, and so one file', async (context) => {
  const plain = await settle(await caseAt(context, 'M00-plain'));
  const shards = await settle(await caseAt(context, 'M05-two-shards'));
  const prefixed = await settle(await caseAt(context, 'M02-keras3-weight-prefix'));
  expect([shards.weightsPath, prefixed.weightsPath]).toEqual([
    plain.weightsPath,
    plain.weightsPath,
  ]);
  const first = decodeWeights(readFileSync(plain.weightsPath!))[0]!;
  const folderOf = join(folder, 'models', 'M00-plain', 'group1-shard1of1.bin');
  expect(Buffer.from(first.values.buffer)).toEqual(readFileSync(folderOf).subarray(0, 432));
});

test.for<[string, RegExp]>([
  ['M04-unknown-layer', /layer 'flip': RandomFlip cannot be trained here: .* 'augmentation'/],
  ['M04-lambda', /layer 'l': Lambda cannot be trained here: it holds a function of Python/],
  [
    'M04-unknown-regularizer',
    /layer 'dense': 'kernelRegularizer': there is no "OrthogonalRegularizer": known are l1, l2, l1l2$/,
  ],
  ['M05-no-manifest', /has no weightsManifest, and so no weights: .*'network.weights: fresh'$/],
  ['M05-shard-missing', /has weights in 'group1-shard2of2\.bin', which is not there$/],
  [
    'M05-truncated',
    /in 'group1-shard1of1\.bin', which has 500 bytes, and the 4 weights of its weightsManifest have 508$/,
  ],
  ['M05-too-long', /'group1-shard1of1\.bin', which has 516 bytes, .* have 508$/],
  [
    'M05-wrong-shape',
    /has the weight 'dense\/kernel' of shape \[3, 4\], and its network needs \[4, 3\]$/,
  ],
  [
    'M07-five-classes',
    /gives 5 values, \[5\], and the data has 3 classes, \[3\]: 'network\.head: fresh' puts/,
  ],
  [
    'M08-logits',
    /'dense' \(dense, activation linear\), whose results are no probabilities .* 'network\.head: softmax' puts one there$/,
  ],
  ['M08-sigmoid', /activation sigmoid\), whose results are no probabilities/],
  [
    'M09-other-input',
    /it takes samples of \[28, 28, 1\], and the samples of this dataset are \[32, 32, 3\]$/,
  ],
  ['M11-not-a-model', /is a graph model, which cannot be trained: export a layers model/],
  [
    'M11-path-out',
    /names '\.\.\/\.\.\/\.\.\/\.\.\/etc\/passwd' for its weights, which is outside its folder/,
  ],
])('%s is refused', async ([name, words], context) => {
  const path = await caseAt(context, name);
  const refusal = await settle(path).then(undefined, (error: unknown) => error);
  expect(refusal).toBeInstanceOf(ChorusError);
  const { code, message } = refusal as ChorusError;
  expect([code, message]).toEqual(['invalid', expect.stringMatching(words)]);
  expect(message).toMatch(`--model-file: ${path}: `);
  expect(message).not.toContain('\n');
});

test.for([
  ['M07-five-classes', 'fresh', ['conv/kernel', 'conv/bias']],
  ['M08-logits', 'softmax', WEIGHTS],
  ['M08-sigmoid', 'softmax', WEIGHTS],
] as const)('%s is read with a %s head', async ([name, head, names], context) => {
  const { network, weightsPath } = await settle(await caseAt(context, name), { head });
  expect(network.parameters).toBe(PARAMETERS);
  const weights = decodeWeights(readFileSync(weightsPath!));
  expect(weights.map((weight) => weight.name)).toEqual(names);
});

test('M05-no-manifest is read where its weights are not wanted', async (context) => {
  const path = await caseAt(context, 'M05-no-manifest');
  const { network, weightsPath } = await settle(path, { weights: 'fresh' });
  expect([network.parameters, network.weightsSha256, weightsPath]).toEqual([
    PARAMETERS,
    undefined,
    undefined,
  ]);
});
