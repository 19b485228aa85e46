import * as tf from '@tensorflow/tfjs';
import { buildLoopGraph, CARRY, INDEX, type LoopGraph, type Signature } from './loop-graph.ts';
import { type NodeBackend, nodeBackend } from '../backends/tensorflow/node-backend.ts';
import { inBfloat16 } from './mixed-precision.ts';
import { recordStep, type StepInputs } from './record-step.ts';
import { difference, type RecordedStep } from './recorded-step.ts';
import { TAG, withSavedModel } from './saved-model.ts';
import { simplify } from './simplify.ts';

/**
 * One iteration of a loop: a function of its arguments and of tfjs variables alone, which it may
 * assign to. It is run in `tf.tidy`.
 *
 * @param carry what the iteration before returned
 * @param index the iteration's number, an int32 scalar
 * @param inputs the same in all iterations of a call
 * @returns a tensor of the carry's type and shape
 */
export type LoopBody<Carry extends tf.Tensor = tf.Tensor> = (
  carry: Carry,
  index: tf.Scalar,
  inputs: StepInputs,
) => Carry;

/** What one iteration may be given. */
export interface LoopExample<Carry extends tf.Tensor = tf.Tensor> {
  readonly carry: Carry;
  readonly index: number;
  readonly inputs: StepInputs;
}

/** A loop to be compiled. */
export interface LoopSource<Carry extends tf.Tensor = tf.Tensor> {
  readonly body: LoopBody<Carry>;
  /**
   * Two examples that differ in all that differs between iterations and calls: whatever the body
   * computes in JavaScript differs between them, and is found out. Their shapes are those of every
   * call. The caller disposes of them.
   */
  readonly examples: readonly [LoopExample<Carry>, LoopExample<Carry>];
  /** What this one's heavy operations are computed in. Default: that of all. */
  readonly precision?: Precision | undefined;
}

/** How loops are compiled. */
export interface CompileOptions {
  /** Names of inputs that stay in the session: given with the loop's first example, never again. */
  readonly resident?: readonly string[];
  /** Whether the graph may differ from the body in how it rounds. Default true. */
  readonly simplified?: boolean;
  /** What convolutions and matrix products are computed in. Default `float32`. */
  readonly precision?: Precision | undefined;
}

/** What a graph's heavy operations are computed in; see {@link inBfloat16}. */
export type Precision = 'float32' | 'bfloat16';

/** Why nothing is compiled on another backend. */
export const ONLY_TENSORFLOW = 'only the TensorFlow backend compiles';

/** The loops, or why they cannot be compiled, for the log: one line. */
export type CompileResult<Carry extends tf.Tensor> =
  | { readonly loops: CompiledLoops<Carry>; readonly reason?: undefined }
  | { readonly loops?: undefined; readonly reason: string };

/**
 * Compiles loops that share their variables, on the TensorFlow backend. What they compute is what
 * their bodies compute, but for the rounding of TensorFlow's graph kernels.
 */
export function compileLoops<Carry extends tf.Tensor>(
  sources: readonly LoopSource<Carry>[],
  { resident = [], simplified = true, precision = 'float32' }: CompileOptions = {},
): CompileResult<Carry> {
  const backend = nodeBackend();
  if (!backend) return { reason: ONLY_TENSORFLOW };
  try {
    const recordings = sources.map((source) => {
      const recorded = recordBody(source);
      const step = simplified ? simplify(recorded) : recorded;
      return (source.precision ?? precision) === 'bfloat16' ? inBfloat16(step) : step;
    });
    const graph = buildLoopGraph(recordings, new Set(resident));
    // Of an input that several loops have they have the same: it is a resident.
    const inputs = Object.assign(
      {},
      ...sources.map(({ examples }) => examples[0].inputs),
    ) as StepInputs;
    const loops = new CompiledLoops<Carry>(backend, graph, recordings);
    try {
      loops.begin(inputs);
    } catch (error) {
      loops.dispose();
      throw error;
    }
    return { loops };
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return { reason: `it cannot be compiled: ${message.split('\n', 1)[0]!}` };
  }
}

/**
 * Records the body, once for each example.
 *
 * @throws Error that says why, when the two examples are not treated alike
 */
