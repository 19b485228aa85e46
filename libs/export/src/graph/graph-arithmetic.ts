import { DATA_TYPES } from '@chorus/model';
import type { Arithmetic } from '../arithmetic.ts';
import type { GraphTensor } from './ensemble-graph.ts';
import type { GraphBuilder } from './graph-builder.ts';

const { float32, int32 } = DATA_TYPES;

/** Writes {@link Arithmetic} as operations of TensorFlow, under names that begin with `scope`. */
export function graphArithmetic(graph: GraphBuilder, scope: string): Arithmetic<GraphTensor> {
  const named = (name: string) => `${scope}/${name}`;
  const apply = (op: string, inputs: readonly GraphTensor[]) => graph.apply(named(op), op, inputs);
  const scalar = (value: number) => graph.numbers(named('number'), [value]);
  return {
    softmax: (logits) => apply('Softmax', [logits]),
    log: (values, floor) => apply('Log', [apply('Maximum', [values, scalar(floor)])]),
    multiply: (values, factor) =>
      apply('Mul', [values, typeof factor === 'number' ? scalar(factor) : factor]),
    add: (one, other) => apply('AddV2', [one, other]),
    subtract: (one, other) => apply('Sub', [one, other]),
    positive: (values) => apply('Relu', [values]),
    rowSum(values) {
      const attributes = { keep_dims: { b: false }, Tidx: { type: int32 } };
      const inputs = [values, graph.integers(named('axis'), [1])];
      return graph.apply(named('Sum'), 'Sum', inputs, values.shape.slice(0, 1), attributes);
    },
    argMax(values) {
      const attributes = {
        T: { type: float32 },
        Tidx: { type: int32 },
        output_type: { type: int32 },
      };
      const inputs = [values, graph.integer(named('axis'), 1)];
      const outputs = [{ dtype: int32, shape: values.shape.slice(0, 1) }];
      return graph.add(named('ArgMax'), { op: 'ArgMax', inputs, attributes, outputs });
    },
    oneHot(places, classes) {
      const attributes = { T: { type: float32 }, TI: { type: int32 }, axis: { i: -1 } };
      const depth = graph.integer(named('classes'), classes);
      const inputs = [places, depth, scalar(1), scalar(0)];
      const outputs = [{ dtype: float32, shape: [...places.shape, classes] }];
      return graph.add(named('OneHot'), { op: 'OneHot', inputs, attributes, outputs });
    },
    sideBySide(values) {
      const width = values.reduce((sum, { shape }) => sum + shape[1]!, 0);
      const shape = [values[0]!.shape[0]!, width];
      const inputs = [...values, graph.integer(named('axis'), 1)];
      const attributes = { N: { i: values.length }, Tidx: { type: int32 } };
      return graph.apply(named('ConcatV2'), 'ConcatV2', inputs, shape, attributes);
    },
    linear(values, weights, bias, name) {
      const shape = [weights.length, bias.length];
      const matrix = graph.numbers(named(`${name}/kernel`), weights.flat(), shape);
      const vector = graph.numbers(named(`${name}/bias`), bias, [bias.length]);
      const product = [values.shape[0]!, bias.length];
      const attributes = { transpose_a: { b: false }, transpose_b: { b: false } };
      const multiplied = graph.apply(
        named(`${name}/MatMul`),
        'MatMul',
        [values, matrix],
        product,
        attributes,
      );
      return graph.apply(named(`${name}/BiasAdd`), 'BiasAdd', [multiplied, vector]);
    },
  };
}
