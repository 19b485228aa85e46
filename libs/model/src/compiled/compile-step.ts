import * as tf from '@tensorflow/tfjs';
import { buildGraph, type Signature, type StepGraph } from './graph-def.ts';
import { type NodeBackend, nodeBackend } from './node-backend.ts';
import { recordStep, type StepFunction, type StepInputs } from './record-step.ts';
import { difference, type RecordedStep } from './recorded-step.ts';
import { TAG, withSavedModel } from './saved-model.ts';
import { simplify } from './simplify.ts';
import { EagerStep, type TrainingStep } from './training-step.ts';

/**
 * Two different inputs of the same shapes: whatever a step computes in JavaScript differs between
 * them, and is found out.
 */
export type ExamplePair = readonly [StepInputs, StepInputs];

/** A step, and what became of the wish to compile it. */
export interface CompileResult<Output extends tf.Tensor> {
  readonly step: TrainingStep<Output>;
  /** Why it is not compiled, for the log: one line. Undefined when it is. */
  readonly reason?: string;
}

/**
 * Compiles a step on the TensorFlow backend. A step that cannot be compiled is done eagerly: what it
 * gives is the same, but for the rounding of TensorFlow's graph kernels.
 *
 * @param examples one pair for each shape of batch that there will be; disposed of by the caller
 * @param simplified whether the graph may differ from the eager step in how it rounds
 */
export function compileStep<Output extends tf.Tensor>(
  step: StepFunction<Output>,
  examples: readonly ExamplePair[],
  simplified = true,
): CompileResult<Output> {
  const backend = nodeBackend();
  const refused = (reason: string) => ({ step: new EagerStep(step), reason });
  if (!backend) return refused('only the TensorFlow backend compiles steps');
  try {
    const recordings = examples.map((pair) => {
      const recorded = recordPair(step, pair);
      return simplified ? simplify(recorded) : recorded;
    });
    return { step: new CompiledStep<Output>(backend, recordings) };
  } catch (error) {
    const cause = error instanceof Error ? error.message.split('\n', 1)[0]! : String(error);
    return refused(`the step cannot be compiled: ${cause}`);
  }
}

/** @throws Error that says why, when the two runs differ */
function recordPair(step: StepFunction, pair: ExamplePair): RecordedStep {
  const [one, other] = recordStep(step, pair);
  const differs = difference(one!, other!);
  if (differs !== undefined) throw new Error(differs);
  return one!;
}

/** Recorded steps as a graph in a session of its own, which holds the variables. */
class CompiledStep<Output extends tf.Tensor> implements TrainingStep<Output> {
  readonly #backend: NodeBackend;
  readonly #graph: StepGraph;
  readonly #session: number;
  readonly #variables: readonly tf.Variable[];
  /** By {@link shapesOf} its inputs. */
  readonly #steps: ReadonlyMap<string, Signature>;
  /** Of the inputs, in the order of the signatures. */
  readonly #names: readonly string[];

  constructor(backend: NodeBackend, recordings: readonly RecordedStep[]) {
    this.#backend = backend;
    this.#graph = buildGraph(recordings);
    this.#names = recordings[0]!.inputs.map(({ name }) => name);
    this.#steps = new Map(
      recordings.map(({ inputs, tensors }, index) => [
        shapesOf(inputs.map(({ tensor }) => tensors[tensor]!)),
        this.#graph.steps[index]!,
      ]),
    );
    const registered = tf.engine().registeredVariables;
    this.#variables = this.#graph.variables.map((name) => registered[name]!);
    this.#session = withSavedModel(this.#graph.nodes, (folder) =>
      backend.loadSavedModelMetaGraph(folder, TAG),
    );
    try {
      this.push();
    } catch (error) {
      this.dispose();
      throw error;
    }
  }

  run(inputs: StepInputs): Output {
    const tensors = this.#names.map((name) => {
      const tensor = inputs[name];
      if (tensor) return tensor;
      throw new RangeError(`the step was compiled with an input ${name}, which is missing`);
    });
    const signature = this.#steps.get(shapesOf(tensors));
    if (!signature) {
      throw new RangeError(
        `no step was compiled for inputs of shapes ${shapesOf(tensors)}, only for ` +
          [...this.#steps.keys()].join(' and '),
      );
    }
    return this.#call(signature, tensors)[0] as Output;
  }

  pull(): void {
    const values = this.#call(this.#graph.read, []);
    for (const [index, variable] of this.#variables.entries()) variable.assign(values[index]!);
    tf.dispose(values);
  }

  push(): void {
    tf.dispose(this.#call(this.#graph.init, this.#variables));
  }

  dispose(): void {
    this.#backend.deleteSavedModel(this.#session);
  }

  #call({ inputs, outputs }: Signature, tensors: readonly tf.Tensor[]): tf.Tensor[] {
    const infos = inputs.map((name) => ({ name }));
    return this.#backend.runSavedModel(this.#session, tensors, infos, outputs);
  }
}

/** `100×32×32×3, 100`, for one order of the inputs. */
function shapesOf(tensors: readonly { readonly shape: readonly number[] }[]): string {
  return tensors.map(({ shape }) => shape.join('×') || 'scalar').join(', ');
}
