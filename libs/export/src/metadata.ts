import { OUTPUTS, type OutputName } from './graph/ensemble-graph.ts';
import { inputNameOf } from './graph/preparation.ts';
import type { EnsembleOutline } from './outline.ts';

/** What a model says of itself beside its arithmetic, in whichever place its format has for that: plain JSON. */
export interface ModelMetadata {
  readonly producer: 'chorus';
  readonly run: string;
  readonly dataset: string;
  /** The names of the classes that `class` counts, from 0. */
  readonly classes: readonly string[];
  readonly members: readonly number[];
  readonly rule: string;
  readonly inputs: readonly InputMetadata[];
  readonly outputs: Readonly<Record<OutputName, string>>;
}

/** An input. */
export interface InputMetadata {
  readonly name: string;
  /** Of each sample; none: one number or text. */
  readonly shape: readonly number[];
  readonly type: 'uint8' | 'int32' | 'float32' | 'string';
  /** The table's column; absent: it is a whole sample. */
  readonly column?: string;
  /** The texts that are known in a column of categories. */
  readonly categories?: readonly string[];
}

const MEANINGS: Readonly<Record<OutputName, string>> = {
  class: 'the index of the most probable class',
  probabilities: 'of each class; a row sums to 1',
  uncertainty: "the entropy of the members' mean prediction, in nats",
  mutual_information: 'what of that the members disagree about, in nats',
};

/** What an exported ensemble says of itself. */
export function metadataOf(outline: EnsembleOutline): ModelMetadata {
  const { runId, dataset, classes, members, combination } = outline;
  return {
    producer: 'chorus',
    run: runId,
    dataset,
    classes,
    members: members.map(({ member }) => member),
    rule: combination.rule,
    inputs: inputsOf(outline),
    outputs: Object.fromEntries(OUTPUTS.map((name) => [name, MEANINGS[name]])) as Record<
      OutputName,
      string
    >,
  };
}

function inputsOf({ input }: EnsembleOutline): InputMetadata[] {
  if (input.kind === 'samples') {
    const { shape, type } = input.sample;
    return [{ name: input.name, shape, type }];
  }
  return input.columns.map((column) => ({
    name: inputNameOf(column.name, input.columns),
    shape: [],
    type: column.kind === 'number' ? 'float32' : 'string',
    column: column.name,
    ...(column.kind === 'category' && { categories: column.categories }),
  }));
}
