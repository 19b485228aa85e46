/**
 * A network as a configuration lists it: layers one after the other, some of which are made of several:
 *
 * - `residual:` the sum of what its layers make of the input, and of the input itself, or of what the
 *   layers under `shortcut:` make of it;
 * - `branches:` what each of the named lists makes of the input, put together by `merge:`, by default
 *   `concatenate`;
 * - `embedCategories` a vector for each category of a table, beside its numbers.
 */
import { EMBED_CATEGORIES, embedCategories, type CategoryInput } from './embed-categories.ts';
import { show } from './fields.ts';
import { GraphBuilder, type LayerOutput, type NamelessLayer } from './graph-builder.ts';
import { LAYER_KINDS } from './layer-kinds.ts';
import { classNamed, nameInConfiguration } from './layer-names.ts';
import { isMap, sameName, unknownName } from './named-objects.ts';
import { NetworkMistake, within } from './network-mistake.ts';
import { fieldsOf, readLayer } from './read-layer.ts';
import type { Topology } from './topology.ts';

/** Where a layer stands in the list: `[3, 'residual', 0]`. */
export type LayerPlace = readonly (string | number)[];

/** What a list of layers is read for. */
export interface LayersFor {
  /** The network's name. */
  readonly name: string;
  /** The shape of one sample. */
  readonly sampleShape: readonly number[];
  /** The units of a last dense layer that says none; an activation, a softmax or a rescaling may come after it. */
  readonly classes: number;
  /** The columns of categories among the samples' values; undefined: the data is not known yet. */
  readonly categories?: readonly CategoryInput[] | undefined;
}

/** A network, and where in the list its layers stand, by their names. */
export interface ListedNetwork {
  readonly topology: Topology;
  readonly places: ReadonlyMap<string, LayerPlace>;
}

type Plain = Readonly<Record<string, unknown>>;
type Entry = [name: string, value: unknown];

/**
 * Reads a list of layers. Whether their shapes fit is not looked at.
 *
 * @throws NetworkMistake for what is no layer, or for a field that it has not
 */
export function readLayers(
  layers: unknown,
  { name, sampleShape, classes, categories }: LayersFor,
): ListedNetwork {
  const graph = new GraphBuilder(sampleShape);
  const reader = new LayersReader(graph, categories);
  const output = reader.readList(withClasses(layers, classes), [], graph.input);
  return { topology: graph.finish(name, output), places: reader.places };
}

/** Layers that a last dense layer may have behind it. */
const BEHIND_THE_LAST: ReadonlySet<string> = new Set(['activation', 'softmax', 'rescaling']);

/** The list, with as many units as classes in a last dense layer that says none. */
function withClasses(layers: unknown, classes: number): unknown {
  if (!Array.isArray(layers)) return layers;
  const last = layers.findLastIndex((layer) => !BEHIND_THE_LAST.has(nameOf(layer)));
  const layer: unknown = layers[last];
  const [value] = isMap(layer) ? Object.values(layer) : [undefined];
  const isOpen = isMap(value) || value === null || value === undefined;
  if (last === -1 || nameOf(layer) !== 'dense' || !isOpen) return layers;
  return layers.with(last, { dense: { units: classes, ...(value ?? {}) } });
}

/** The name of a layer in the list, in lower case; empty where an entry is not one layer. */
function nameOf(layer: unknown): string {
  if (!isMap(layer)) return String(layer).toLowerCase();
  const names = Object.keys(layer);
  return names.length === 1 ? names[0]!.toLowerCase() : '';
}

class LayersReader {
  readonly places = new Map<string, LayerPlace>();
  readonly #graph: GraphBuilder;
  readonly #categories: readonly CategoryInput[] | undefined;

  constructor(graph: GraphBuilder, categories: readonly CategoryInput[] | undefined) {
    this.#graph = graph;
    this.#categories = categories;
  }

