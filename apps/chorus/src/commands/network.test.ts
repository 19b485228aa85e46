import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runChorus } from '../testing/run-chorus.ts';

const folder = mkdtempSync(join(tmpdir(), 'chorus-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

const CONFIG = `version: 1
dataset: { name: shapes }
network:
  name: mine
  layers:
    - conv2d: { filters: 4, kernelSize: 3, padding: same, trainable: false }
    - residual: [batchNormalization]
    - globalAveragePooling2d: { name: means }
    - dense: { activation: softmax }
`;

function network(...args: readonly string[]) {
  return runChorus(['network', ...args], { CHORUS_HOME: join(folder, 'home') });
}

function file(name: string, content: string): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}

test('it prints the layers of the network with shapes, parameters and operations', async () => {
  const printed = await network(file('run.yaml', CONFIG));
  expect(printed).toEqual({
    exitStatus: 0,
    stderr: '',
    stdout: `mine: samples of 32 × 32 × 3, 10 classes

layer (type)                              output shape  parameters  operations  connected to
images (InputLayer)                       32, 32, 3              0           0
conv2d (Conv2D)                           32, 32, 4            112     110,592  images
batch_normalization (BatchNormalization)  32, 32, 4             16           0  conv2d
add (Add)                                 32, 32, 4              0           0  batch_normalization, conv2d
means (GlobalAveragePooling2D)            4                      0           0  add
dense (Dense)                             10                    50          40  means

parameters: 178 (0.71 kB)
trained: 58; not trained: 120
operations per sample: 110,632 multiplications with additions
`,
  });
});

test('its JSON has the same', async () => {
  const { stdout } = await network(file('run.yaml', CONFIG), '--json');
  expect(JSON.parse(stdout)).toMatchObject({
    ...{ name: 'mine', sampleShape: [32, 32, 3], classes: 10 },
    ...{ parameters: 178, trainable: 58, notTrainable: 120, operations: 110_632 },
    layers: expect.arrayContaining([
      {
        ...{ name: 'add', className: 'Add', outputShape: [32, 32, 4], parameters: 0 },
        ...{ operations: 0, inputs: ['batch_normalization', 'conv2d'] },
      },
    ]),
  });
});

test('what is wrong with a network is one line that says where', async () => {
  const path = file('wrong.yaml', CONFIG.replace('activation: softmax', 'units: 3'));
  const { exitStatus, stderr } = await network(path);
  expect([exitStatus, stderr]).toEqual([
    2,
    `chorus: ${path}:9:7: 'network.layers': the network ends with 'dense' (dense), which gives 3 values, [3], and ` +
      "the data has 10 classes, [10]: leave out its 'units', and it has as many as there are classes\n",
  ]);
});

test('one configuration is enough', async () => {
  const { exitStatus, stderr } = await network('a.yaml', '--config', 'b.yaml');
  expect([exitStatus, stderr]).toEqual([
    2,
    'chorus: a.yaml and --config say the same: leave one of them out\n',
  ]);
});