function recordBody<Carry extends tf.Tensor>({ body, examples }: LoopSource<Carry>): RecordedStep {
  const indices = examples.map(({ index }) => tf.scalar(index, 'int32'));
  try {
    const [one, other] = recordStep(
      ({ [CARRY]: carry, [INDEX]: index, ...inputs }) =>
        body(carry as Carry, index as tf.Scalar, inputs),
      examples.map(({ carry, inputs }, at) => ({
        ...inputs,
        [CARRY]: carry,
        [INDEX]: indices[at]!,
      })),
    );
    const differs = difference(one!, other!) ?? changedCarry(one!);
    if (differs !== undefined) throw new Error(differs);
    return one!;
  } finally {
    tf.dispose(indices);
  }
}

function changedCarry({ tensors, inputs, output }: RecordedStep): string | undefined {
  const [before, after] = [inputs.find(({ name }) => name === CARRY)!.tensor, output].map(
    (tensor) => `${tensors[tensor]!.dtype} ${describeShape(tensors[tensor]!.shape)}`,
  );
  return before === after ? undefined : 'what the body returns is not of the type that it takes';
}

/** Loops as a graph in a session of its own, which holds the variables and the resident inputs. */
export class CompiledLoops<Carry extends tf.Tensor = tf.Tensor> {
  readonly #backend: NodeBackend;
  readonly #graph: LoopGraph;
  readonly #session: number;
  readonly #variables: readonly tf.Variable[];
  /** The shapes of each loop's inputs and carry, by name. */
  readonly #shapes: readonly ReadonlyMap<string, string>[];

  constructor(backend: NodeBackend, graph: LoopGraph, recordings: readonly RecordedStep[]) {
    this.#backend = backend;
    this.#graph = graph;
    this.#shapes = recordings.map(
      ({ inputs, tensors }) =>
        new Map(inputs.map(({ name, tensor }) => [name, describeShape(tensors[tensor]!.shape)])),
    );
    const registered = tf.engine().registeredVariables;
    this.#variables = graph.variables.map((name) => registered[name]!);
    this.#session = withSavedModel(graph.nodes, (folder) =>
      backend.loadSavedModelMetaGraph(folder, TAG),
    );
  }

  /**
   * Does the iterations `first` to before `end`.
   *
   * @param loop which, in the order that they were compiled in
   * @param inputs all but the resident ones; disposed of by the caller, as is `carry`
   * @returns what the last iteration returned; the caller disposes of it
   * @throws RangeError for a missing input, or one of another shape than it was compiled with
   */
  run(loop: number, carry: Carry, first: number, end: number, inputs: StepInputs = {}): Carry {
    const { feeds, ...signature } = this.#graph.loops[loop]!;
    const fed = feeds.map((name) => this.#checked(loop, name, inputs[name]));
    const bounds = [first, end].map((bound) => tf.scalar(bound, 'int32'));
    try {
      const tensors = [...bounds, this.#checked(loop, CARRY, carry), ...fed];
      return this.#call(signature, tensors)[0] as Carry;
    } finally {
      tf.dispose(bounds);
    }
  }

  /** Gives the resident inputs their values, and the variables what tfjs's now hold. */
  begin(inputs: StepInputs): void {
    const { residents, begin } = this.#graph;
    const values = residents.map((name) => inputs[name]!);
    tf.dispose(this.#call(begin, [...values, ...this.#variables]));
  }

  /** Brings tfjs's variables, which may lag behind, to where the loops have taken them. */
  pull(): void {
    if (this.#variables.length === 0) return;
    const values = this.#call(this.#graph.read, []);
    for (const [index, variable] of this.#variables.entries()) variable.assign(values[index]!);
    tf.dispose(values);
  }

  /** Frees the session, without a {@link pull}. */
  dispose(): void {
    this.#backend.deleteSavedModel(this.#session);
  }

  #checked(loop: number, name: string, tensor: tf.Tensor | undefined): tf.Tensor {
    const shape = this.#shapes[loop]!.get(name)!;
    const found = tensor ? describeShape(tensor.shape) : 'missing';
    if (found === shape) return tensor!;
    throw new RangeError(`the loop was compiled with ${name} ${shape}, and it is ${found}`);
  }

  #call({ inputs, outputs }: Signature, tensors: readonly tf.Tensor[]): tf.Tensor[] {
    const infos = inputs.map((name) => ({ name }));
    return this.#backend.runSavedModel(this.#session, tensors, infos, outputs);
  }
}

function describeShape(shape: readonly number[]): string {
  return `[${shape.join(', ')}]`;
}
