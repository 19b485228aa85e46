import * as tf from '@tensorflow/tfjs';
import {
  type Binding,
  DATA_TYPES,
  type NodeBackend,
  nodeBackend,
  type TensorHandle,
} from '../backends/tensorflow/node-backend.ts';
import type { RecordedStep } from './recorded-step.ts';
import { type LayerUnderWay, type RecordedTensor, Recorder } from './recorder.ts';

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
 * @param layer names the layer that an operation is asked for by, when it is
 * @returns one record for each of `runs`
 * @throws Error on another backend than TensorFlow, for a tensor whose type no graph may hold, and
 *   whatever the step throws; nothing is recorded then and no tensor is left
 */
export function recordStep(
  step: StepFunction,
  runs: readonly StepInputs[],
  layer: LayerUnderWay = () => undefined,
): RecordedStep[] {
  const backend = nodeBackend();
  if (!backend) throw new Error('only the TensorFlow backend can be recorded');
  const variables = new VariableKeeper();
  const record = (inputs: StepInputs, known?: RecordedStep) =>
    recordRun(backend, step, inputs, new Recorder(backend.binding, { known, layer }));
  try {
    const [first, ...others] = runs as [StepInputs, ...StepInputs[]];
    // A run gives variables that share a tensor one each.
    if (variablesShare(backend)) {
      variables.whileKeepingNew(() => tf.dispose(tf.tidy(() => step(first))));
    }
    const count = registeredVariables().length;
    const tried = variables.whileKeepingNew(() => record(first));
    const recorded = registeredVariables().length === count ? tried : record(first);
    return [recorded, ...others.map((inputs) => record(inputs, recorded))];
  } finally {
    variables.restore();
  }
}

function variablesShare(backend: NodeBackend): boolean {
  const all = registeredVariables();
  return new Set(all.map((variable) => handleOf(backend, variable).id)).size < all.length;
}

/** Runs the step once and records it. */
function recordRun(
  backend: NodeBackend,
  step: StepFunction,
  inputs: StepInputs,
  recorder: Recorder,
): RecordedStep {
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
        const foreseen = recorder.foreseen(op, attributes, inputIds);
        const outputs =
          foreseen?.outputs.map((output) => filled(binding, output, foreseen.value)) ??
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

/** A tensor of one value alone. */
function filled(binding: Binding, { dtype, shape }: RecordedTensor, value: number): TensorHandle {
  const dims = binding.createTensor([shape.length], DATA_TYPES.int32, Int32Array.from(shape));
  const values = binding.createTensor([], dtype, Float32Array.of(value));
  const attributes = [
    { name: 'T', type: binding.TF_ATTR_TYPE, value: dtype },
    { name: 'index_type', type: binding.TF_ATTR_TYPE, value: DATA_TYPES.int32 },
  ];
  try {
    return binding.executeOp('Fill', attributes, [dims, values], 1)[0]!;
  } finally {
    binding.deleteTensor(dims);
    binding.deleteTensor(values);
  }
}

function byName([one]: [string, unknown], [other]: [string, unknown]): number {
  return one < other ? -1 : 1;
}

/** A tensor's handle; the tensor is written to TensorFlow first if it is not there yet. */
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
