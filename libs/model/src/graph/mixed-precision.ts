import { DATA_TYPES } from '../backends/tensorflow/node-backend.ts';
import type { RecordedTensor } from './recorder.ts';
import type { RecordedOp, RecordedStep, TensorId } from './recorded-step.ts';

/**
 * The same step with its convolutions and matrix products in bfloat16, and what lies between them: numbers of float32's
 * range and 8 bits' precision. Weights, the optimizer, losses and statistics stay float32, and within a convolution or a product
 * TensorFlow sums in float32. Keras calls it mixed precision; which operations are done in what is decided as by
 * TensorFlow's `auto_mixed_precision`, which tfjs cannot switch on.
 */
export function inBfloat16(step: RecordedStep): RecordedStep {
  const writer = new Bfloat16Writer(step);
  const chosen = chooseOps(step);
  for (const op of step.ops) writer.add(op, chosen.has(op));
  return writer.result();
}

/** Operations that gain by bfloat16: most of a step's time goes into them. */
const GAINING: ReadonlySet<string> = new Set([
  ...['Conv2D', 'Conv2DBackpropInput', 'Conv2DBackpropFilter', 'MatMul', 'BatchMatMulV2'],
]);

/** Operations that are done in bfloat16 where they lie between such ones: a cast would cost more than they do. */
const BETWEEN: ReadonlySet<string> = new Set([
  ...['BiasAdd', 'Relu', 'ReluGrad', 'Elu', 'EluGrad', 'LeakyRelu', 'Tanh', 'Sigmoid', 'Erf'],
  ...['MaxPool', 'MaxPoolGrad', 'AvgPool', 'AvgPoolGrad', 'Max'],
  ...['FusedBatchNormV3', 'FusedBatchNormGradV3'],
  ...[
    'Add',
    'AddV2',
    'AddN',
    'Sub',
    'Mul',
    'Neg',
    'Square',
    'Maximum',
    'Minimum',
    'Select',
    'SelectV2',
  ],
  ...['Reshape', 'Transpose', 'Pad', 'PadV2', 'MirrorPad', 'Slice', 'ConcatV2', 'Split'],
  ...['Tile', 'ExpandDims', 'Squeeze', 'Identity'],
]);

/** Operations at the end of a gradient, which sum in float32 whatever they are given. */
const SUMMING: ReadonlySet<string> = new Set(['BiasAddGrad']);

/** How many of an operation's first inputs and outputs are of the type `T`, where not all are that are float32. */
const TYPED: Readonly<Record<string, { readonly inputs: number; readonly outputs: number }>> = {
  FusedBatchNormV3: { inputs: 1, outputs: 1 },
  FusedBatchNormGradV3: { inputs: 2, outputs: 1 },
};

/** Chooses the operations that are done in bfloat16. */
function chooseOps({ ops, tensors }: RecordedStep): ReadonlySet<RecordedOp> {
  const producers = new Map(ops.flatMap((op) => op.outputs.map((output) => [output, op] as const)));
  const gaining = ops.filter(({ op }) => GAINING.has(op));
  const between = ops.filter(
    (op) =>
      tensors[op.outputs[0]!]!.dtype === DATA_TYPES.float32 &&
      (BETWEEN.has(op.op) || isBell(op, producers)),
  );
  const after = reachedFrom(gaining, between, 'inputs', 'outputs');
  const before = reachedFrom(gaining, between.toReversed(), 'outputs', 'inputs');
  const chosen = new Set([...gaining, ...[...after].filter((op) => before.has(op))]);
  const isSummed = ({ op, inputs }: RecordedOp): boolean =>
    SUMMING.has(op) && chosen.has(producers.get(inputs[0]!)!);
  return new Set([...chosen, ...ops.filter(isSummed)]);
}

/** The operations that are reached from others by way of one another, in one pass through them in their order. */
function reachedFrom(
  others: readonly RecordedOp[],
  ops: readonly RecordedOp[],
  near: 'inputs' | 'outputs',
  far: 'inputs' | 'outputs',
): Set<RecordedOp> {
  const tensors = new Set(others.flatMap((op) => op[far]));
  const reached = new Set<RecordedOp>();
  for (const op of ops) {
    if (!op[near].some((tensor) => tensors.has(tensor))) continue;
    reached.add(op);
    for (const tensor of op[far]) tensors.add(tensor);
  }
  return reached;
}

/** Whether it is exp(-x²), the slope of erf, which is between 0 and 1; what else is an exponential belongs to a loss. */
function isBell({ op, inputs }: RecordedOp, producers: ReadonlyMap<TensorId, RecordedOp>): boolean {
  const negative = op === 'Exp' ? producers.get(inputs[0]!) : undefined;
  return negative?.op === 'Neg' && producers.get(negative.inputs[0]!)?.op === 'Square';
}

