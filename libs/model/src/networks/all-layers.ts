import type { TfjsLayer } from './tfjs-layers.ts';

/** What layers hold other layers in. */
interface Holder extends TfjsLayer {
  /** Those of a network. */
  readonly layers?: readonly TfjsLayer[];
  /** That of `TimeDistributed`. */
  readonly layer?: TfjsLayer;
  /** Those of `Bidirectional`. */
  readonly forwardLayer?: TfjsLayer;
  readonly backwardLayer?: TfjsLayer;
  /** That of a recurrent layer. */
  readonly cell?: TfjsLayer;
  /** Those of a cell that is several. */
  readonly cells?: readonly TfjsLayer[];
}

/** A layer, and a name that no other one of the network has. */
export interface KeyedLayer {
  readonly layer: TfjsLayer;
  readonly key: string;
}

/** All layers of a network, those within others among them, in order. */
export function allLayers(network: TfjsLayer): KeyedLayer[] {
  const layers = [...new Set((network as Holder).layers)];
  return layers.flatMap((layer) => within(layer, layer.name));
}

function within(layer: TfjsLayer, key: string): KeyedLayer[] {
  const holder = layer as Holder;
  if (holder.layers) return allLayers(layer);
  const held: [TfjsLayer | undefined, string][] = holder.forwardLayer
    ? [
        [holder.forwardLayer, `${key}/forward`],
        [holder.backwardLayer, `${key}/backward`],
      ]
    : [
        [holder.layer, key],
        [holder.cell, key],
        ...(holder.cells ?? []).map((each, index): [TfjsLayer, string] => [
          each,
          `${key}/${index}`,
        ]),
      ];
  return [{ layer, key }, ...held.flatMap(([each, name]) => (each ? within(each, name) : []))];
}

/** The cells of a recurrent layer; of another layer none. */
export function cellsOf(layer: TfjsLayer): readonly TfjsLayer[] {
  const { cell } = layer as Holder;
  if (!cell) return [];
  return (cell as Holder).cells ?? [cell];
}

/** All networks that a network consists of: itself first. */
export function allNetworks(network: TfjsLayer): readonly TfjsLayer[] {
  const nested = [...new Set((network as Holder).layers)].filter((each) => (each as Holder).layers);
  return [network, ...nested.flatMap(allNetworks)];
}
