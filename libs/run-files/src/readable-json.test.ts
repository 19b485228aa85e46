import { expect, test } from 'vitest';
import { readableJson } from './readable-json.ts';

test('each value has a line, and each entry of a list of objects', () => {
  const value = {
    ...{ name: 'größe "x"', list: [1, 2], nothing: undefined, none: [], of: { a: 1 } },
    objects: [{ a: 1 }, { b: [2, 3] }],
  };
  const text = readableJson(value);
  expect(JSON.parse(text)).toEqual({ ...value, nothing: undefined });
  expect(text.split('\n')).toEqual([
    ...['{', '  "name": "größe \\"x\\"",', '  "list": [1,2],', '  "none": [],', '  "of": {"a":1},'],
    ...['  "objects": [', '    {"a":1},', '    {"b":[2,3]}', '  ]', '}', ''],
  ]);
});
