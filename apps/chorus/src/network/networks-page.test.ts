import { parseConfigFile, runDocumentSchema } from '@chorus/run-config';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { describeNetwork, inspectDescribed } from './settle-network.ts';

const PAGE = join(import.meta.dirname, '../../../../docs/networks.md');

/** What the configurations of the page train on. */
const PICTURES = { shape: [32, 32, 3], type: 'uint8' } as const;
const FLOWERS = { shape: [5], type: 'float32' } as const;

const configurations = [
  ...readFileSync(PAGE, 'utf8').matchAll(/```yaml\n# ([\d,]+) parameters\n([^]*?)```/g),
];

test('the page has a configuration for each of its networks', () => {
  expect(configurations).toHaveLength(6);
});

test.each(configurations.map(([, count, text]) => [count!, text!]))(
  'a configuration of the page has %s parameters',
  async (count, text) => {
    const { document } = parseConfigFile(text, 'networks.md');
    const isTable = document.dataset?.target !== undefined;
    const classes = Array.from({ length: isTable ? 3 : 10 }, (_, index) => `class ${index}`);
    const data = { sample: isTable ? FLOWERS : PICTURES, classes };
    const config = { document: runDocumentSchema.parse(document), place: (path: string) => path };
    const { facts } = await inspectDescribed(await describeNetwork(config, data), data);
    const parameters = facts.layers.reduce((sum, layer) => sum + layer.parameters, 0);
    expect(parameters.toLocaleString('en-US')).toBe(count);
  },
);
