import * as tf from '@tensorflow/tfjs';
import {
  type Binding,
  DATA_TYPES,
  type DataType,
  type NodeBackend,
  nodeBackend,
  type OpAttribute,
  type TensorHandle,
  type TensorValues,
} from './node-backend.ts';
import type { AttributeKind, RecordedOp, RecordedStep, TensorId } from './recorded-step.ts';

/** What a step is given, by name. Everything that differs from step to step must be among it. */
export type StepInputs = Readonly<Record<string, tf.Tensor>>;

/**
 * One step of a training: a function of its inputs and of tfjs variables alone, which it may
 * assign to. It is run in `tf.tidy`.
 */
export type StepFunction<Output extends tf.Tensor = tf.Tensor> = (inputs: StepInputs) => Output;

/**
 * Runs a step once for each of `runs`, and records what TensorFlow was asked to do. If the step
 * makes variables in its first run, as optimizers do, that one is repeated. The variables are then
 * as they were: one that the step has made itself has the value that it was made with. State outside
 * variables stays as the runs left it.
 *
 * @param runs inputs, disposed of by the caller
 * @returns one record for each of `runs`
 * @throws Error on another backend than TensorFlow, for a tensor whose type no graph may hold, and
 *   whatever the step throws; nothing is recorded then and no tensor is left
 */
export function recordStep(step: StepFunction, runs: readonly StepInputs[]): RecordedStep[] {
  const backend = nodeBackend();
  if (!backend) throw new Error('only the TensorFlow backend can be recorded');
  const variables = new VariableKeeper();
  const record = (inputs: StepInputs) => recordRun(backend, step, inputs);
  try {
    const [first, ...others] = runs as [StepInputs, ...StepInputs[]];
    // A run gives variables that share a tensor one each.
    if (variablesShare(backend)) {
      variables.whileKeepingNew(() => tf.dispose(tf.tidy(() => step(first))));
    }
    const count = registeredVariables().length;
    const tried = variables.whileKeepingNew(() => record(first));
    const recorded = registeredVariables().length === count ? tried : record(first);
    return [recorded, ...others.map((inputs) => recordRun(backend, step, inputs, recorded))];
  } finally {
    variables.restore();
  }
}

function variablesShare(backend: NodeBackend): boolean {
  const all = registeredVariables();
  return new Set(all.map((variable) => handleOf(backend, variable).id)).size < all.length;
}

/** @param known of the same step: what is heavy and stands in it, too, is not computed again */
function recordRun(
  backend: NodeBackend,
  step: StepFunction,
  inputs: StepInputs,
  known?: RecordedStep,
): RecordedStep {
  const recorder = new Recorder(backend.binding, known);
  for (const [name, tensor] of Object.entries(inputs).sort(byName)) {
    recorder.input(name, handleOf(backend, tensor));
  }
  const variables = registeredVariables();
  for (const variable of variables) recorder.before(variable.name, handleOf(backend, variable));
  return whileRecording(backend, recorder, () => {
    const output = tf.tidy(() => step(inputs));
    try {
      // Values that still wait in JavaScript are written here, and so become constants.
      for (const variable of variables) recorder.after(variable.name, handleOf(backend, variable));
      return recorder.finish(handleOf(backend, output));
    } finally {
      output.dispose();
    }
  });
}

/** Has the recorder told of every call of `run`; the backend is then as it was. */
function whileRecording<T>(backend: NodeBackend, recorder: Recorder, run: () => T): T {
  const { binding } = backend;
  backend.binding = Object.create(binding, {
    createTensor: {
      value: (...call: Parameters<Binding['createTensor']>) => {
        const id = binding.createTensor(...call);
        recorder.constant(id, ...call);
        return id;
      },
    },
    executeOp: {
      value: (...[op, attributes, inputIds, count]: Parameters<Binding['executeOp']>) => {
        const outputs =
          recorder.foreseen(op)?.map((output) => zeros(binding, output)) ??
          binding.executeOp(op, attributes, inputIds, count);
        recorder.op(op, attributes, inputIds, outputs);
        return outputs;
      },
    },
  });
  const getInputTensorIds = backend.getInputTensorIds;
  backend.getInputTensorIds = (tensors) => {
    const ids = getInputTensorIds.call(backend, tensors);
    for (const { dataId } of tensors) {
      if (dataId) recorder.seen(backend.tensorMap.get(dataId));
    }
    return ids;
  };
  try {
    return run();
  } finally {
    backend.binding = binding;
    Reflect.deleteProperty(backend, 'getInputTensorIds'); // the prototype has it
  }
}