  /** @returns what the list gives; an empty one its input */
  readList(layers: unknown, place: LayerPlace, input: LayerOutput): LayerOutput {
    if (!Array.isArray(layers)) {
      throw new NetworkMistake(`must be a list of layers, not ${show(layers)}`);
    }
    return layers.reduce<LayerOutput>(
      (x, entry, index) => within([index], () => this.#readEntry(entry, [...place, index], x)),
      input,
    );
  }

  #readEntry(entry: unknown, place: LayerPlace, input: LayerOutput): LayerOutput {
    if (typeof entry === 'string') return this.#readLayer(entry, {}, place, input);
    if (!isMap(entry) || Object.keys(entry).length === 0) {
      const example = "such as 'flatten' or 'dense: {units: 10}'";
      throw new NetworkMistake(`a layer is a name, with its fields below it, ${example}`);
    }
    if ('residual' in entry) return this.#readResidual(entry, place, input);
    if ('branches' in entry) return this.#readBranches(entry, place, input);
    const [[name, fields], ...others] = Object.entries(entry) as [Entry, ...Entry[]];
    if (others.length > 0) {
      const [[other]] = others as [Entry];
      const words = `'${other}' stands beside '${name}': a layer's fields stand below it, as in`;
      throw new NetworkMistake(`${words} '- ${name}: {${other}: …}'`, [other]);
    }
    return within([name], () => this.#readLayer(name, fields, place, input));
  }

  #readLayer(name: string, written: unknown, place: LayerPlace, input: LayerOutput): LayerOutput {
    if (sameName(name, EMBED_CATEGORIES)) return this.#embedCategories(written, place, input);
    const className = classNamed(name);
    if (LAYER_KINDS[className]!.merges) {
      const words = `${nameInConfiguration(className)} takes several inputs: write 'branches:'`;
      throw new NetworkMistake(`${words} with 'merge: ${nameInConfiguration(className)}'`);
    }
    const { name: given, ...fields } = fieldsOf(className, written);
    const layer = readLayer(className, fields);
    return this.#add(layer, [input], place, given);
  }

  #embedCategories(written: unknown, place: LayerPlace, input: LayerOutput): LayerOutput {
    const isNamed = isMap(written) || written === null || written === undefined;
    const fields = isNamed ? (written ?? {}) : { width: written };
    const { output, added } = embedCategories(this.#graph, this.#categories, fields, input);
    for (const layer of added) this.places.set(layer, place);
    return output;
  }

  #readResidual(entry: Plain, place: LayerPlace, input: LayerOutput): LayerOutput {
    const { residual, shortcut = [], ...others } = entry;
    refuseOthers(others, ['residual', 'shortcut']);
    const made = within(['residual'], () => this.readList(residual, [...place, 'residual'], input));
    const kept = within(['shortcut'], () => this.readList(shortcut, [...place, 'shortcut'], input));
    if (made === input) throw new NetworkMistake('has no layers', ['residual']);
    return this.#add(readLayer('Add', {}), [made, kept], place, undefined);
  }

  #readBranches(entry: Plain, place: LayerPlace, input: LayerOutput): LayerOutput {
    const { branches, merge = 'concatenate', ...others } = entry;
    refuseOthers(others, ['branches', 'merge']);
    if (!isMap(branches) || Object.keys(branches).length < 2) {
      const words = 'must be two or more lists of layers, each with a name';
      throw new NetworkMistake(`${words}, not ${show(branches)}`, ['branches']);
    }
    const outputs = Object.entries(branches).map(([name, layers]) =>
      within(['branches', name], () => this.readList(layers, [...place, 'branches', name], input)),
    );
    const [name, written] = (isMap(merge) && Object.entries(merge)[0]) || [merge, {}];
    if (typeof name !== 'string') {
      const words = "must be the name of a layer that merges, such as 'add'";
      throw new NetworkMistake(`${words}, not ${show(merge)}`, ['merge']);
    }
    return within(['merge'], () => {
      const className = classNamed(name);
      if (!LAYER_KINDS[className]!.merges) {
        throw new NetworkMistake(`${nameInConfiguration(className)} takes one input alone`);
      }
      const { name: given, ...fields } = fieldsOf(className, written);
      return this.#add(readLayer(className, fields), outputs, place, given);
    });
  }

  #add(
    layer: NamelessLayer,
    inputs: readonly LayerOutput[],
    place: LayerPlace,
    given: unknown,
  ): LayerOutput {
    if (given !== undefined && (typeof given !== 'string' || !/^[\w.-]{1,100}$/.test(given))) {
      const words = "'name' must be letters, digits, and any of _ . -";
      throw new NetworkMistake(`${words}, not ${show(given)}`, ['name']);
    }
    const output = this.#graph.add(layer, inputs, given);
    this.places.set(output.layer, place);
    return output;
  }
}

function refuseOthers(others: Plain, known: readonly string[]): void {
  const [other] = Object.keys(others);
  if (other === undefined) return;
  throw new NetworkMistake(unknownName(other, known, 'there is no').message, [other]);
}
