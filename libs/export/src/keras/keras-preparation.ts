import { ExportError } from '../export-error.ts';
import { inputNameOf } from '../graph/preparation.ts';
import type { ColumnInput, EnsembleOutline } from '../outline.ts';
import type { KerasGraph, KerasTensor } from './keras-graph.ts';

/** An ensemble's inputs by the names that callers know, and the samples that the networks are given. */
export interface KerasInputs {
  readonly inputs: Readonly<Record<string, KerasTensor>>;
  readonly samples: KerasTensor;
}

/** Adds the inputs, and the preparation that the run's samples had. */
export function kerasPreparation(graph: KerasGraph, outline: EnsembleOutline): KerasInputs {
  const { input, scaling } = outline;
  if (input.kind === 'samples') {
    const { name, sample } = input;
    const samples = graph.input(name, [null, ...sample.shape], sample.type);
    return { inputs: { [name]: samples }, samples: scaled(graph, samples, scaling) };
  }
  const { columns } = input;
  const inputs = columns.map(({ name, kind }): [string, KerasTensor] => {
    const free = inputNameOf(name, columns);
    return [free, graph.input(free, [null], kind === 'number' ? 'float32' : 'string')];
  });
  const prepared = columns.map((column, index) => {
    const [, tensor] = inputs[index]!;
    return column.kind === 'number'
      ? filled(graph, tensor, column.fill)
      : looked(graph, tensor, column);
  });
  const samples = graph.operation('numpy', 'Stack', 'columns', { axis: 1 }, [prepared], {
    shape: [null, prepared.length],
  });
  return { inputs: Object.fromEntries(inputs), samples: scaled(graph, samples, scaling) };
}

/** Numbers, with `fill` for those that are missing or infinite. */
function filled(graph: KerasGraph, numbers: KerasTensor, fill: number): KerasTensor {
  const truths = { shape: numbers.shape, dtype: 'bool' };
  const known = graph.operation('numpy', 'Isfinite', 'is_finite', {}, [numbers], truths);
  return graph.operation('numpy', 'Where', 'filled', {}, [known, numbers, fill], numbers);
}

/** The number of each text: 1 + its place among the categories, or 0. */
function looked(
  graph: KerasGraph,
  texts: KerasTensor,
  { name, categories }: Extract<ColumnInput, { kind: 'category' }>,
): KerasTensor {
  const other = otherThan(categories);
  if (categories.length === 0) throw new ExportError(`column ${name} has no categories`);
  const config = {
    max_tokens: null,
    num_oov_indices: 1,
    mask_token: null,
    oov_token: other,
    vocabulary: categories,
    output_mode: 'int',
    invert: false,
    encoding: 'utf-8',
  };
  const places = graph.layer('StringLookup', 'category', config, texts, {
    shape: texts.shape,
    dtype: 'int64',
  });
  const numbers = { shape: texts.shape };
  return graph.operation('core', 'Cast', 'number', { dtype: 'float32' }, [places], numbers);
}

/** What Keras calls texts that it does not know: none of those that it does. */
function otherThan(categories: readonly string[]): string {
  let name = '[UNK]';
  while (categories.includes(name)) name = `[${name}]`;
  return name;
}

function scaled(
  graph: KerasGraph,
  values: KerasTensor,
  scaling: EnsembleOutline['scaling'],
): KerasTensor {
  const { shape } = values;
  if ('divisor' in scaling) {
    const config = { scale: 1 / scaling.divisor, offset: 0 };
    return graph.layer('Rescaling', 'scaled', config, values, { shape });
  }
  const { mean, deviation } = scaling;
  const variance = deviation.map((each) => each ** 2);
  const numbers =
    values.dtype === 'float32'
      ? values
      : graph.operation('core', 'Cast', 'numbers', { dtype: 'float32' }, [values], { shape });
  const config = { axis: [-1], invert: false, mean, variance };
  return graph.layer('Normalization', 'standardised', config, numbers, { shape });
}
