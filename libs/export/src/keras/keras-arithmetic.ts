import type { Arithmetic } from '../arithmetic.ts';
import type { KerasArgument, KerasGraph, KerasTensor } from './keras-graph.ts';

/** A layer of {@link kerasArithmetic} that has weights. */
export interface LinearLayer {
  readonly name: string;
  readonly kernel: readonly (readonly number[])[];
  readonly bias: readonly number[];
}

/**
 * Writes {@link Arithmetic} as layers and operations of Keras.
 *
 * @param onLinear told of each layer with weights
 */
export function kerasArithmetic(
  graph: KerasGraph,
  onLinear: (layer: LinearLayer) => void,
): Arithmetic<KerasTensor> {
  const apply = (className: string, first: KerasTensor, ...others: KerasArgument[]) =>
    graph.operation('numpy', className, className.toLowerCase(), {}, [first, ...others], first);
  const rows = ({ shape }: KerasTensor) => shape.slice(0, 1);
  return {
    softmax: (logits) => graph.layer('Softmax', 'softmax', { axis: -1 }, logits, logits),
    log: (values, floor) => apply('Log', apply('Maximum', values, floor)),
    multiply: (values, factor) => apply('Multiply', values, factor),
    add: (one, other) => apply('Add', one, other),
    subtract: (one, other) => apply('Subtract', one, other),
    positive: (values) => apply('Maximum', values, 0),
    rowSum(values) {
      const config = { axis: -1, keepdims: false };
      return graph.operation('numpy', 'Sum', 'sum', config, [values], { shape: rows(values) });
    },
    argMax(values) {
      const config = { axis: -1, keepdims: false };
      const output = { shape: rows(values), dtype: 'int32' };
      return graph.operation('numpy', 'Argmax', 'argmax', config, [values], output);
    },
    oneHot(places, classes) {
      const config = { num_classes: classes, axis: -1, dtype: 'float32', sparse: false };
      const output = { shape: [...places.shape, classes] };
      return graph.operation('nn', 'OneHot', 'one_hot', config, [places], output);
    },
    sideBySide(values) {
      if (values.length === 1) return values[0]!;
      const width = values.reduce((sum, { shape }) => sum + shape[1]!, 0);
      const output = { shape: [null, width] };
      return graph.layer('Concatenate', 'side_by_side', { axis: -1 }, values, output);
    },
    linear(values, kernel, bias, name) {
      const config = { units: bias.length, activation: 'linear', use_bias: true };
      const made = graph.layer('Dense', name, config, values, { shape: [null, bias.length] });
      onLinear({ name: made.operation, kernel, bias });
      return made;
    },
  };
}