/**
 * Where most of a step's time goes. The shapes of what they return follow from those of their inputs, so
 * that zeros can stand for it in a run that is to show whether it does what another one did: values that
 * JavaScript would read differ then, too, and are found out.
 */
const HEAVY: ReadonlySet<string> = new Set([
  'Conv2D',
  'Conv2DBackpropFilter',
  'Conv2DBackpropInput',
  'MaxPool',
  'MaxPoolGrad',
]);

function zeros(binding: Binding, { dtype, shape }: RecordedTensor): TensorHandle {
  const dims = binding.createTensor([shape.length], DATA_TYPES.int32, Int32Array.from(shape));
  const attributes = [
    { name: 'dtype', type: binding.TF_ATTR_TYPE, value: dtype },
    { name: 'init', type: binding.TF_ATTR_BOOL, value: true },
  ];
  try {
    return binding.executeOp('Empty', attributes, [dims], 1)[0]!;
  } finally {
    binding.deleteTensor(dims);
  }
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}

/** Of a tensor, which is written to TensorFlow first if it is not there yet. */
function handleOf(backend: NodeBackend, tensor: tf.Tensor) {
  backend.getInputTensorIds([tensor]);
  return backend.tensorMap.get(tensor.dataId);
}

function registeredVariables(): tf.Variable[] {
  return Object.values(tf.engine().registeredVariables);
}

/** Keeps what variables hold, so that trying a step changes none. */
class VariableKeeper {
  readonly #kept: { variable: tf.Variable; value: tf.Tensor }[] = registeredVariables().map(
    (variable) => ({ variable, value: tf.keep(variable.clone()) }),
  );

  /** Keeps what variables that `make` makes were made with, too. */
  whileKeepingNew<T>(make: () => T): T {
    const engine = tf.engine();
    const makeVariable = engine.makeVariable.bind(engine);
    engine.makeVariable = (...call) => {
      const variable = makeVariable(...call);
      this.#kept.push({ variable, value: tf.keep(variable.clone()) });
      return variable;
    };
    try {
      return make();
    } finally {
      Reflect.deleteProperty(engine, 'makeVariable'); // the prototype has it
    }
  }

  restore(): void {
    for (const { variable, value } of this.#kept) {
      if (!variable.isDisposed) variable.assign(value);
      value.dispose();
    }
  }
}

/** Not complex numbers, strings, resources. */
const RECORDED_TYPES: readonly DataType[] = [
  DATA_TYPES.float32,
  DATA_TYPES.int32,
  DATA_TYPES.uint8,
  DATA_TYPES.int64,
  DATA_TYPES.bool,
];

type RecordedTensor = RecordedStep['tensors'][number];

/** Turns the calls of one run into a {@link RecordedStep}. */
class Recorder {
  readonly #binding: Binding;
  readonly #known: RecordedStep | undefined;
  readonly #kinds: Readonly<Record<number, AttributeKind>>;
  /** By the addon's own id, which it never uses twice. */
  readonly #ids = new Map<number, TensorId>();
  /** Variables by the tensor that they hold before the run. */
  readonly #variables = new Map<number, string[]>();
  /** Tensors that were met as an input, by the addon's id. */
  readonly #seen = new Map<number, RecordedTensor>();
  readonly #tensors: RecordedTensor[] = [];
  readonly #inputs: { name: string; tensor: TensorId }[] = [];
  readonly #state: { name: string; before: TensorId; after: TensorId }[] = [];
  readonly #constants: { tensor: TensorId; values: TensorValues }[] = [];
  readonly #ops: RecordedOp[] = [];
  /** Why this is no step that a graph can do. Thrown at the end, when nothing can leak. */
  #refusal: string | undefined;

