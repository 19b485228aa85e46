import { expect, test } from 'vitest';
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
    const described = { ...json, $schema: undefined, description: help.replaceAll('`', '') };
    expect(properties[key]).toEqual(described);
  }
});
