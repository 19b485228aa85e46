import type { LayerFacts, NetworkFacts } from '@chorus/network/inspection';
import { formatInteger } from '@chorus/run-view';
import type { Style } from './style.ts';
import { renderTable, type Column } from './table.ts';
import { widthOf } from './text-width.ts';

/** What `chorus network` tells; its JSON. */
export interface NetworkSummary {
  /** The group of members that has it, where members differ. */
  readonly group?: string;
  readonly name: string;
  /** The shape of one sample. */
  readonly sampleShape: readonly number[];
  readonly classes: number;
  readonly layers: readonly LayerFacts[];
  /** The values of all weights: those that are trained, and those that are not. */
  readonly parameters: number;
  readonly trainable: number;
  readonly notTrainable: number;
  /** Multiplications with additions for one sample. */
  readonly operations: number;
}

const BYTES_PER_PARAMETER = 4;

/** What is to be told of a network that was built. */
export function summariseNetwork(
  { name, layers, weights }: NetworkFacts,
  sampleShape: readonly number[],
  classes: number,
): NetworkSummary {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const sizeOf = (shape: readonly number[]) => shape.reduce((size, each) => size * each, 1);
  const parameters = sum(layers.map((layer) => layer.parameters));
  const trainable = sum(weights.map((weight) => (weight.trainable ? sizeOf(weight.shape) : 0)));
  const operations = sum(layers.map((layer) => layer.operations));
  const notTrainable = parameters - trainable;
  return { name, sampleShape, classes, layers, parameters, trainable, notTrainable, operations };
}

/**
 * The network as lines for people: the table that Keras' `summary` prints, with operations.
 *
 * @param width of the terminal, in characters; where the table does not fit, it says less
 */
export function renderNetwork(summary: NetworkSummary, width: number, style: Style): string[] {
  const { name, sampleShape, classes, parameters, trainable, notTrainable } = summary;
  const samples = `samples of ${sampleShape.join(' × ')}`;
  const tables = WAYS.map((way) => tableOf(summary.layers, way));
  const fits = (lines: readonly string[]) => lines.every((line) => widthOf(line) <= width);
  return [
    style('bold', `${name}: ${samples}, ${formatInteger(classes)} classes`),
    '',
    ...(tables.find(fits) ?? tables.at(-1)!),
    '',
    `parameters: ${formatInteger(parameters)} (${bytesInWords(parameters * BYTES_PER_PARAMETER)})`,
    `trained: ${formatInteger(trainable)}; not trained: ${formatInteger(notTrainable)}`,
    `operations per sample: ${formatInteger(summary.operations)} multiplications with additions`,
  ];
}

/** What a table says of layers. */
interface Way {
  /** Whether types stand also behind names that tell them: `conv2d_1`. */
  readonly allTypes: boolean;
  /** Whether it says what each layer takes its inputs from. */
  readonly inputs: boolean;
}

/** Ways of a table, the widest first. */
const WAYS: readonly Way[] = [
  { allTypes: true, inputs: true },
  { allTypes: false, inputs: true },
  { allTypes: false, inputs: false },
];

function tableOf(layers: readonly LayerFacts[], { allTypes, inputs }: Way): string[] {
  const isChain = layers.every(
    (layer, index) => index === 0 || String(layer.inputs) === layers[index - 1]!.name,
  );
  const isShown = inputs && !isChain;
  const columns: Column[] = [
    { title: 'layer (type)' },
    { title: 'output shape' },
    { title: 'parameters', align: 'right' },
    { title: 'operations', align: 'right' },
    ...(isShown ? [{ title: 'connected to' }] : []),
  ];
  const rows = layers.map((layer) => [
    allTypes || !tellsType(layer) ? `${layer.name} (${layer.className})` : layer.name,
    layer.outputShape.join(', '),
    formatInteger(layer.parameters),
    formatInteger(layer.operations),
    ...(isShown ? [layer.inputs.join(', ')] : []),
  ]);
  return renderTable(columns, rows);
}

/** Whether a layer's name is the one that Keras gives layers of its type. */
function tellsType({ name, className }: LayerFacts): boolean {
  const bare = (text: string) => text.replaceAll('_', '').toLowerCase();
  return bare(name.replace(/_\d+$/, '')) === bare(className);
}

function bytesInWords(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(2)} GB`;
  return bytes >= 1e6 ? `${(bytes / 1e6).toFixed(2)} MB` : `${(bytes / 1e3).toFixed(2)} kB`;
}