/** Writes a step's operations again, with casts between those of one type and of the other. */
class Bfloat16Writer {
  readonly #step: RecordedStep;
  readonly #tensors: RecordedTensor[];
  readonly #ops: RecordedOp[] = [];
  readonly #constants: RecordedStep['constants'][number][];
  /** The bfloat16 twin of a float32 tensor. */
  readonly #twins = new Map<TensorId, TensorId>();
  /** Tensors that are there in bfloat16 alone. */
  readonly #onlyTwins = new Set<TensorId>();

  constructor(step: RecordedStep) {
    this.#step = step;
    this.#tensors = [...step.tensors];
    this.#constants = [...step.constants];
  }

  add(op: RecordedOp, chosen: boolean): void {
    if (!chosen) {
      for (const input of op.inputs) this.#needFloat32(input);
      this.#ops.push(op);
      return;
    }
    const { inputs: typed = Infinity, outputs: given = Infinity } = TYPED[op.op] ?? {};
    const inputs = op.inputs.map((input, index) => {
      if (index < typed) return this.#twin(input);
      this.#needFloat32(input);
      return input;
    });
    const outputs = op.outputs.map((output, index) => {
      if (index >= given || !this.#isFloat32(output)) return output;
      this.#onlyTwins.add(output);
      return this.#newTwin(output);
    });
    const attributes = op.attributes.map((each) =>
      each.name === 'T' ? { ...each, value: DATA_TYPES.bfloat16 } : each,
    );
    const typedOp = { ...op, attributes, inputs, outputs };
    if (op.op === 'Erf') this.#addErf(typedOp);
    else this.#ops.push(typedOp);
  }

  result(): RecordedStep {
    for (const { after } of this.#step.state) this.#needFloat32(after);
    this.#needFloat32(this.#step.output);
    return {
      ...this.#step,
      tensors: this.#tensors,
      ops: this.#ops,
      constants: this.#constants,
    };
  }

  /** The tensor in bfloat16; one that is not float32 stays as it is. */
  #twin(tensor: TensorId): TensorId {
    if (!this.#isFloat32(tensor)) return tensor;
    const known = this.#twins.get(tensor);
    if (known !== undefined) return known;
    const twin = this.#newTwin(tensor);
    this.#ops.push(castOp(tensor, twin, DATA_TYPES.float32, DATA_TYPES.bfloat16));
    return twin;
  }

  #newTwin(tensor: TensorId): TensorId {
    const { shape } = this.#tensors[tensor]!;
    const twin = this.#newTensor(shape);
    this.#twins.set(tensor, twin);
    return twin;
  }

  #newTensor(shape: readonly number[]): TensorId {
    return this.#tensors.push({ dtype: DATA_TYPES.bfloat16, shape }) - 1;
  }

  #needFloat32(tensor: TensorId): void {
    if (!this.#onlyTwins.delete(tensor)) return;
    const twin = this.#twins.get(tensor)!;
    this.#ops.push(castOp(twin, tensor, DATA_TYPES.bfloat16, DATA_TYPES.float32));
  }

  #isFloat32(tensor: TensorId): boolean {
    return this.#tensors[tensor]!.dtype === DATA_TYPES.float32;
  }

  /**
   * Erf by tanh, which TensorFlow does in vectors of bfloat16: erf(x) ≈ tanh(2/√π · (x + 0.08943 x³)) (Hendrycks and Gimpel,
   * "Gaussian Error Linear Units", 2016). It is off by at most 0.0005, a quarter of what bfloat16 rounds by.
   */
  #addErf({ inputs: [x], outputs: [erf] }: RecordedOp): void {
    const { shape } = this.#tensors[x!]!;
    const apply = (op: string, inputs: TensorId[], output = this.#newTensor(shape)): TensorId => {
      this.#ops.push({ op, attributes: [TYPE], inputs, outputs: [output] });
      return output;
    };
    const square = apply('Square', [x!]);
    const cubic = apply('Mul', [square, this.#constant(0.08943)]);
    const factor = apply('AddV2', [cubic, this.#constant(1)]);
    const scaled = apply('Mul', [x!, this.#constant(2 / Math.sqrt(Math.PI))]);
    apply('Tanh', [apply('Mul', [scaled, factor])], erf);
  }

  #constant(value: number): TensorId {
    const tensor = this.#tensors.push({ dtype: DATA_TYPES.float32, shape: [] }) - 1;
    this.#constants.push({ tensor, values: Float32Array.of(value) });
    return this.#twin(tensor);
  }
}

const TYPE = { name: 'T', kind: 'type', value: DATA_TYPES.bfloat16 } as const;

function castOp(input: TensorId, output: TensorId, from: number, to: number): RecordedOp {
  const attributes = [
    { name: 'SrcT', kind: 'type', value: from },
    { name: 'DstT', kind: 'type', value: to },
    { name: 'Truncate', kind: 'bool', value: false },
  ] as const;
  return { op: 'Cast', attributes, inputs: [input], outputs: [output] };
}
