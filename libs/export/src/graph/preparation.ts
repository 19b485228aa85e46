import { DATA_TYPES } from '@chorus/model';
import type { ColumnInput, EnsembleOutline } from '../outline.ts';
import { type GraphInput, type GraphTensor, OUTPUTS } from './ensemble-graph.ts';
import type { GraphBuilder } from './graph-builder.ts';

const { float32, int32, bool, string: text } = DATA_TYPES;

/** The numbers below which float32 has its infinities. */
const LARGEST = 3.4028234663852886e38;

/** An ensemble's inputs, and what the networks make of them: samples, prepared and scaled. */
export interface PreparedInputs {
  readonly inputs: readonly GraphInput[];
  /** [batch, ...sampleShape], float32. */
  readonly samples: GraphTensor;
}

/** Writes the inputs, and the preparation that the run's samples had. */
export function prepareInputs(graph: GraphBuilder, outline: EnsembleOutline): PreparedInputs {
  const { input } = outline;
  const { inputs, values } =
    input.kind === 'columns'
      ? columnInputs(graph, input.columns)
      : sampleInput(graph, input.name, input.sample);
  return { inputs, samples: scale(graph, values, outline.scaling) };
}

function sampleInput(
  graph: GraphBuilder,
  name: string,
  {
    shape,
    type,
  }: { readonly shape: readonly number[]; readonly type: 'uint8' | 'int32' | 'float32' },
) {
  const tensor = graph.placeholder(name, DATA_TYPES[type], [null, ...shape]);
  const values = graph.cast('preparation/numbers', tensor, float32);
  return { inputs: [{ name, tensor }], values };
}

function columnInputs(graph: GraphBuilder, columns: readonly ColumnInput[]) {
  const inputs = columns.map(({ name, kind }) => {
    const free = inputNameOf(name, columns);
    const dtype = kind === 'number' ? float32 : text;
    return { name: free, tensor: graph.placeholder(free, dtype, [null]) };
  });
  const prepared = columns.map((column, index) => {
    const { tensor } = inputs[index]!;
    return column.kind === 'number'
      ? filled(graph, tensor, column.fill)
      : placeOf(graph, tensor, column.categories);
  });
  const attributes = { N: { i: prepared.length }, axis: { i: 1 } };
  const shape = [null, prepared.length];
  const values = graph.apply('preparation/columns', 'Pack', prepared, shape, attributes);
  return { inputs, values };
}

/** The input's name: that of the column, unless an output has it. */
export function inputNameOf(column: string, columns: readonly ColumnInput[]): string {
  const taken = new Set<string>([...OUTPUTS, ...columns.map(({ name }) => name)]);
  if (!OUTPUTS.includes(column as never)) return column;
  let name = `${column}_column`;
  while (taken.has(name)) name += '_';
  return name;
}

/** Numbers, with `fill` for those that are missing or infinite. */
function filled(graph: GraphBuilder, numbers: GraphTensor, fill: number): GraphTensor {
  const size = graph.apply('preparation/size', 'Abs', [numbers]);
  // Nothing compares with a number that is missing.
  const isNumber = compare(
    graph,
    'LessEqual',
    size,
    graph.numbers('preparation/largest', [LARGEST]),
  );
  const others = graph.numbers('preparation/fill', [fill]);
  const inputs = [isNumber, numbers, others];
  const attributes = { T: { type: float32 } };
  const outputs = [{ dtype: float32, shape: numbers.shape }];
  return graph.add('preparation/filled', { op: 'SelectV2', inputs, attributes, outputs });
}

function compare(graph: GraphBuilder, op: string, one: GraphTensor, other: GraphTensor) {
  const attributes = { T: { type: one.dtype } };
  const shape = one.shape.map((size, axis) => (size === 1 ? (other.shape[axis - 1] ?? 1) : size));
  const outputs = [{ dtype: bool, shape }];
  return graph.add(`preparation/${op}`, { op, inputs: [one, other], attributes, outputs });
}

/** The number of each text: 1 + its place among the categories, or 0. */
function placeOf(
  graph: GraphBuilder,
  texts: GraphTensor,
  categories: readonly string[],
): GraphTensor {
  const column = graph.apply(
    'preparation/column',
    'Reshape',
    [texts, graph.integers('preparation/shape', [-1, 1])],
    [null, 1],
    { Tshape: { type: int32 } },
  );
  const known = graph.texts('preparation/categories', categories);
  const isThat = compare(graph, 'Equal', column, known); // [batch, categories]
  const numbers = categories.map((_, index) => index + 1);
  const each = graph.apply('preparation/number', 'Mul', [
    graph.cast('preparation/match', isThat, float32),
    graph.numbers('preparation/numbers', numbers, [numbers.length]),
  ]);
  const inputs = [each, graph.integers('preparation/axis', [1])];
  const attributes = { keep_dims: { b: false }, Tidx: { type: int32 } };
  return graph.apply('preparation/category', 'Sum', inputs, [null], attributes);
}

function scale(
  graph: GraphBuilder,
  values: GraphTensor,
  scaling: EnsembleOutline['scaling'],
): GraphTensor {
  const numbers = (name: string, list: readonly number[]) =>
    graph.numbers(`preparation/${name}`, list, [list.length]);
  if ('divisor' in scaling) {
    if (scaling.divisor === 1) return values;
    const divisor = graph.numbers('preparation/divisor', [scaling.divisor]);
    return graph.apply('preparation/scaled', 'RealDiv', [values, divisor]);
  }
  const mean = numbers('mean', scaling.mean);
  const centred = graph.apply('preparation/centred', 'Sub', [values, mean]);
  return graph.apply('preparation/scaled', 'RealDiv', [
    centred,
    numbers('deviation', scaling.deviation),
  ]);
}
