import { Ajv } from 'ajv';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { examineConfigFile } from './config-file.ts';
import { publishedSchema } from './published-schema.ts';
import { SETTINGS } from './settings.ts';

interface Node {
  readonly properties: Record<string, Node>;
  readonly additionalProperties?: boolean;
  readonly required?: string[];
  readonly description?: string;
  readonly default?: unknown;
}

test('the JSON Schema has every setting with its help, default and range, and requires none', () => {
  const schema = publishedSchema() as Node;
  expect([schema.additionalProperties, schema.required]).toEqual([false, undefined]);
  for (const { section, key, help, json } of SETTINGS) {
    const { properties, required, additionalProperties } = schema.properties[section]!;
    expect([additionalProperties, required]).toEqual([false, undefined]);
    const { description, ...published } = properties[key]!;
    expect(description).toBe(help.replaceAll('`', ''));
    // What is composed of settings has their help within, and knows what layers are.
    expect(rangesOf(published)).toEqual(rangesOf(json));
    const layers = key === 'layers' && { $ref: '#/definitions/layer' };
    if (layers) expect(published).toHaveProperty('items', layers);
  }
});

describe('an editor', () => {
  const isValid = new Ajv({ strict: false }).compile(publishedSchema());
  const withLayers = (...layers: unknown[]) => ({ network: { layers } });
  const folder = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

  test('finds nothing wrong with the configurations and networks of this repository', () => {
    const configs = readdirSync(folder('configs')).filter((name) => name.endsWith('.yaml'));
    const listed = folder('libs/network/src/listed/quick.yaml');
    const page = readFileSync(folder('docs/networks.md'), 'utf8');
    const examples = [...page.matchAll(/```yaml\n([^]*?)```/g)].map(([, text]) => parse(text!));
    const documents = [
      ...configs.map((name) => parse(readFileSync(folder(`configs/${name}`), 'utf8'))),
      withLayers(...parse(readFileSync(listed, 'utf8'))),
      ...examples,
    ];
    expect(documents.length).toBeGreaterThan(12);
    for (const document of documents) {
      expect([isValid(document), isValid.errors]).toEqual([true, null]);
    }
  });

  test.each<[unknown]>([
    [{ Conv2D: { filters: 3, kernelSize: [2, 3], padding: 'same', name: 'a', trainable: false } }],
    [{ dense: 10 }],
    [{ dense: null }],
    ['globalAveragePooling2d'],
    [{ dense: { units: 3, kernelInitializer: { he_normal: null }, biasRegularizer: { l2: 0.1 } } }],
    [{ conv2d: { filters: 3, kernelSize: 3, kernelInitializer: { dirac: { rest: 'zeros' } } } }],
    [{ residual: [{ dense: 3 }], shortcut: [] }],
    [{ branches: { a: [], b: ['relu'] }, merge: { concatenate: { axis: 1 } } }],
    [{ bidirectional: { layer: { lstm: 3 } } }],
    [{ embedCategories: { width: 3 } }],
    [{ zeroPadding2d: [1, [0, 2]] }],
  ])('takes the layer %j', (layer) => {
    expect([isValid(withLayers(layer)), isValid.errors]).toEqual([true, null]);
  });

  test.each<[unknown]>([
    ['conv3x3'],
    [{ conv2d: { filter: 3 } }],
    [{ conv2d: { filters: 3, kernelSize: 0 } }],
    [{ conv2d: { filters: 3, kernelSize: 3, padding: 'around' } }],
    [{ dense: { units: 3, activation: 'rulu' } }],
    [{ dropout: 1.5 }],
    [{ dense: { units: 3, kernelInitializer: 'heNormall' } }],
    [{ dense: { units: 3, kernelRegularizer: { l2: { l3: 1 } } } }],
    [{ branches: { a: [] } }],
    [{ residual: [{ dense: 3 }], merge: 'sum' }],
    [{ residual: ['rellu'] }],
    [{}],
  ])('tells what is wrong with %j, which is refused', (layer) => {
    expect(isValid(withLayers(layer))).toBe(false);
    const text = JSON.stringify({ version: 1, ...withLayers(layer) });
    expect(examineConfigFile(text, 'run.yaml')).toHaveProperty('mistakes');
  });
});

/** A schema without its help, and without what layers are. */
function rangesOf(whole: object): object {
  const { $schema: _, ...schema } = whole as { readonly $schema?: unknown };
  const text = JSON.stringify(schema, (key, value: unknown) => {
    if (key === 'description' && typeof value === 'string') return undefined;
    return key === 'items' && isLayers(value) ? {} : value;
  });
  return JSON.parse(text) as object;
}

function isLayers(items: unknown): boolean {
  return (items as { $ref?: string }).$ref === '#/definitions/layer';
}
