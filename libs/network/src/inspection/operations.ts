import { product } from '../parameters.ts';
import type { LayerTopology } from '../topology.ts';

/** A layer that is built: what it is, and the shapes that it has to do with, without the batch. */
export interface BuiltLayer {
  readonly layer: LayerTopology;
  readonly inputShape: readonly number[];
  readonly outputShape: readonly number[];
  /** Its weights, of which the last part of the name says what it is: `lstm/kernel`. */
  readonly weights: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/** The weights that a layer multiplies its inputs with, and at how many places of the result, or of the input. */
type Uses = (built: BuiltLayer) => Readonly<Record<string, number>>;

const positions = (shape: readonly number[]) => product(shape.slice(0, -1));
const steps = ([count]: readonly number[]) => count ?? 1;

const eachOutput: Uses = ({ outputShape }) => ({ kernel: positions(outputShape) });
const eachInput: Uses = ({ inputShape }) => ({ kernel: positions(inputShape) });
const eachStep: Uses = ({ inputShape }) => ({
  kernel: steps(inputShape),
  recurrent_kernel: steps(inputShape),
});

const USES: Readonly<Record<string, Uses>> = {
  Dense: eachOutput,
  Conv1D: eachOutput,
  Conv2D: eachOutput,
  Conv3D: eachOutput,
  Conv2DTranspose: eachInput,
  Conv3DTranspose: eachInput,
  DepthwiseConv2D: ({ outputShape }) => ({ depthwise_kernel: positions(outputShape) }),
  SeparableConv2D: ({ outputShape }) => ({
    depthwise_kernel: positions(outputShape),
    pointwise_kernel: positions(outputShape),
  }),
  SimpleRNN: eachStep,
  GRU: eachStep,
  LSTM: eachStep,
  // What they do, another layer does: the one with the weights.
  Bidirectional: eachStep,
  TimeDistributed: eachOutput,
  ConvLSTM2D({ inputShape, outputShape, layer }) {
    const image = layer.config['return_sequences'] ? outputShape.slice(1) : outputShape;
    const uses = steps(inputShape) * positions(image);
    return { kernel: uses, recurrent_kernel: uses };
  },
};

/**
 * How many multiplications with additions a layer does with its kernels for one sample. What it does besides, such as
 * activations, pooling and normalisation, is little beside them, and not counted.
 */
export function operationsOf(built: BuiltLayer): number {
  const uses = USES[built.layer.class_name]?.(built) ?? {};
  const counts = built.weights.map(
    ({ name, shape }) => (uses[name.split('/').at(-1)!] ?? 0) * product(shape),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