  constructor(binding: Binding, known?: RecordedStep) {
    this.#binding = binding;
    this.#known = known;
    this.#kinds = {
      [binding.TF_ATTR_STRING]: 'string',
      [binding.TF_ATTR_INT]: 'int',
      [binding.TF_ATTR_FLOAT]: 'float',
      [binding.TF_ATTR_BOOL]: 'bool',
      [binding.TF_ATTR_TYPE]: 'type',
      [binding.TF_ATTR_SHAPE]: 'shape',
    };
  }

  input(name: string, handle: TensorHandle): void {
    this.#inputs.push({ name, tensor: this.#add(handle.id, handle) });
  }

  before(name: string, handle: TensorHandle): void {
    this.seen(handle);
    if (this.#ids.has(handle.id)) this.#refusal ??= `variable ${name} is an input as well`;
    this.#variables.set(handle.id, [...(this.#variables.get(handle.id) ?? []), name]);
  }

  seen({ id, dtype, shape }: TensorHandle): void {
    this.#seen.set(id, { dtype, shape });
  }

  constant(
    id: number,
    shape: readonly number[],
    dtype: DataType,
    values: TensorValues | readonly unknown[],
  ): void {
    const tensor = this.#add(id, { dtype, shape });
    // Strings come as an array; their type is refused already.
    if (ArrayBuffer.isView(values)) this.#constants.push({ tensor, values: values.slice() });
  }

  /** What a heavy operation that comes now returns, as the known record has it. */
  foreseen(op: string): readonly RecordedTensor[] | undefined {
    const known = this.#known?.ops[this.#ops.length];
    if (!HEAVY.has(op) || known?.op !== op) return undefined;
    return known.outputs.map((tensor) => this.#known!.tensors[tensor]!);
  }

  op(
    op: string,
    attributes: readonly OpAttribute[],
    inputIds: readonly number[],
    outputs: readonly TensorHandle[],
  ): void {
    const inputs = inputIds.map((id) => this.#idOf(id)); // numbered before the outputs
    const given = attributes.map(({ name, type, value }) => {
      return { name, kind: this.#kinds[type]!, value };
    });
    this.#ops.push({
      op,
      attributes: [...given, ...this.#leftOut(op, inputs)],
      inputs,
      outputs: outputs.map((handle) => this.#add(handle.id, handle)),
    });
  }

  /** The attributes that tfjs-node leaves to TensorFlow's eager runtime to infer. */
  #leftOut(op: string, inputs: readonly TensorId[]): RecordedOp['attributes'] {
    if (op !== 'ExpandDims') return [];
    return [{ name: 'T', kind: 'type', value: this.#tensors[inputs[0]!]!.dtype }];
  }

  after(name: string, { id }: TensorHandle): void {
    const [before] = [...this.#variables].find(([, names]) => names.includes(name))!;
    const known = this.#state.find((each) => each.name === name);
    if (id === before) return;
    const state = known ?? this.#variable(before);
    state.after = this.#idOf(id);
  }

  finish(output: TensorHandle): RecordedStep {
    const result = this.#idOf(output.id);
    if (this.#refusal !== undefined) throw new Error(this.#refusal);
    return {
      tensors: this.#tensors,
      inputs: this.#inputs,
      state: this.#state,
      constants: this.#constants,
      ops: this.#ops,
      output: result,
    };
  }

  #idOf(id: number): TensorId {
    const known = this.#ids.get(id);
    if (known !== undefined) return known;
    if (this.#variables.has(id)) return this.#variable(id).before;
    return this.#captured(id);
  }

  #variable(id: number) {
    const names = this.#variables.get(id)!;
    if (names.length > 1) this.#refusal ??= `variables ${names.join(' and ')} share one tensor`;
    const before = this.#add(id, this.#seen.get(id)!);
    const state = { name: names[0]!, before, after: before };
    this.#state.push(state);
    return state;
  }

  /** A tensor made before the run that is neither input nor variable. */
  #captured(id: number): TensorId {
    const tensor = this.#add(id, this.#seen.get(id)!);
    const values = this.#binding.tensorDataSync(id);
    if (ArrayBuffer.isView(values)) this.#constants.push({ tensor, values: values.slice() });
    return tensor;
  }

  #add(id: number, { dtype, shape }: RecordedTensor): TensorId {
    if (!RECORDED_TYPES.includes(dtype))
      this.#refusal ??= `it has a tensor of TensorFlow type ${dtype}`;
    const tensor = this.#tensors.push({ dtype, shape: [...shape] }) - 1;
    this.#ids.set(id, tensor);
    return tensor;
  }
}
