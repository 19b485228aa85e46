import {
  SAMPLE_ARRAYS,
  SAMPLES_INPUT,
  sampleSize,
  type SampleKind,
  type SampleValues,
} from '@chorus/data';
import { encodeNumbers, encodeTexts, type TablePreparation } from '@chorus/data/own-data';
import { ChorusError } from '@chorus/proto';
import {
  aboutInput,
  type Datatype,
  numbersIn,
  type Tensor,
  type TensorFacts,
  textsIn,
} from './tensor.ts';

/** Makes samples of the inputs of a request. */
export interface SampleReader {
  /** The inputs that a request has. */
  readonly inputs: readonly TensorFacts[];
  /** @returns [samples, ...shape]. @throws ChorusError `invalid`, naming the input */
  read(tensors: readonly Tensor[]): SampleValues;
}

const DATATYPES = { uint8: 'UINT8', int32: 'INT32', float32: 'FP32' } as const satisfies Record<
  SampleKind['type'],
  Datatype
>;

/** Reads what samples of a run's dataset are: named columns of a table, else one tensor of all values. */
export function sampleReader(sample: SampleKind, preparation: object | undefined): SampleReader {
  const { kind } = (preparation ?? {}) as { readonly kind?: string };
  return kind === 'table'
    ? tableReader(preparation as unknown as TablePreparation)
    : tensorReader(sample);
}

function tensorReader({ shape, type }: SampleKind): SampleReader {
  const facts = { name: SAMPLES_INPUT, datatype: DATATYPES[type], shape: [-1, ...shape] };
  return {
    inputs: [facts],
    read(tensors) {
      const [tensor] = named(tensors, [SAMPLES_INPUT]);
      if (String(tensor!.shape.slice(1)) !== String(shape)) {
        const needs = `[samples, ${shape.join(', ')}]`;
        throw aboutInput(facts, `has the shape [${tensor!.shape.join(', ')}]: it must be ${needs}`);
      }
      if (tensor!.datatype !== facts.datatype) {
        throw aboutInput(facts, `is ${tensor!.datatype}: it must be ${facts.datatype}`);
      }
      const { data } = tensor!;
      const values = data as SampleValues;
      if (type !== 'float32') return values;
      const odd = values.findIndex((value) => !Number.isFinite(value));
      if (odd < 0) return values;
      const row = Math.floor(odd / sampleSize(shape)) + 1;
      throw aboutInput(facts, `holds ${values[odd]} in sample ${row}: it must be a finite number`);
    },
  };
}

function tableReader({ columns }: TablePreparation): SampleReader {
  const inputs = columns.map(({ name, kind }) => {
    return { name, datatype: kind === 'number' ? 'FP32' : 'BYTES', shape: [-1] } as const;
  });
  return {
    inputs,
    read(tensors) {
      const ordered = named(
        tensors,
        columns.map(({ name }) => name),
      );
      const samples = ordered[0]!.data.length;
      const values = new SAMPLE_ARRAYS.float32(samples * columns.length);
      for (const [column, tensor] of ordered.entries()) {
        if (tensor.data.length !== samples) {
          const first = `'${ordered[0]!.name}' has ${samples}`;
          throw aboutInput(
            tensor,
            `has ${tensor.data.length} elements, and ${first}: one for each sample`,
          );
        }
        const facts = columns[column]!;
        const encoded =
          facts.kind === 'number'
            ? encodeNumbers(facts, numbersIn(tensor))
            : encodeTexts(facts, textsIn(tensor));
        for (const [row, value] of encoded.entries()) {
          values[row * columns.length + column] = value;
        }
      }
      return values;
    },
  };
}

/** The tensors of these names, in this order. @throws ChorusError `invalid` for one too few or too many */
function named(tensors: readonly Tensor[], names: readonly string[]): Tensor[] {
  const foreign = tensors.find(({ name }) => !names.includes(name));
  const lacking = names.find((name) => !tensors.some((tensor) => tensor.name === name));
  const has = `the model's inputs are ${names.map((name) => `'${name}'`).join(', ')}`;
  if (foreign) throw new ChorusError('invalid', `there is no input '${foreign.name}': ${has}`);
  if (lacking !== undefined) {
    throw new ChorusError('invalid', `input '${lacking}' is missing: ${has}`);
  }
  return names.map((name) => tensors.find((tensor) => tensor.name === name)!);
}
