import { DATA_TYPES } from '@chorus/model';
import { expect, test } from 'vitest';
import type { GraphTensor } from '../graph/ensemble-graph.ts';
import { OnnxWriter } from './onnx-writer.ts';

const images: GraphTensor = {
  node: 'images',
  output: 0,
  dtype: DATA_TYPES.float32,
  shape: [-1, 4, 4, 2],
};

test('LAYOUT-1: a tensor is transposed once, however often it is asked for', () => {
  const onnx = new OnnxWriter();
  onnx.input(images, 'images');
  expect(onnx.name(images)).toBe('images');
  const first = onnx.name(images, 'channels-first');
  expect(onnx.name(images, 'channels-first')).toBe(first);
  expect(onnx.nodes).toMatchObject([
    { opType: 'Transpose', input: ['images'], output: [first], attributes: { perm: [0, 3, 1, 2] } },
  ]);
});

test('LAYOUT-1: what comes about with its channels first stays so until it is asked for otherwise', () => {
  const onnx = new OnnxWriter();
  onnx.set(images, 'convolved', 'channels-first');
  expect(onnx.name(images, 'channels-first')).toBe('convolved');
  expect(onnx.nodes).toEqual([]);
  const last = onnx.name(images);
  expect(onnx.nodes).toMatchObject([
    {
      opType: 'Transpose',
      input: ['convolved'],
      output: [last],
      attributes: { perm: [0, 2, 3, 1] },
    },
  ]);
});

test('LAYOUT-2: a constant is written in the layout in which it is asked for', () => {
  const onnx = new OnnxWriter();
  const tensor = { ...images, node: 'offsets', shape: [1, 1, 2, 3] };
  const values = Float32Array.of(1, 2, 3, 4, 5, 6);
  const node = {
    name: 'offsets',
    op: 'Const',
    inputs: [],
    outputs: [tensor],
    attributes: {},
    values,
  };
  onnx.constant(node);
  const name = onnx.name(tensor, 'channels-first');
  expect(onnx.nodes).toEqual([]);
  expect(onnx.constants).toMatchObject([
    { name, dims: [1, 3, 1, 2], values: Float32Array.of(1, 4, 2, 5, 3, 6) },
  ]);
});
